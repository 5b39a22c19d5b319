// What holds the work at shops, and what lifts it.
export * from './facts.ts';
export * from './key-words.ts';
export * from './words.ts';
