import { jstText } from '../../core/kernel/index.ts';
import type { MerchantFacts } from '../../core/model/index.ts';
import {
  type Applied,
  keyOfNewShop,
  type LineProblem,
  type MerchantColumn,
  type MerchantPlan,
  type ShopStep,
} from '../../core/tenants/index.ts';
import { counted, jstTextOr, t, translated } from '../../language/index.ts';
import { jstIso, jstIsoOrNull } from '../../views/plain.ts';
import type { CsvRow } from '../files/csv.ts';
import { looksLikeKey } from '../keys/keys.ts';
import { type Block, cutAt, flexible, tableOf } from '../terminal/index.ts';
import type { Examination } from './examine.ts';
import { factText, fieldWord } from './merchants.ts';

const shownMax = 20;

/** The outcome of a list, for people: totals, what changes, and the problems of each line. */
export function examinationLines(examination: Examination): Block[] {
  const { plans, problems, keyProblems } = examination;
  const isAdding = plans.some(({ shops }) => shops.length > 0);
  const ofKeys = keyProblems.map((problem) => `  ${problem}`);
  return [
    ...figureLines(examination),
    ...section(changesOf(plans).length > 0, t`Merchants that change:`, changeLines(plans)),
    ...section(isAdding, t`Shops to add:`, additionLines(plans)),
    ...section(problems.length > 0, t`What is wrong:`, problemLines(problems)),
    ...section(ofKeys.length > 0, t`In the list of keys:`, ofKeys),
  ];
}

function section(isThere: boolean, title: string, lines: readonly Block[]): Block[] {
  return isThere ? ['', title, ...lines] : [];
}

function figureLines(examination: Examination): Block[] {
  const summary = summaryOf(examination);
  const figures = [
    [t`merchants`, summary.merchantsToAdd, summary.merchantsToUpdate, summary.merchantsUnchanged],
    [t`shops`, summary.shopsToAdd, 0, summary.shopsUnchanged],
  ] as const;
  const refused = summary.linesRefused === 0 ? [] : [t`${counted(summary.linesRefused, 'line')} not taken`];
  const table = tableOf(figures, ([what, add, update, unchanged]) => ({
    '': what,
    'to add': add,
    'to update': update,
    unchanged,
  }));
  return [...table, ...refused];
}

interface Change {
  readonly merchant: string;
  readonly field: keyof MerchantFacts;
  readonly from: string;
  readonly to: string;
}

/** Every field of a merchant's row that becomes another; contacts are masked. */
function changesOf(plans: readonly MerchantPlan[]): Change[] {
  return plans.flatMap(({ step }) =>
    step.kind === 'update'
      ? step.fields.map((field) => ({
          merchant: step.merchant.id,
          field,
          from: factText(step.before, field),
          to: factText(step.merchant, field),
        }))
      : [],
  );
}

function changeLines(plans: readonly MerchantPlan[]): Block[] {
  return cutAt(shownMax, changesOf(plans), (shown) =>
    tableOf(shown, ({ merchant, field, from, to }) => ({
      merchant,
      field: fieldWord(field),
      before: flexible(from),
      after: flexible(to),
    })),
  );
}

function additionLines(plans: readonly MerchantPlan[]): Block[] {
  return cutAt(shownMax, additionsOf(plans), (shown) =>
    tableOf(shown, ({ line, shop, checked }, width) => ({
      line,
      merchant: shop.merchant,
      shop: keyOfNewShop(shop),
      'import from': jstText(shop.importFrom),
      ...((width === null || width >= 100) && {
        name: flexible(shop.name),
        shard: shop.shard,
        'key until': jstTextOr(checked?.expiry?.at, '').slice(0, 10),
      }),
    })),
  );
}

function problemLines(problems: readonly LineProblem[]): Block[] {
  return tableOf(problems, ({ line, column, text }) => ({
    line,
    column: column ?? '',
    'what is wrong': flexible(translated(text)),
  }));
}

interface Summary {
  readonly merchantsToAdd: number;
  readonly merchantsToUpdate: number;
  readonly merchantsUnchanged: number;
  readonly shopsToAdd: number;
  readonly shopsUnchanged: number;
  readonly linesRefused: number;
}

function summaryOf({ plans, problems }: Examination): Summary {
  const merchants = (kind: MerchantPlan['step']['kind']): number =>
    plans.filter(({ step }) => step.kind === kind).length;
  return {
    merchantsToAdd: merchants('add'),
    merchantsToUpdate: merchants('update'),
    merchantsUnchanged: merchants('unchanged'),
    shopsToAdd: additionsOf(plans).length,
    shopsUnchanged: plans.reduce((sum, { unchanged }) => sum + unchanged.length, 0),
    linesRefused: refusedLines(problems).size,
  };
}

/** Every shop that is to be added, by line. */
export function additionsOf(plans: readonly MerchantPlan[]): ShopStep[] {
  return plans.flatMap(({ shops }) => shops).sort((a, b) => a.line - b.line);
}

export function refusedLines(problems: readonly LineProblem[]): Set<number> {
  return new Set(problems.map(({ line }) => line));
}

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
      return {
        ...named,
        result: 'refused',
        problems: ofLine.map(({ column, text }) => ({ column, text: String(text) })),
      };
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
