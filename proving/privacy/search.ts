import { layersOf } from './layers.ts';
import type { Planted } from './planted.ts';

/** Something planted that was found, and what stands around it. */
export interface Found extends Planted {
  readonly where: string;
  readonly around: string;
}

/** Characters by which what may begin here is looked up. */
const startLength = 2;

/**
 * Looks for what was planted in texts, by the name of each: in every form in which it may have been written down. Compared without
 * case, width, kind of kana, white space and marks; numbers of telephones without hyphens, and never within longer numbers.
 */
export function createSearch(planted: readonly Planted[]): (where: string, text: string) => Found[] {
  const words = planted.filter(({ what }) => what !== 'telephone' && what !== 'zip');
  const byWords = index(words, foldedWords);
  const byNumbers = index(
    planted.filter(({ what }) => what === 'telephone'),
    foldedNumbers,
  );
  const byZip = index(
    planted.filter(({ what }) => what === 'zip'),
    narrow,
  );
  return (where, text) => {
    const found = new Map<string, Found>();
    for (const layer of layersOf(text)) {
      const hits = [
        ...matches(foldedWords(layer), byWords, () => true),
        ...matches(foldedNumbers(layer), byNumbers, isWholeNumber),
        ...matches(narrow(layer), byZip, isWholeNumber),
      ];
      for (const { planted: one, around } of hits) {
        found.set(`${one.what} ${one.value}`, { ...one, where, around });
      }
    }
    return [...found.values()];
  };
}

const narrow = (text: string): string => text.normalize('NFKC');

/** One case, one width, hiragana for katakana, and nothing but letters and digits. */
function foldedWords(text: string): string {
  return narrow(text)
    .toLowerCase()
    .replaceAll(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Without what may stand between the parts of a number. */
const foldedNumbers = (text: string): string => narrow(text).replaceAll(/(?<=\d)[-‐‑–—−ー() ]+(?=\d)/g, '');

type Index = ReadonlyMap<string, readonly { readonly planted: Planted; readonly folded: string }[]>;

function index(planted: readonly Planted[], fold: (text: string) => string): Index {
  const entries = planted
    .map((one) => ({ planted: one, folded: fold(one.value) }))
    .filter(({ folded }) => folded.length >= startLength);
  return Map.groupBy(entries, ({ folded }) => folded.slice(0, startLength));
}

function* matches(
  text: string,
  entries: Index,
  counts: (text: string, from: number, to: number) => boolean,
): Generator<{ readonly planted: Planted; readonly around: string }> {
  const starts = new Set([...entries.keys()].map((start) => start.charCodeAt(0)));
  for (let at = 0; at < text.length; at++) {
    if (!starts.has(text.charCodeAt(at))) continue;
    for (const { planted, folded } of entries.get(text.slice(at, at + startLength)) ?? []) {
      if (!text.startsWith(folded, at) || !counts(text, at, at + folded.length)) continue;
      yield { planted, around: text.slice(Math.max(0, at - 30), at + folded.length + 30) };
    }
  }
}

function isWholeNumber(text: string, from: number, to: number): boolean {
  return !/[0-9]/.test(text.charAt(from - 1)) && !/[0-9]/.test(text.charAt(to));
}
