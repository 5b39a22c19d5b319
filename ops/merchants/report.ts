import { jstText } from '../../core/kernel/index.ts';
import type { MerchantFacts } from '../../core/model/index.ts';
import { keyOfNewShop, type LineProblem, type MerchantPlan, type ShopStep } from '../../core/tenants/index.ts';
import { counted } from '../terminal/count.ts';
import { tableLines } from '../terminal/table.ts';
import { jstTextOr } from '../terminal/time.ts';
import type { Examination } from './examine.ts';
import { factText } from './merchant-words.ts';
import { additionsOf, summaryOf } from './summary.ts';

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
export function changesOf(plans: readonly MerchantPlan[]): Change[] {
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
  const columns = [
    { title: 'line', side: 'right' as const, of: ({ line }: LineProblem) => String(line) },
    { title: 'column', of: ({ column }: LineProblem) => column ?? '' },
    { title: 'what is wrong', flexible: true, of: ({ text }: LineProblem) => text },
  ];
  return tableLines(problems, columns, width);
}
