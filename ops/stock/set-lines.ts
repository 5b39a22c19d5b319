import { type EpochMs, jstText } from '../../core/kernel/index.ts';
import type { Part } from '../../core/model/index.ts';
import type { RecipeStep, WantedRecipe } from '../../core/stock/index.ts';
import { type CellReading, readMoment, readPieces, readSku, readUnlessEmpty } from '../files/cells.ts';
import type { LineNote } from '../files/line-note.ts';
import type { NamedRow, TableShape } from '../files/named-table.ts';
import { type Block, flexible, tableOf } from '../terminal/table.ts';
import { jstIso } from '../terminal/text.ts';

/** What is read of each line of a file of sets: one part of one set. */
export type SetField = 'set' | 'part' | 'needed' | 'from';

/** The columns of a file of sets; `docs/stock.md#sets` has an example. */
export const setShape: TableShape<SetField> = {
  names: {
    set: ['set', 'セット商品コード', 'セット商品'],
    part: ['part', '構成品コード', '構成品'],
    needed: ['needed', '必要数', '数量'],
    from: ['from', '適用日時'],
  },
  needed: ['set', 'part', 'needed'],
  hint: 'The columns: docs/stock.md#sets.',
};

/** More of one part in one set is a slip. */
const neededMax = 9_999;

/** A set as a file has it. */
export interface SetOfFile {
  readonly lines: readonly number[];
  readonly wanted: WantedRecipe;
}

/** A set with what it would do to what stands. */
export interface JudgedSet extends SetOfFile {
  readonly step: RecipeStep;
}

interface PartLine {
  readonly line: number;
  readonly set: string;
  readonly part: Part;
  readonly from: EpochMs | null;
}

/** The sets of a file, each with all its parts; a set of which a line is bad is left out. `from` holds for lines that give no moment. */
export function setsOfFile(
  rows: readonly NamedRow<SetField>[],
  from: EpochMs,
): { readonly sets: readonly SetOfFile[]; readonly problems: readonly LineNote<SetField>[] } {
  const problems: LineNote<SetField>[] = [];
  const lines = rows.flatMap((row) => readPartLine(row, problems));
  const setByLine = new Map(rows.map(({ line, cells }) => [line, cells.set]));
  const badLineOf = new Map(problems.map(({ line }) => [setByLine.get(line), line]));
  const sets = [...Map.groupBy(lines, ({ set }) => set)].flatMap(([set, own]): SetOfFile[] => {
    const moments = [...new Set(own.flatMap(({ from: at }) => (at === null ? [] : [at])))];
    if (moments.length > 1) {
      problems.push(
        ...own.map(({ line }) => ({ line, field: 'from' as const, text: 'all lines of one set begin at one moment.' })),
      );
      return [];
    }
    const bad = badLineOf.get(set);
    if (bad !== undefined) {
      // Named, so that they go into the file of rejected lines, too: mended there alone, the set would lose these parts.
      const text = `belongs to a set of which line ${bad} is bad: a set is taken whole.`;
      problems.push(...own.map(({ line }) => ({ line, field: 'set' as const, text })));
      return [];
    }
    const wanted = { set, from: moments[0] ?? from, parts: own.map(({ part }) => part) };
    return [{ lines: own.map(({ line }) => line), wanted }];
  });
  return { sets, problems };
}

function readPartLine({ line, cells }: NamedRow<SetField>, problems: LineNote<SetField>[]): PartLine[] {
  const take = <Value>(field: SetField, read: (cell: string) => CellReading<Value>): Value | null => {
    const cell = cells[field] ?? '';
    const reading = read(cell);
    if ('value' in reading) return reading.value;
    problems.push({ line, field, text: `${cell === '' ? 'is empty; ' : ''}expected ${reading.expected}.` });
    return null;
  };
  const set = take('set', readSku);
  const sku = take('part', readSku);
  const needed = take('needed', (cell) => readPieces(cell, { from: 1, to: neededMax }));
  const before = problems.length;
  const from = take('from', (cell) => readUnlessEmpty(cell, readMoment));
  if (set === null || sku === null || needed === null || problems.length > before) return [];
  return [{ line, set, part: { sku, needed }, from }];
}

/** A set for people: what it is made of, and since when. */
export interface SetRow extends WantedRecipe {
  readonly note: string;
}

/** `tea × 2, cup × 1` */
export function partsText({ parts }: Pick<WantedRecipe, 'parts'>): string {
  return parts.length === 0 ? 'no set any more' : parts.map(({ sku, needed }) => `${sku} × ${needed}`).join(', ');
}

/** Sets as a table. */
export function setTable(sets: readonly SetRow[]): Block[] {
  if (sets.length === 0) return [];
  const hasNotes = sets.some(({ note }) => note !== '');
  return tableOf(sets, (one) => ({
    set: flexible(one.set),
    'made of': flexible(partsText(one)),
    'ordered from': jstText(one.from),
    ...(hasNotes && { '': one.note }),
  }));
}

/** The same for programs. */
export function setJson({ set, from, parts }: WantedRecipe): object {
  return { set, from: jstIso(from), parts };
}
