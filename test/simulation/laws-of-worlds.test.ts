import { expect, it } from 'vitest';
import { createWorld } from '../../proving/worlds/create-world.ts';
import { unlawful } from '../../proving/worlds/laws-of-world.ts';
import { mutants } from '../../proving/worlds/mutants.ts';
import { runSeeds } from '../../proving/worlds/seed-pool.ts';

it.each([
  ['find nothing in a world with outages and stock', null, []],
  ['find in it who is written to for nothing, where that is planted', 'everybody-is-written-to', ['mail-true']],
])('the laws %s', async (_, name, laws) => {
  const found = new Set<string>();
  const mutant = mutants.find((one) => one.name === name);
  await runSeeds([2], {
    ...{ threads: 1, edition: 11, laws: true, ...(mutant === undefined ? {} : { mutant }) },
    onReport: ({ broken }) => {
      for (const line of broken) found.add(line.split(':')[0] ?? '');
      return 'go-on';
    },
  });
  expect([...found]).toEqual(laws);
});

it('a world that was created without notes is not judged by the laws', async () => {
  const world = await createWorld(5);
  await expect(unlawful(world)).rejects.toThrow('laws: true');
});
