import { describe, expect, it } from 'vitest';
import { waitsEveryMs } from '../../core/model/waits.ts';
import type { StoreFactory } from './subject.ts';

const at = Date.UTC(2026, 10, 24, 18, 3);
const counts = (...entries: [number, number][]): ReadonlyMap<number, number> => new Map(entries);

export function waitsContract(factory: StoreFactory): void {
  describe('how long orders took', () => {
    it('is summed by mall and ten minutes, whoever adds to it', async () => {
      const { waits } = await factory();
      await waits.add('rms', at, { stored: counts([60, 2], [61, 1]), called: counts([0, 1]) });
      await waits.add('rms', at + 60_000, { stored: counts([61, 4]), called: counts() });
      await waits.add('yahoo', at, { stored: counts(), called: counts([232, 3]) });
      const from = at - (at % waitsEveryMs);
      const found = (await waits.since(at)).sort((one, other) => (one.mall < other.mall ? -1 : 1));
      expect(found).toEqual([
        { mall: 'rms', from, stored: counts([60, 2], [61, 5]), called: counts([0, 1]) },
        { mall: 'yahoo', from, stored: counts(), called: counts([232, 3]) },
      ]);
    });

    it('is given back since the minutes of a moment, and of none before', async () => {
      const { waits } = await factory();
      await waits.add('rms', at - waitsEveryMs, { stored: counts([1, 1]), called: counts() });
      await waits.add('rms', at, { stored: counts([2, 1]), called: counts() });
      await waits.add('rms', at, { stored: counts(), called: counts() });
      expect((await waits.since(at)).map(({ stored }) => stored)).toEqual([counts([2, 1])]);
      expect(await waits.since(at - waitsEveryMs)).toHaveLength(2);
    });
  });
}
