import { jstText } from '../../core/kernel/index.ts';
import { type Movement, presentParts } from '../../core/model/index.ts';
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
import type { LineNote } from '../files/line-note.ts';
import { type Block, flexible, tableOf } from '../terminal/table.ts';
import { jstIso } from '../terminal/text.ts';
import { type CountField, kindNames } from './read-count-line.ts';

/** A line with the movement it comes to, and what stands of that already. */
export type JudgedLine = { readonly line: number } & Exclude<KnownReport, { kind: 'taken' }>;

/** Lines that were judged by the ledger and the listings. */
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
        ? `stands in line ${earlier} already, for the same SKU.`
        : `is counted in line ${earlier} already, at the same moment. Give one line with the sum, or each its own moment.`,
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
      problems.push({ line, field: 'sku', text: 'is a set: its parts are counted. See them: ops stock show.' });
    else if (!sold.has(sku))
      warnings.push({ line, field: 'sku', text: 'no listing sells it. Is it mistyped, or still to be listed?' });
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
function takenText({ kind, quantity, at, by }: Movement): string {
  return `stands already for something else: ${kindNames[kind]} ${quantity} at ${jstText(at)}, reported by ${by}. Give another one, or report the difference.`;
}

/** Movements that are taken in, or would be, as a table. */
export function movementLines(lines: readonly JudgedLine[]): Block[] {
  if (lines.length === 0) return [];
  return tableOf(lines, ({ line, movement, kind }) => ({
    line,
    SKU: flexible(movement.sku),
    what: `${kindNames[movement.kind]} ${movement.kind}`,
    pieces: movement.quantity,
    at: jstText(movement.at),
    '': kind === 'again' ? 'taken in before' : 'new',
  }));
}

/** The same for programs. */
export function movementJson({ line, kind, movement }: JudgedLine): object {
  const { sku, quantity, at, id, by, note } = movement;
  return { line, sku, kind: movement.kind, quantity, at: jstIso(at), id, by, note, step: kind };
}
