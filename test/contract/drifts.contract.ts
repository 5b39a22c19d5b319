import { describe, expect, it } from 'vitest';
import type { Drift } from '../../core/ports/stock.ts';
import type { StoreFactory } from './subject.ts';

const at = Date.UTC(2026, 10, 24, 18);
const drift: Drift = {
  shop: 'rms#a',
  night: '2026-11-25',
  after: 'tea/100',
  finished: false,
  at,
  compared: 400,
  differing: 2,
  absent: 1,
  closed: 2,
  newlyClosed: 1,
  closedItems: ['tea/200'],
  examples: [{ item: 'tea/100', shows: null, wanted: 3 }],
};

export function driftsContract(factory: StoreFactory): void {
  describe('what nightly comparisons found', () => {
    it('what a nightly comparison found is given back by night and shop, and of a night altogether', async () => {
      const { drifts } = await factory();
      const other: Drift = { ...drift, shop: 'rms#b', after: null, finished: true };
      for (const one of [drift, other, { ...drift, night: '2026-11-26' }]) await drifts.put(one);
      expect(await drifts.get('2026-11-25', 'rms#a')).toEqual(drift);
      expect(await drifts.get('2026-11-25', 'rms#c')).toBeNull();
      const found = await drifts.of('2026-11-25');
      expect(found.sort((one, another) => (one.shop < another.shop ? -1 : 1))).toEqual([drift, other]);
    });

    it('what a nightly comparison found is written over as the comparison goes on', async () => {
      const { drifts } = await factory();
      await drifts.put(drift);
      const done: Drift = { ...drift, after: 'yuzu/1', finished: true, compared: 500 };
      await drifts.put(done);
      expect(await drifts.of('2026-11-25')).toEqual([done]);
    });
  });
}
