// What is said in the language of a run: texts, and the phrases that many of them share.
export * from './language.ts';
export * from './phrases.ts';
