import { readTestOptions } from '../proving/tiers/options.ts';
import { type Beside, endTiers, runTier, type TierCount } from '../proving/tiers/run-tier.ts';
import { type Tier, tiers } from '../proving/tiers/tiers.ts';

const options = readTestOptions(process.argv.slice(2));
if (options.kind !== 'run') {
  (options.kind === 'help' ? process.stdout : process.stderr).write(options.text);
  process.exit(options.kind === 'help' ? 0 : 2);
}

process.once('SIGTERM', () => {
  endTiers();
  process.exit(143);
});
const started = performance.now();
const wanted = tiers.filter(options.isWanted);
// The tiers that compute run one after the other; each one that mostly waits runs beside them.
const lanes = [
  wanted.filter(({ takes }) => takes === 'cores'),
  ...wanted.filter(({ takes }) => takes === 'time').map((tier) => [tier]),
].filter((lane) => lane.length > 0);
const areMany = lanes.length > 1;
let lanesLeft = lanes.length;
const counts = (await Promise.all(lanes.map((lane) => runLane(lane, areMany)))).flat();

/** Runs tiers one after the other. */
async function runLane(
  lane: readonly Tier[],
  isBeside: boolean,
): Promise<{ readonly tier: Tier; readonly count: TierCount }[]> {
  const ended: { readonly tier: Tier; readonly count: TierCount }[] = [];
  for (const tier of lane) {
    process.stdout.write(`\n── ${tier.name}: ${tier.what}\n`);
    const startedMs = performance.now();
    const count = await runTier(tier, isBeside ? besideOf(tier) : null);
    process.stdout.write(`── ${tier.name}: ${count.passed} passed, ${count.failed} failed, ${since(startedMs)} s\n`);
    ended.push({ tier, count });
  }
  lanesLeft -= 1;
  return ended;
}

/** CPU-bound tiers get a lower priority while another lane runs, so that its programs are not slowed down. */
function besideOf({ name, takes }: Tier): Beside {
  return { mark: `${name.padEnd(10)}│ `, givesWay: takes === 'cores' && lanesLeft > 1 };
}

function since(startedMs: number): string {
  return ((performance.now() - startedMs) / 1000).toFixed(1);
}

const total = { passed: 0, failed: 0, skipped: 0 };
for (const { count } of counts) for (const kind of ['passed', 'failed', 'skipped'] as const) total[kind] += count[kind];
// Where everything should be installed, a skipped test is a test that did not hold.
if (process.env.CI === 'true') {
  total.failed += total.skipped;
  total.skipped = 0;
}
const named = counts.flatMap(({ tier, count }) => count.named.map((line) => `  ${tier.name}: ${line}\n`));
if (named.length > 0) process.stdout.write(`\nNot passed:\n${named.join('')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`\n${since(started)} s in all\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
