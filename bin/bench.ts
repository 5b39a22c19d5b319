/** `npm run bench`: what import, status changes and moves of stock cost, counted from the deployed functions and compared with its budgets. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import {
  type Budget,
  budgetTable,
  countedAnew,
  countedBudgets,
  isMet,
  type Reached,
  timedBudgets,
  withReached,
} from '../bench/budgets.ts';
import type { Counts } from '../bench/cost/counts.ts';
import { recounted } from '../bench/cost/counts.ts';
import { costDocument } from '../bench/cost/document.ts';
import { allParts } from '../bench/cost/parts.ts';
import { synthesiseBundles } from '../bench/function/bundles.ts';
import { measureAll } from '../bench/measure/all.ts';
import { measureCounted, quickBacklogs, quickBurst, quickMoves } from '../bench/measure/counted.ts';
import { measureScheduledRuns } from '../bench/measure/scheduled-runs.ts';
import { jstDay } from '../core/kernel/index.ts';

const options = new Command('bench')
  .description('Counts and measures what the import costs, and compares it with its budgets (docs/reference/bench.md).')
  .option('--json', 'print one line of JSON at the end instead of a table', false)
  .option('--counted', 'only what is counted, which takes some two minutes; a broken budget ends with 1', false)
  .option(
    '--console',
    'only the views of the console, with 800 shops and 10,000 SKUs, over 100,000 orders and over none; prints times, ratios and read units',
    false,
  )
  .option(
    '--list',
    'only ops orders list, over 100,000 orders in one shop and over none; prints times, ratios and read units',
    false,
  )
  .option(
    '--api <minutes>',
    'only the API of an npm start, loaded with 100 requests a second for so many minutes; prints times, statuses and the lag of the import',
  )
  .option(
    '--record',
    'keep what was counted and reached in bench/, and write docs/reference/cost.md and docs/reference/bench.md anew; with --counted only what is counted',
    false,
  )
  .parse()
  .opts<{ json: boolean; counted: boolean; list: boolean; console: boolean; api?: string; record: boolean }>();

const root = fileURLToPath(new URL('../', import.meta.url));
const countsFile = `${root}bench/cost/counts.json`;
const reachedFile = `${root}bench/reached.json`;
const started = performance.now();
const tell = (what: string): void => {
  process.stderr.write(`${((performance.now() - started) / 1_000).toFixed(0).padStart(4)} s  ${what}\n`);
};

if (options.console) {
  const { consoleTable, measureConsole } = await import('../bench/measure/console-views.ts');
  const costs = await measureConsole({ orders: 100_000, shops: 800, skus: 10_000 }, 9, tell);
  console.log(options.json ? JSON.stringify(costs) : consoleTable(costs));
  process.exit();
}

if (options.api !== undefined) {
  const { apiLoadTable, measureApiLoad } = await import('../bench/measure/api-load.ts');
  const minutes = Number(options.api);
  if (!(minutes > 0)) throw new Error(`--api: got ${JSON.stringify(options.api)}, expected a number of minutes.`);
  const load = await measureApiLoad(minutes, tell);
  console.log(options.json ? JSON.stringify(load) : apiLoadTable(load));
  process.exit();
}

if (options.list) {
  const { measureOrderList, orderListTable } = await import('../bench/measure/orders-list.ts');
  const costs = await measureOrderList(100_000, { processes: 5, calls: 9 }, tell);
  console.log(options.json ? JSON.stringify(costs) : orderListTable(costs));
  process.exit();
}

tell('the bundles');
const bundles = await synthesiseBundles();
try {
  if (options.counted) {
    const { part, push } = await measureCounted(
      bundles,
      { backlogSizes: quickBacklogs, burstShops: quickBurst, burstMoves: quickMoves },
      tell,
    );
    if (options.record) {
      tell('scheduled functions to which nothing happens');
      const { runs } = await measureScheduledRuns(bundles);
      const stored = JSON.parse(readFileSync(countsFile, 'utf8')) as Counts;
      recordCounts(recounted(stored, { parts: allParts(), runs, push }));
      const reached = JSON.parse(readFileSync(reachedFile, 'utf8')) as Reached;
      recordReached(countedAnew(reached, countedBudgets(part), jstDay(Date.now())));
    }
    report(countedBudgets(part), part);
  } else {
    const { figures, counts } = await measureAll(bundles, tell);
    const budgets = [...countedBudgets(figures), ...timedBudgets(figures)];
    if (options.record) {
      recordCounts(counts);
      recordReached({ on: jstDay(Date.now()), cores: availableParallelism(), budgets });
    }
    report(budgets, figures);
  }
} finally {
  bundles.remove();
}

function recordCounts(counts: Counts): void {
  writeFileSync(countsFile, `${JSON.stringify(counts, null, 2)}\n`);
  writeFileSync(`${root}docs/reference/cost.md`, costDocument(counts));
}

function recordReached(reached: Reached): void {
  const page = `${root}docs/reference/bench.md`;
  writeFileSync(reachedFile, `${JSON.stringify(reached, null, 2)}\n`);
  writeFileSync(page, withReached(readFileSync(page, 'utf8'), reached));
}

function report(budgets: readonly Budget[], figures: object): void {
  console.log(options.json ? JSON.stringify(figures) : budgetTable(budgets));
  const broken = budgets.filter((budget) => budget.gated && !isMet(budget));
  if (broken.length > 0) process.exitCode = 1;
}
