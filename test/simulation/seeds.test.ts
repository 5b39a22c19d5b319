import { describe, expect, it } from 'vitest';
import { editions } from '../../proving/worlds/edition.ts';
import { holdNow } from '../../proving/worlds/once-wrong.ts';
import { runSeed } from '../../proving/worlds/run-seed.ts';

// Those of the first two are played by test/drills/earlier-editions.test.ts.
describe('a world that once went wrong holds now', () => holdNow(...editions.filter((edition) => edition > 2)));

it('a seed replays exactly', async () => {
  const [first, second] = [await runSeed(7, { trace: true }), await runSeed(7, { trace: true })];
  expect(first.trace.length).toBeGreaterThan(500);
  expect(second.trace).toEqual(first.trace);
  expect(second.counts).toEqual(first.counts);
});
