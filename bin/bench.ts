/** `npm run bench`: what import, status changes and moves of stock cost, counted from the deployed functions and compared with its budgets. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { type Budget, countedBudgets, isMet, timedBudgets } from '../bench/budgets.ts';
import { costDocument } from '../bench/cost/document.ts';
import { synthesiseBundles } from '../bench/function/bundles.ts';
import { measureAll } from '../bench/measure/all.ts';
import { measureCounted, quickBacklogs, quickBurst, quickMoves } from '../bench/measure/counted.ts';
import { budgetTable } from '../bench/table.ts';

const options = new Command('bench')
  .description('Counts and measures what the import costs, and compares it with its budgets (docs/bench.md).')
  .option('--json', 'print one line of JSON at the end instead of a table', false)
  .option('--counted', 'only what is counted, which takes half a minute; a broken budget ends with 1', false)
  .option('--record', 'keep the counts in bench/cost/counts.json, and write docs/cost.md anew', false)
  .parse()
  .opts<{ json: boolean; counted: boolean; record: boolean }>();

const root = fileURLToPath(new URL('../', import.meta.url));
const started = performance.now();
const tell = (what: string): void => {
  process.stderr.write(`${((performance.now() - started) / 1_000).toFixed(0).padStart(4)} s  ${what}\n`);
};

tell('the bundles');
const bundles = await synthesiseBundles();
try {
  if (options.counted) {
    const { part } = await measureCounted(
      bundles,
      { backlogSizes: quickBacklogs, burstShops: quickBurst, burstMoves: quickMoves },
      tell,
    );
    report(countedBudgets(part), part);
  } else {
    const { figures, counts } = await measureAll(bundles, tell);
    if (options.record) {
      writeFileSync(`${root}bench/cost/counts.json`, `${JSON.stringify(counts, null, 2)}\n`);
      writeFileSync(`${root}docs/cost.md`, costDocument(counts));
    }
    report([...countedBudgets(figures), ...timedBudgets(figures)], figures);
  }
} finally {
  bundles.remove();
}

function report(budgets: readonly Budget[], figures: object): void {
  console.log(options.json ? JSON.stringify(figures) : budgetTable(budgets));
  const broken = budgets.filter((budget) => budget.gated && !isMet(budget));
  if (broken.length > 0) process.exitCode = 1;
}
