import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { dictionaries, newestDictionary } from './dictionary.ts';

/** Of a packed order level 6 takes 1 % off, for 5 % more time; level 3 puts 5 % on. */
const packedLevel = 5;
/** Most packed orders fit into one; the 16 KB that zlib takes by default are allocated anew for each order. */
const chunkSize = 2_048;

/**
 * Packs an order's original for its row: one byte that names the preset dictionary, then raw deflate.
 * The dictionary turns 6 KB of JSON into about 1 KB (`docs/decisions/0004-originals.md`), which is one write unit less.
 */
export function pack(text: string): Uint8Array {
  const dictionary = dictionaryOf(newestDictionary);
  const body = deflateRawSync(Buffer.from(text, 'utf8'), { level: packedLevel, chunkSize, dictionary });
  return Buffer.concat([Buffer.of(newestDictionary), body]);
}

/** Reads what `pack` wrote, with whichever dictionary it was written. Throws when the bytes are damaged. */
export function unpack(packed: Uint8Array): string {
  const version = packed[0];
  if (version === undefined) return '';
  return inflateRawSync(packed.subarray(1), { dictionary: dictionaryOf(version) }).toString('utf8');
}

function dictionaryOf(version: number): Buffer {
  const dictionary = dictionaries.get(version);
  if (!dictionary) {
    throw new Error(
      `This order was packed with dictionary ${version}, which this release does not know (it knows up to ${newestDictionary}). Install the release that wrote it, or a later one.`,
    );
  }
  return dictionary;
}
