import { describe, expect, it } from 'vitest';
import { holdNow } from '../../proving/worlds/once-wrong.ts';
import { runSeed } from '../../proving/worlds/run-seed.ts';

// Those of the editions before are played by test/drills/earlier-editions.test.ts.
describe('a world that once went wrong holds now', () => holdNow(3));

it('a seed replays exactly', async () => {
  const [first, second] = [await runSeed(7, { trace: true }), await runSeed(7, { trace: true })];
  expect(first.trace.length).toBeGreaterThan(500);
  expect(second.trace).toEqual(first.trace);
  expect(second.counts).toEqual(first.counts);
});
