import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { playProgram } from '../../proving/programs/play.ts';
import { readProgram } from '../../proving/programs/program.ts';
import { onceWrong } from '../../proving/worlds/once-wrong.ts';

// Those of the first six editions are played by test/drills/kept-worlds.test.ts.
it.each(onceWrong.filter(([edition]) => edition > 6))(
  'a world that once went wrong holds now: edition %i, seed %i: %s',
  async (edition, seed) => {
    const file = new URL(`programs/world-${edition}-${seed}.json.br`, import.meta.url);
    const { broken, unlawful } = await playProgram(readProgram(readFileSync(file)));
    expect([...broken, ...unlawful]).toEqual([]);
  },
);
