import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../core/kernel/time.ts';
import { brokenOutages } from '../../proving/worlds/outage-invariants.ts';
import { runSeed } from '../../proving/worlds/run-seed.ts';
import { outByStrikes } from '../../proving/worlds/stock-strikes.ts';

const [first, second] = [{}, {}];
const probe = (at: number, round: object = first) => ({ at, round });
const worker = (at: number) => ({ at, round: null });

describe('faults of single calls of stock', () => {
  it('faults of single calls of stock are an outage while they come close together and probes meet them in two rounds', () => {
    const strikes = [probe(minuteMs), worker(minuteMs + secondMs), probe(5 * minuteMs, second)];
    expect(outByStrikes(strikes.toReversed())).toEqual([{ from: minuteMs, until: 5 * minuteMs }]);
    const later = [probe(11 * minuteMs), probe(12 * minuteMs, second), probe(13 * minuteMs, second)];
    expect(outByStrikes([...strikes, ...later])).toEqual([
      { from: minuteMs, until: 5 * minuteMs },
      { from: 11 * minuteMs, until: 13 * minuteMs },
    ]);
  });

  it('faults of single calls of stock are no outage where they are few, far apart, or met by workers alone or in one round', () => {
    expect(outByStrikes([])).toEqual([]);
    expect(outByStrikes([probe(0), probe(minuteMs, second)])).toEqual([]);
    expect(outByStrikes([probe(0), probe(6 * minuteMs, second), probe(12 * minuteMs, second)])).toEqual([]);
    expect(outByStrikes([probe(0), probe(12 * secondMs), probe(24 * secondMs), worker(minuteMs)])).toEqual([]);
    expect(outByStrikes([probe(0), worker(minuteMs), worker(2 * minuteMs), worker(3 * minuteMs)])).toEqual([]);
  });

  it('faults of single calls of stock are counted as they struck: an outage of stock without them has no cause', async () => {
    const { world, broken } = await runSeed(602, { edition: 1 });
    expect(broken).toEqual([]);
    expect(outByStrikes(world.watch.stockStrikes).length).toBeGreaterThan(0);
    world.watch.stockStrikes.length = 0;
    expect(brokenOutages(world)).toContainEqual(
      expect.stringMatching(/says stock was out from .+, when the mall was well$/),
    );
  });
});
