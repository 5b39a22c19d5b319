import { type MovementKind, movementKinds, quantityMax } from '../../core/model/index.ts';
import type { ReportedLine } from '../../core/stock/index.ts';
import {
  type CellReading,
  readForm,
  readMoment,
  readPieces,
  readSku,
  readUnlessEmpty,
  readWord,
} from '../files/cells.ts';
import type { LineNote } from '../files/line-note.ts';
import type { NamedRow, TableShape } from '../files/named-table.ts';

/** What people call the kinds of movements in a file. */
export const kindWords: ReadonlyMap<MovementKind, readonly string[]> = new Map([
  ['counted', ['counted', '棚卸', 'count']],
  ['received', ['received', '入荷', '入庫', '仕入']],
  ['adjusted', ['adjusted', '調整', '在庫調整', 'adjust']],
] satisfies [MovementKind, string[]][]);

/** What a note may be: it stands in the ledger for good. */
export const noteForm = { pattern: /^[^\p{Cc}]{0,200}$/u, wanted: 'up to 200 characters' };
/** What the number of a slip looks like. */
export const idForm = { pattern: /^[^\p{Cc}#]{1,100}$/u, wanted: 'up to 100 characters, without "#"' };

/** Pieces that a kind of movement may have. */
export function piecesOf(kind: MovementKind): { readonly from: number; readonly to: number } {
  return { from: kind === 'adjusted' ? -quantityMax : 0, to: quantityMax };
}

/** Understands a line of a file of counts; every cell that is wrong is a problem. `kind` holds where the line gives none. */
export function readCountLine(
  { line, cells }: NamedRow<CountField>,
  kind: MovementKind,
): { readonly reported: ReportedLine | null; readonly problems: readonly LineNote<CountField>[] } {
  const problems: LineNote<CountField>[] = [];
  const take = <Value>(field: CountField, read: (cell: string) => CellReading<Value>): Value | null => {
    const cell = cells[field] ?? '';
    const reading = read(cell);
    if ('value' in reading) return reading.value;
    const got = cell === '' ? 'is empty; ' : '';
    problems.push({ line, field, text: `${got}expected ${reading.expected}.` });
    return null;
  };

  const sku = take('sku', readSku);
  const own = take('kind', (cell) => readUnlessEmpty(cell, (word) => readWord(word, kindWords)));
  const meant = own ?? kind;
  const quantity = take('quantity', (cell) => readPieces(cell, piecesOf(meant)));
  const at = take('at', (cell) => readUnlessEmpty(cell, readMoment));
  const note = take('note', (cell) => readForm(cell, noteForm));
  const id = take('id', (cell) => readUnlessEmpty(cell, (word) => readForm(word, idForm)));
  if (problems.length > 0 || sku === null || quantity === null) return { reported: null, problems };
  return { reported: { line, sku, kind: meant, quantity, at, id, note: note ?? '' }, problems: [] };
}

export const kindNames: Readonly<Record<MovementKind, string>> = Object.fromEntries(
  movementKinds.map((kind) => [kind, kindWords.get(kind)?.[1] ?? kind]),
) as Record<MovementKind, string>;

/** What is read of each line of a file of counts. */
export type CountField = 'sku' | 'quantity' | 'at' | 'kind' | 'note' | 'id';

/** The columns of a file of counts; `docs/stock.md#files-of-counts` has examples. */
export const countShape: TableShape<CountField> = {
  names: {
    sku: ['sku', '商品コード'],
    quantity: ['quantity', '在庫数', '数量'],
    at: ['at', '日時'],
    kind: ['kind', '区分'],
    note: ['note', '備考'],
    id: ['id', '伝票番号'],
  },
  needed: ['sku', 'quantity'],
  hint: 'The columns: docs/stock.md#files-of-counts.',
};
