// One order: what is known of it, what a person reads in it, and what happened to it.
export * from './facts.ts';
export * from './facts-content.ts';
export * from './list-facts.ts';
export * from './list-words.ts';
export * from './words.ts';
