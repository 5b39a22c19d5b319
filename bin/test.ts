import { runTier } from '../test/tiers/run-tier.ts';
import { tiers } from '../test/tiers/tiers.ts';

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !tiers.some((tier) => tier.name === name));
if (unknown.length > 0 || asked.includes('--help')) {
  const names = tiers.map(({ name, what }) => `  ${name.padEnd(12)}${what}`).join('\n');
  process.stderr.write(`npm test [-- tier …]\n\nTiers, all of them when none is named:\n${names}\n`);
  process.exit(asked.includes('--help') ? 0 : 2);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const named: string[] = [];
for (const tier of tiers.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  process.stdout.write(`\n── ${tier.name}: ${tier.what}\n`);
  const started = performance.now();
  const count = await runTier(tier);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`── ${tier.name}: ${count.passed} passed, ${count.failed} failed, ${seconds} s\n`);
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  named.push(...count.named.map((line) => `${tier.name}: ${line}`));
}
// Where everything should be installed, a skipped test is a test that did not hold.
if (process.env.CI === 'true') {
  total.failed += total.skipped;
  total.skipped = 0;
}
if (named.length > 0) process.stdout.write(`\nNot passed:\n${named.map((line) => `  ${line}\n`).join('')}`);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
