// A SKU: how many are free and why, and what its listings show.
export * from './facts.ts';
export * from './words.ts';
