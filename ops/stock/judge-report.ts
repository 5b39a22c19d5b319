import { jstText, type Sentence, sentence } from '../../core/kernel/index.ts';
import { type Movement, type MovementKind, presentParts, quantityMax } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import {
  clashingLines,
  type KnownReport,
  knownReports,
  movementProblems,
  type ReportedLine,
  type ReportSetting,
  reportedMovement,
} from '../../core/stock/index.ts';
import { t } from '../../language/index.ts';
import { jstIso } from '../../views/plain.ts';
import { movementText } from '../../views/sku/index.ts';
import { cellReader, readForm, readMoment, readPieces, readSku, readUnlessEmpty, readWord } from '../files/cells.ts';
import type { LineNote } from '../files/line-note.ts';
import type { NamedRow, TableShape } from '../files/named-table.ts';
import { type Block, flexible, tableOf } from '../terminal/index.ts';

export type JudgedLine = { readonly line: number } & Exclude<KnownReport, { kind: 'taken' }>;

export interface JudgedReport {
  readonly lines: readonly JudgedLine[];
  readonly problems: readonly LineNote<CountField>[];
  readonly warnings: readonly LineNote<CountField>[];
}

/** Judges a report: each line is good, already known, or wrong, and every problem is listed. Nothing is written. */
export async function judgeReport(
  { stock, listings, clock }: Pick<Ports, 'stock' | 'listings' | 'clock'>,
  reported: readonly ReportedLine[],
  setting: ReportSetting,
  onRead: (skus: number) => void = () => undefined,
): Promise<JudgedReport> {
  const { merchant } = setting;
  const skus = [...new Set(reported.map(({ sku }) => sku))];
  const movements = reported.map((line) => reportedMovement(line, setting));
  const own = new Set(movements.filter((_, index) => reported[index]?.at !== null));
  const [known, rows, listed] = await Promise.all([
    knownReports(stock, merchant, movements, (movement) => own.has(movement), onRead),
    skus.length === 0 ? [] : stock.skuRows(merchant, skus),
    listings.ofSkus(merchant, skus),
  ]);
  const sets = new Set(rows.filter((row) => presentParts(row) !== null).map(({ sku }) => sku));
  const sold = new Set([
    ...listed.map(({ sku }) => sku),
    ...rows.flatMap(({ sku, inSets }) => (inSets.length > 0 ? [sku] : [])),
  ]);

  const problems: LineNote<CountField>[] = clashingLines(reported).map(({ line, earlier, about }) => ({
    line,
    field: about === 'id' ? 'id' : 'sku',
    text:
      about === 'id'
        ? sentence`stands in line ${earlier} already, for the same SKU.`
        : sentence`is counted in line ${earlier} already, at the same moment. Give one line with the sum, or each its own moment.`,
  }));
  const warnings: LineNote<CountField>[] = [];
  const lines: JudgedLine[] = [];
  for (const [index, report] of known.entries()) {
    const { line, sku } = reported[index] as ReportedLine;
    if (report.kind === 'taken') {
      problems.push({ line, field: 'id', text: takenText(report.standing) });
      continue;
    }
    lines.push({ ...report, line });
    const wrong = movementProblems(report.movement, clock.now());
    problems.push(...wrong.map((text) => ({ line, field: null, text })));
    if (sets.has(sku))
      problems.push({ line, field: 'sku', text: sentence`is a set: its parts are counted. See them: ops stock show.` });
    else if (!sold.has(sku))
      warnings.push({
        line,
        field: 'sku',
        text: sentence`no listing sells it. Is it mistyped, or still to be listed?`,
      });
  }
  const bad = new Set(problems.map(({ line }) => line));
  return {
    lines: lines.filter(({ line }) => !bad.has(line)),
    problems: problems.sort(byLine),
    warnings: warnings.filter(({ line }) => !bad.has(line)).sort(byLine),
  };
}

const byLine = (one: { readonly line: number }, other: { readonly line: number }): number => one.line - other.line;

/** What stands under an id already: it stays, and the other report is refused. */
function takenText({ kind, quantity, at, by }: Movement): Sentence {
  return sentence`stands already for something else: ${kindWords.get(kind)?.[1] ?? kind} ${quantity} at ${jstText(at)}, reported by ${by}. Give another one, or report the difference.`;
}

export function movementLines(lines: readonly JudgedLine[]): Block[] {
  if (lines.length === 0) return [];
  return tableOf(lines, ({ line, movement, kind }) => ({
    line,
    SKU: flexible(movement.sku),
    what: movementText(movement.kind),
    pieces: movement.quantity,
    at: jstText(movement.at),
    '': kind === 'again' ? t`taken in before` : t`new`,
  }));
}

export function movementJson({ line, kind, movement }: JudgedLine): object {
  const { sku, quantity, at, id, by, note } = movement;
  return { line, sku, kind: movement.kind, quantity, at: jstIso(at), id, by, note, step: kind };
}

const kindWords: ReadonlyMap<MovementKind, readonly string[]> = new Map([
  ['counted', ['counted', '棚卸', 'count']],
  ['received', ['received', '入荷', '入庫', '仕入']],
  ['adjusted', ['adjusted', '調整', '在庫調整', 'adjust']],
] satisfies [MovementKind, string[]][]);

/** What a note may be: it stands in the ledger for good. */
export const noteForm = { pattern: /^[^\p{Cc}]{0,200}$/u, wanted: sentence`up to 200 characters` };
/** What the number of a slip looks like. */
export const idForm = { pattern: /^[^\p{Cc}#]{1,100}$/u, wanted: sentence`up to 100 characters, without "#"` };

function piecesOf(kind: MovementKind): { readonly from: number; readonly to: number } {
  return { from: kind === 'adjusted' ? -quantityMax : 0, to: quantityMax };
}

/** Understands a line of a file of counts; every cell that is wrong is a problem. `kind` holds where the line gives none. */
export function readCountLine(
  row: NamedRow<CountField>,
  kind: MovementKind,
): { readonly reported: ReportedLine | null; readonly problems: readonly LineNote<CountField>[] } {
  const problems: LineNote<CountField>[] = [];
  const take = cellReader(row, problems);

  const sku = take('sku', readSku);
  const own = take('kind', (cell) => readUnlessEmpty(cell, (word) => readWord(word, kindWords)));
  const meant = own ?? kind;
  const quantity = take('quantity', (cell) => readPieces(cell, piecesOf(meant)));
  const at = take('at', (cell) => readUnlessEmpty(cell, readMoment));
  const note = take('note', (cell) => readForm(cell, noteForm));
  const id = take('id', (cell) => readUnlessEmpty(cell, (word) => readForm(word, idForm)));
  if (problems.length > 0 || sku === null || quantity === null) return { reported: null, problems };
  return { reported: { line: row.line, sku, kind: meant, quantity, at, id, note: note ?? '' }, problems: [] };
}

export type CountField = 'sku' | 'quantity' | 'at' | 'kind' | 'note' | 'id';

/** The columns of a file of counts; `docs/how-to/stock.md#files-of-counts` has examples. */
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
  hint: 'The columns: docs/how-to/stock.md#files-of-counts.',
};
