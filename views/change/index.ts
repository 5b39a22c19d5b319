// A requested change of an order: how it stands, why, and what comes next.
export * from './facts.ts';
export * from './facts-groups.ts';
export * from './words.ts';
