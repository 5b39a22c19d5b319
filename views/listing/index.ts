// A listing of a SKU at a mall: what it should show, what its mall was last told, and how it stands.
export * from './facts.ts';
export * from './words.ts';
