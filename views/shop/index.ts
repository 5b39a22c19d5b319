// A shop: how its import stands.
export * from './facts.ts';
export * from './words.ts';
