// Keys of the API.
export * from './facts.ts';
export * from './words.ts';
