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
import type { CsvRow } from '../files/csv-table.ts';
import { looksLikeKey } from '../keys/read-keys.ts';
import { flexible, tableLines, tableOf } from '../terminal/table.ts';
import { counted, jstIso, jstIsoOrNull, jstTextOr } from '../terminal/text.ts';
import type { Examination } from './examine.ts';
import { factText } from './merchant-view.ts';

/** Maximum number of lines of the table; problems are always listed in full. */
const shownMax = 20;

/** The outcome of a list, for people: totals, what changes, and the problems of each line. */
export function examinationLines(examination: Examination, width: number | null): string[] {
  const { plans, problems, keyProblems } = examination;
  return [
    ...figureLines(examination, width),
    ...section(changesOf(plans).length > 0, 'Merchants that change:', changeLines(plans, width)),
    ...section(
      plans.some(({ shops }) => shops.length > 0),
      'Shops to add:',
      additionLines(plans, width),
    ),
    ...section(problems.length > 0, 'What is wrong:', problemLines(problems, width)),
    ...section(
      keyProblems.length > 0,
      'In the list of keys:',
      keyProblems.map((problem) => `  ${problem}`),
    ),
  ];
}

function section(isThere: boolean, title: string, lines: readonly string[]): string[] {
  return isThere ? ['', title, ...lines] : [];
}

function figureLines(examination: Examination, width: number | null): string[] {
  const summary = summaryOf(examination);
  const figures = [
    ['merchants', summary.merchantsToAdd, summary.merchantsToUpdate, summary.merchantsUnchanged],
    ['shops', summary.shopsToAdd, 0, summary.shopsUnchanged],
  ] as const;
  const right = 'right' as const;
  const columns = [
    { title: '', of: ([what]: (typeof figures)[number]) => what },
    { title: 'to add', side: right, of: ([, toAdd]: (typeof figures)[number]) => String(toAdd) },
    { title: 'to update', side: right, of: ([, , toUpdate]: (typeof figures)[number]) => String(toUpdate) },
    { title: 'unchanged', side: right, of: ([, , , unchanged]: (typeof figures)[number]) => String(unchanged) },
  ];
  const refused = summary.linesRefused === 0 ? [] : [`${counted(summary.linesRefused, 'line')} refused`];
  return [...tableLines(figures, columns, width), ...refused];
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

function changeLines(plans: readonly MerchantPlan[], width: number | null): string[] {
  const columns = [
    { title: 'merchant', of: ({ merchant }: Change) => merchant },
    { title: 'what', of: ({ field }: Change) => field },
    { title: 'from', flexible: true, of: ({ from }: Change) => from },
    { title: 'to', flexible: true, of: ({ to }: Change) => to },
  ];
  return cutTable(changesOf(plans), columns, width);
}

function additionLines(plans: readonly MerchantPlan[], width: number | null): string[] {
  const wide = [
    { title: 'name', flexible: true, of: ({ shop }: ShopStep) => shop.name },
    { title: 'shard', side: 'right' as const, of: ({ shop }: ShopStep) => String(shop.shard) },
    { title: 'key until', of: ({ checked }: ShopStep) => jstTextOr(checked?.expiry?.at, '').slice(0, 10) },
  ];
  const columns = [
    { title: 'line', side: 'right' as const, of: ({ line }: ShopStep) => String(line) },
    { title: 'merchant', of: ({ shop }: ShopStep) => shop.merchant },
    { title: 'shop', of: ({ shop }: ShopStep) => keyOfNewShop(shop) },
    { title: 'import from', of: ({ shop }: ShopStep) => jstText(shop.importFrom) },
    ...(width === null || width >= 100 ? wide : []),
  ];
  return cutTable(additionsOf(plans), columns, width);
}

function cutTable<Row>(
  rows: readonly Row[],
  columns: Parameters<typeof tableLines<Row>>[1],
  width: number | null,
): string[] {
  const more = rows.length - shownMax;
  const lines = tableLines(rows.slice(0, shownMax), columns, width);
  return more > 0 ? [...lines, `and ${more} more (--json lists them all)`] : lines;
}

function problemLines(problems: readonly LineProblem[], width: number | null): string[] {
  return tableOf(problems, width, ({ line, column, text }) => ({
    line,
    column: column ?? '',
    'what is wrong': flexible(text),
  }));
}

/** What an examination comes to, in figures. */
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
