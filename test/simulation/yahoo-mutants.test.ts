import { expect, it } from 'vitest';
import { mutants } from '../../proving/worlds/mutants.ts';
import { runSeeds } from '../../proving/worlds/seed-pool.ts';
import { caughtAtYahoo, yahooMutants } from '../../proving/worlds/yahoo-mutants.ts';

const names = [...yahooMutants.map(({ name }) => name), ...caughtAtYahoo];
const seeds = Array.from({ length: 50 }, (_, index) => index + 1);

it.each(names)('%s is caught by a seeded day of status changes at Yahoo', async (name) => {
  const mutant = mutants.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`No planted bug is named ${name}.`);
  const broken: string[] = [];
  await runSeeds(seeds, {
    threads: 1,
    mutant: { ...mutant, judgedBy: 'days-at-yahoo' },
    onReport: (report) => {
      broken.push(...report.broken);
      return broken.length > 0 ? 'stop' : 'go-on';
    },
  });
  expect(broken).not.toEqual([]);
});
