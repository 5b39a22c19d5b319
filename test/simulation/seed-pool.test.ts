import { expect, it } from 'vitest';
import { noFaults } from '../../proving/worlds/fault-kinds.ts';
import type { Mutant } from '../../proving/worlds/mutant.ts';
import { runSeeds, type SeedReport } from '../../proving/worlds/seed-pool.ts';
import { longRun, neverApplied } from '../../proving/worlds/simulate.ts';

/** A bug in the playing of a world itself. */
const bug = (replace: string): Mutant => ({
  name: 'a world that ends',
  edits: [{ in: 'runNow', find: '  await play(world);\n', replace }],
});

it.each([
  ['an error that ends a world', "throw new Error('torn apart');", 'the world ended with an error: torn apart'],
  [
    'an unhandled rejection',
    "void Promise.reject(new Error('left alone'));\n  await Promise.resolve();",
    'an unhandled rejection: left alone',
  ],
])('%s of a simulation is reported with its seed, and the other seeds are played', async (_, replace, told) => {
  const reports: SeedReport[] = [];
  await runSeeds([1, 2], {
    threads: 1,
    mutant: bug(replace),
    onReport: (report) => {
      reports.push(report);
      return 'go-on';
    },
  });
  expect(reports.map(({ seed }) => seed)).toEqual([1, 2]);
  for (const { broken } of reports) expect(broken).toContain(told);
});

it('kinds of faults that never came are named, once there were worlds enough for all', () => {
  const all = Object.keys(noFaults());
  const faults = { ...noFaults(), outage: 1 };
  expect(neverApplied({ seeds: longRun, faults })).toEqual(all.filter((kind) => kind !== 'outage'));
  expect(neverApplied({ seeds: longRun - 1, faults })).toEqual([]);
});
