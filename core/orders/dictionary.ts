import { dictionaryV1 } from './dictionary-v1.ts';

/** The dictionary new originals are packed with. Old ones stay: rows written with them must remain readable for ever. */
export const newestDictionary = 1;

/** Every dictionary a row may have been packed with. */
export const dictionaries: ReadonlyMap<number, Buffer> = new Map([[1, Buffer.from(dictionaryV1, 'utf8')]]);
