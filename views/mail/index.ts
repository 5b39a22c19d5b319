// Mails to merchants: what was sent, and what became of it.
export * from './facts.ts';
