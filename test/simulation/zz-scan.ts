import { brokenOutages } from './outage-invariants.ts';
import { runSeed } from './run-seed.ts';
import { outByStrikes } from './stock-strikes.ts';

const [from, to] = process.argv.slice(2).map(Number);
for (let seed = from ?? 1; seed < (to ?? 2); seed++) {
  const { world, broken } = await runSeed(seed, { edition: 2 });
  if (broken.length > 0) {
    console.log(seed, 'BROKEN', broken);
    continue;
  }
  if (outByStrikes(world.watch.stockStrikes).length === 0) continue;
  world.watch.stockStrikes.length = 0;
  console.log(seed, JSON.stringify(brokenOutages(world)));
}
