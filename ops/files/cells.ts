import { comparable, type EpochMs, type Sentence, sentence } from '../../core/kernel/index.ts';
import { skuForm } from '../../core/model/index.ts';
import { when } from '../arguments/parameter.ts';
import type { LineNote } from './line-note.ts';
import type { NamedRow } from './named-table.ts';

/** A cell that was understood, or what was expected of it: the end of a sentence. */
export type CellReading<Value> = { readonly value: Value } | { readonly expected: Sentence };

const moment = when('');
const momentForm = sentence`a moment in Japan as 2026-11-24 09:00 or 2026/11/24 9:00`;

/** A moment with its day, as people and spreadsheets write it. */
export function readMoment(cell: string): CellReading<EpochMs> {
  const reading = moment.read(asTyped(cell.normalize('NFKC')));
  if ('problem' in reading || !('at' in reading.value)) return { expected: momentForm };
  return { value: reading.value.at };
}

/** Whole pieces, whatever width they are written in, `1,200` and `▲3` among them. */
export function readPieces(cell: string, { from, to }: { from: number; to: number }): CellReading<number> {
  const plain = cell
    .normalize('NFKC')
    .replace(/^[−▲△]/, '-')
    .replace(/^\+/, '');
  const digits = /^-?\d{1,3}(?:,\d{3})+$/.test(plain) ? plain.replaceAll(',', '') : plain;
  const value = Number(digits);
  if (/^-?\d{1,15}$/.test(digits) && value >= from && value <= to) return { value: value === 0 ? 0 : value };
  return { expected: sentence`whole pieces from ${from} to ${to}` };
}

/** One of a few values, each with the words people write for it; letters of any width and case. */
export function readWord<Value>(cell: string, words: ReadonlyMap<Value, readonly string[]>): CellReading<Value> {
  const wanted = comparable(cell);
  for (const [value, alike] of words) if (alike.some((word) => comparable(word) === wanted)) return { value };
  return {
    expected: [...words.values()]
      .map(([first = '', second = '']) => sentence`${first} (${second})`)
      .reduce((some, one) => sentence`${some} or ${one}`),
  };
}

export function readForm(
  cell: string,
  { pattern, wanted }: { readonly pattern: RegExp; readonly wanted: Sentence },
): CellReading<string> {
  return pattern.test(cell) ? { value: cell } : { expected: wanted };
}

/** A SKU as it stands. Long numbers are what spreadsheets shorten to `4.90E+12`. */
export function readSku(cell: string): CellReading<string> {
  if (/^\d(?:\.\d+)?E\+\d+$/i.test(cell)) {
    return { expected: sentence`the SKU whole: a spreadsheet has shortened it. Make its column one of text` };
  }
  return readForm(cell, { pattern: skuForm.pattern, wanted: sentence`a SKU of up to 200 characters` });
}

/** Null where the cell is empty. */
export function readUnlessEmpty<Value>(
  cell: string,
  read: (cell: string) => CellReading<Value>,
): CellReading<Value | null> {
  return cell === '' ? { value: null } : read(cell);
}

/** `2026/11/1` and `2026/11/1 9:05:00`: what Excel in Japan makes of a day that was typed as `2026-11-01`. */
const rewritten = /^(\d{4})\/(\d{1,2})\/(\d{1,2})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;

/** A moment as it would be typed for a command; what a spreadsheet has not rewritten stays as it is. */
export function asTyped(cell: string): string {
  const [, year, month = '', day = '', hour, minute, second] = rewritten.exec(cell) ?? [];
  if (year === undefined) return cell;
  const date = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  if (hour === undefined) return date;
  return `${date} ${[hour.padStart(2, '0'), minute, ...(second === undefined ? [] : [second])].join(':')}`;
}

export function cellReader<Field extends string>({ line, cells }: NamedRow<Field>, problems: LineNote<Field>[]) {
  return <Value>(field: Field, read: (cell: string) => CellReading<Value>): Value | null => {
    const cell = cells[field] ?? '';
    const reading = read(cell);
    if ('value' in reading) return reading.value;
    problems.push({
      line,
      field,
      text: cell === '' ? sentence`is empty; expected ${reading.expected}.` : sentence`expected ${reading.expected}.`,
    });
    return null;
  };
}
