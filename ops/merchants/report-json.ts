import { type Applied, keyOfNewShop, type MerchantColumn } from '../../core/tenants/index.ts';
import type { CsvRow } from '../files/csv-table.ts';
import { looksLikeKey } from '../keys/read-keys.ts';
import { jstIso, jstIsoOrNull } from '../terminal/time.ts';
import type { Examination } from './examine.ts';
import { changesOf } from './report.ts';
import { additionsOf, refusedLines, summaryOf } from './summary.ts';

/** The same for a program: totals, and every line with its outcome. `applied` is null when nothing was applied. */
export function examinationJson(
  examination: Examination,
  rows: readonly CsvRow<MerchantColumn>[],
  { applied, rejected }: { readonly applied: Applied | null; readonly rejected: string | null },
): object {
  const { plans, problems, keyProblems } = examination;
  const additions = new Map(additionsOf(plans).map((step) => [step.line, step]));
  const refused = refusedLines(problems);
  const lines = rows.map(({ line, cells }) => {
    const named = { line, merchant: shown(cells.merchant), shop: shown(`${cells.mall}#${cells.shop_code}`) };
    const step = additions.get(line);
    if (refused.has(line)) {
      const ofLine = problems.filter((problem) => problem.line === line);
      return { ...named, result: 'refused', problems: ofLine.map(({ column, text }) => ({ column, text })) };
    }
    if (step === undefined) return { ...named, result: 'unchanged' };
    return {
      ...named,
      shop: keyOfNewShop(step.shop),
      result: applied?.overtaken.includes(line) ? 'overtaken' : 'add',
      importFrom: jstIso(step.shop.importFrom),
      shard: step.shop.shard,
      keyExpiresAt: jstIsoOrNull(step.checked?.expiry?.at),
    };
  });
  return { ...summaryOf(examination), applied, rejected, changes: changesOf(plans), keyProblems, lines };
}

/** What names a line, unless a key slipped in there. */
const shown = (cell: string): string => (looksLikeKey(cell) ? '' : cell);
