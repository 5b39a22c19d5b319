import type { OrderTexts } from './written.ts';

/** A source of numbers in [0, 1) that gives the same ones for the same seed. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const hiragana = Array.from({ length: 83 }, (_, index) => String.fromCodePoint(0x3041 + index));
const katakana = Array.from({ length: 86 }, (_, index) => String.fromCodePoint(0x30a1 + index));

/** The 2,965 characters of JIS X 0208, level 1: those of everyday texts and names, in Shift_JIS from 889F to 9872. */
const kanji: readonly string[] = (() => {
  const decoder = new TextDecoder('shift_jis');
  const found: string[] = [];
  for (let code = 0x889f; code <= 0x9872; code++) {
    const low = code & 0xff;
    if (low < 0x40 || low === 0x7f || low > 0xfc) continue;
    found.push(decoder.decode(Uint8Array.of(code >> 8, low)));
  }
  return found;
})();

/** Texts in which no character tells anything of the next: about 10 bits each, where written Japanese has four to six. */
export function randomTexts(next: () => number): OrderTexts {
  return {
    person: () => ({
      city: randomText(next, 5),
      subAddress: `${randomText(next, 8)}${Math.floor(next() * 9_000)}`,
      familyName: randomText(next, 2),
      firstName: randomText(next, 2),
      familyNameKana: randomReading(next, 4),
      firstNameKana: randomReading(next, 4),
    }),
    goods: () => randomText(next, 40),
    choice: () => randomText(next, 8),
    remark: () => randomText(next, 50),
  };
}

/** The shares of the scripts are those of written Japanese. */
function randomText(next: () => number, length: number): string {
  return Array.from({ length }, () => {
    const script = next();
    const from = script < 0.45 ? hiragana : script < 0.6 ? katakana : kanji;
    return from[Math.floor(next() * from.length)] ?? '';
  }).join('');
}

/** The same in katakana alone, for the reading of a name. */
function randomReading(next: () => number, length: number): string {
  return Array.from({ length }, () => katakana[Math.floor(next() * katakana.length)] ?? '').join('');
}
