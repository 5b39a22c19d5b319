// A merchant.
export * from './facts.ts';
