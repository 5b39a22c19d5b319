import { t } from '../../language/index.ts';

const differsBy = (word: string): number => Math.max(1, Math.floor(word.length / 3));

/** ` Did you mean --json?`, with a space before it, where one of the words is like what was typed; else nothing. */
export function didYouMean(typed: string, words: readonly string[]): string {
  const near = nearest(typed, words);
  return near === null ? '' : t` Did you mean ${near}?`;
}

export function nearest(typed: string, words: readonly string[]): string | null {
  const near = words
    .map((word) => ({ word, distance: lettersBetween(typed.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, distance }) => distance > 0 && distance <= differsBy(word))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.word ?? null;
}

function lettersBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= a.length; row++) {
    rows[row] = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const ways = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + same];
      rows[row]?.push(Math.min(...ways, swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY));
    }
  }
  return at(a.length, b.length);
}
