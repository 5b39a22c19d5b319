import { benchMalls } from './far-side/two-malls.ts';
import type { CountedPart, Figures } from './figures.ts';

/** What a figure may be. */
export interface Budget {
  readonly figure: string;
  readonly measured: number;
  readonly limit: number;
  readonly sense: 'at most' | 'at least';
  /** A broken one fails the run. */
  readonly gated: boolean;
}

/** The largest bundle of a function, in kB: with 楽天市場 alone as with every mall. */
export const bundleKbMax = 665;
/** The same of the API, which has a router, views and sessions beside the tables. */
const apiBundleKbMax = 770;

/** True when the figure keeps to its budget. */
export function isMet({ measured, limit, sense }: Budget): boolean {
  return sense === 'at most' ? measured <= limit : measured >= limit;
}

/** The budgets of what is counted. A budget that is known to be missed is reported and not gated. */
export function countedBudgets({ import: counted, status, stock, bundleKb }: CountedPart): Budget[] {
  const { idlePoll } = counted;
  return [
    gate('RMS calls of a backlog, over the fewest possible (worst)', counted.rmsCallsOverFloor, 1.05),
    gate('idle poll: RMS calls, a shop', idlePoll.rmsCalls, 1),
    gate('idle poll: reads, a shop of a thousand', idlePoll.reads, 0.01),
    gate('idle poll: writes, a shop of a thousand (the lease)', idlePoll.writes, 0.002),
    gate('idle poll: log lines', idlePoll.logLines, 0),
    gate('idle poll: KMS calls, a run', idlePoll.kmsCalls, 1),
    tell('row of a new order of 6 KB, write units', counted.writeUnitsPerOrderRow, 1.6),
    gate('the same, so that it does not grow', counted.writeUnitsPerOrderRow, 2),
    gate('the same of texts at random', counted.writeUnitsPerRandomOrderRow, 2),
    gate('order seen again, write units', counted.writeUnitsPerSeenOrder, 0),
    gate('status changes: RMS calls, over the fewest possible', status.rmsCallsOverFloor, 1.1),
    gate('status change that comes alone: write units', status.writeUnitsPerChangeAlone, 8),
    gate('confirm and shipment in one event: write units', status.writeUnitsPerConfirmAndShip, 10),
    gate('confirm, and a later shipment: write units', status.writeUnitsPerConfirmThenShip, 16),
    gate('move of stock that comes alone: calls to both malls', stock.mallCallsPerMoveAlone, 5),
    gate('move of stock that comes alone: write units', stock.writeUnitsPerMoveAlone, 16),
    ...benchMalls.flatMap((mall) => [
      gate(`burst of moves: calls for stock at ${mall}, over the fewest possible`, stock.callsOverFloor[mall], 1.1),
      tell(`burst of moves: time at ${mall}, over what its limit allows`, stock.drainOverFloor[mall], 1.1),
    ]),
    ...Object.entries(bundleKb).map(([name, kb]) =>
      gate(`bundle of ${name}, kB`, kb, /^api\b/.test(name) ? apiBundleKbMax : bundleKbMax),
    ),
  ];
}

/**
 * The budgets of what is measured. They are met with room to spare on an idle machine, and fail a whole run, which is not started on a
 * busy one; the tests count only.
 */
export function timedBudgets({ import: timed, coldStartOverEmpty }: Figures): Budget[] {
  return [
    gate('reading a page, over JSON.parse (warm)', timed.pageOverParse, 6.5),
    gate('reading a page, over JSON.parse (first of a process)', timed.coldPageOverParse, 12),
    gate('CPU of a poll, over undici alone', timed.pollCpuOverUndici, 2),
    gate('CPU of an order of a backlog, over the least that it could be', timed.orderCpuOverLeast, 4.8),
    { ...gate('shops a minute, one function of 512 MB', timed.shopsPerMinute, 1_000), sense: 'at least' },
    gate('peak memory of a backlog of 15,000 orders, MB', timed.peakMb, 256),
    ...Object.entries(coldStartOverEmpty).map(([name, ratio]) =>
      gate(`start of ${name}, over an empty handler`, ratio, 3.5),
    ),
  ];
}

function gate(figure: string, measured: number, limit: number): Budget {
  return { figure, measured, limit, sense: 'at most', gated: true };
}

function tell(figure: string, measured: number, limit: number): Budget {
  return { figure, measured, limit, sense: 'at most', gated: false };
}

/** The budgets as a table for people: figure, measured, budget, met, and whether a broken one fails the run. */
export function budgetTable(budgets: readonly Budget[]): string {
  const rows = budgets.map((budget) => [
    budget.figure,
    shown(budget.measured),
    `${budget.sense === 'at most' ? '≤' : '≥'} ${shown(budget.limit)}`,
    isMet(budget) ? 'met' : 'NOT MET',
    budget.gated ? 'gate' : 'reported',
  ]);
  const all = [['figure', 'measured', 'budget', '', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

/** A figure as people read it: four digits. */
function shown(value: number): string {
  return Number(value.toPrecision(4)).toLocaleString('en', { maximumFractionDigits: 3 });
}

/** What a whole run of the bench reached, as `npm run bench -- --record` keeps it in `bench/reached.json`, and what was counted since. */
export interface Reached {
  /** The day of the run, in Japan; null until one was recorded. */
  readonly on: string | null;
  /** The day on which what does not hang on the machine was counted last; absent where that was the same run. */
  readonly countedOn?: string;
  /** Cores of the machine. */
  readonly cores: number;
  readonly budgets: readonly Budget[];
}

const heading = '## What was reached\n';

/** The part of docs/reference/bench.md that says what was reached: everything in it follows from the record. */
export function reachedSection({ on, countedOn, cores, budgets }: Reached): string {
  if (on === null) {
    return `${heading}\nNo whole run was recorded yet: \`npm run bench -- --record\` on an idle machine writes the table here.\n`;
  }
  const rows = budgets.map((budget) => {
    const { figure, measured, limit, sense, gated } = budget;
    const met = isMet(budget) ? 'yes' : '**no**';
    return `| ${figure} | ${shown(measured)} | ${sense} ${shown(limit)} | ${met} | ${gated ? 'gate' : 'reported'} |`;
  });
  return `${heading}
On ${on}, by one whole run on ${cores} cores that did nothing else. \`npm run bench -- --record\` writes this table, and a test compares it with what was
recorded.${countedOn === undefined ? '' : ` What does not hang on the machine was counted anew on ${countedOn}.`}

| figure | reached | budget | met | |
|---|---:|---:|---|---|
${rows.join('\n')}
`;
}

/** The record with what was counted anew; what was measured stays as it was. */
export function countedAnew(reached: Reached, counted: readonly Budget[], on: string): Reached {
  const names = new Set(counted.map(({ figure }) => figure));
  return {
    ...reached,
    countedOn: on,
    budgets: [...counted, ...reached.budgets.filter(({ figure }) => !names.has(figure))],
  };
}

/** The page with another such part. Throws when the page has no place for it. */
export function withReached(page: string, reached: Reached): string {
  const from = page.indexOf(heading);
  if (from === -1) throw new Error(`The page has no heading "${heading.trim()}", under which the table is written.`);
  const next = page.indexOf('\n## ', from);
  return `${page.slice(0, from)}${reachedSection(reached)}${next === -1 ? '' : page.slice(next)}`;
}
