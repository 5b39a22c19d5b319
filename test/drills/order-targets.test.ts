import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { knownDifference } from '../../proving/laws/known.ts';
import { playProgram } from '../../proving/programs/play.ts';
import { readProgram } from '../../proving/programs/program.ts';
import { playScene } from '../../proving/scenes/order/play.ts';

/** In memory, what is asked of an order is one row. */
const inOneRow = 'TSUNAGI_TARGETS';
beforeAll(() => {
  process.env[inOneRow] = '1';
});
afterAll(() => {
  delete process.env[inOneRow];
});

const kept = new URL('../simulation/programs/', import.meta.url);
const programs = readdirSync(kept)
  .map((file) => ({ file, program: readProgram(readFileSync(new URL(file, kept))) }))
  .filter(({ program }) => program.kind === 'scene-of-one-order');

it.each(programs)('a scene of one order is lawful where the order is one row: $file', async ({ program }) => {
  const { unlawful } = await playProgram(program);
  expect(unlawful).toEqual([]);
});

it.each(['rms', 'yahoo', 'amazon', 'shopify'] as const)(
  'so are fifty scenes at %s, but for what a mall with one shipment takes',
  async (mall) => {
    for (let seed = 1; seed <= 50; seed++) {
      const { unlawful } = await playScene(seed, mall);
      const classes = unlawful.map((finding) => knownDifference(finding)?.name ?? `${finding.law}: ${finding.words}`);
      const choice =
        'a shipment with one carrier for the whole order takes the place of another, and its own change fails';
      expect(
        classes.filter((name) => name !== choice),
        `seed ${seed}`,
      ).toEqual([]);
    }
  },
);
