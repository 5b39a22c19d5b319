import { describe, expect, it } from 'vitest';
import { catchUpCurve } from '../../../console/views/incidents/catch-up-curve.ts';
import { createCurveReader, listKeys } from '../../../console/views/incidents/read-curve.ts';
import type { Shop } from '../../../core/model/shop.ts';
import type { ListedAt, NewestFirst } from '../../../core/ports/orders.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import { openWorld } from '../ops/world.ts';

const axis = { from: 0, to: 1_000_000 };
const shopsOf = (count: number): Shop[] =>
  Array.from({ length: count }, (_, index) => ({ key: `rms#shop-${index}`, mall: 'rms', name: `店${index}` }) as Shop);

/** An index in which a shop has so many orders, one a moment, each stored at the end. */
function indexOf(ordersOf: (shop: string) => number) {
  const asked = { queries: 0, keys: 0, rows: 0 };
  return {
    asked,
    async newest(shop: Shop['key'], { after }: NewestFirst, limit: number): Promise<ListedAt[]> {
      const last = after === undefined ? ordersOf(shop) : after.at;
      const found = Array.from({ length: Math.min(limit, last) }, (_, index) => {
        const at = last - 1 - index;
        return { shop, at, orderNumber: String(at).padStart(9, '0') };
      });
      asked.queries++;
      asked.keys += found.length;
      return found;
    },
    async summaries(keys: readonly { shop: Shop['key']; orderNumber: string }[]) {
      asked.rows += keys.length;
      return keys.map((key) => ({
        ...{ ...key, kind: 'stored', progress: '100', orderedAt: 0, storedAt: 900_000, readAt: 0, final: false },
      })) as never;
    },
    openIn: async () => [],
  };
}

describe('the reading of a curve', () => {
  it('lists the orders of 800 shops: more than 100 shops were none at all', async () => {
    const index = indexOf(() => 3);
    const { keys, cut } = await listKeys(index, shopsOf(800), axis);
    expect([keys.length, cut.length, index.asked.queries]).toEqual([2_400, 0, 800]);
    expect(keys.every(({ at }, place) => place === 0 || at >= (keys[place - 1]?.at ?? 0))).toBe(true);
  });

  it('lists all orders of a busy shop beside others: more than its share of 2,000 were none at all', async () => {
    const { keys, cut } = await listKeys(
      indexOf((shop) => (shop === 'rms#shop-0' ? 6_000 : 2)),
      shopsOf(5),
      axis,
    );
    expect([keys.length, cut.length]).toEqual([6_008, 0]);
  });

  it('stops at its limit, names the shops of which older orders are left, and has every other one whole', async () => {
    const index = indexOf((shop) => (shop === 'rms#shop-0' ? 1_000_000 : 2));
    const { keys, cut } = await listKeys(index, shopsOf(5), axis, 5_000);
    expect(cut.map(({ name }) => name)).toEqual(['店0']);
    expect(keys.length).toBe(5_000);
    expect(keys.filter(({ shop }) => shop !== 'rms#shop-0')).toHaveLength(8);
  });

  it('reads few rows of many orders, says so, and reads none twice', async () => {
    const index = indexOf(() => 6_000);
    const read = createCurveReader({
      ports: openWorld().ports,
      orderList: index,
      importSettings: defaultImportSettings,
    });
    const curve = await read({}, shopsOf(1), axis);
    expect(index.asked.rows).toBe(2_000);
    expect([curve.placed.length, curve.stored.length, curve.storedOfEvery]).toEqual([6_000, 6_000, 3]);
    await read({}, shopsOf(1), axis);
    expect(index.asked.rows).toBe(2_000);
    expect(String(await catchUpCurve(curve, axis))).toContain('when they were stored was read of one in 3.');
  });

  it('keeps the picture and the words of the audit where it is not whole, and names what is missing', async () => {
    const audit = { shops: 2, audited: 2, atMall: 4, missing: 3, doubled: 0 };
    const facts = {
      placed: [1],
      stored: [2],
      unread: 0,
      storedOfEvery: 1,
      cutShops: ['一番', '二番', '三番', '四番'],
      audit,
    };
    const drawn = String(await catchUpCurve(facts, axis));
    expect(drawn).toContain('of 4 shops (一番, 二番, 三番, …) the newest alone are drawn.');
    expect(drawn).toContain('3 had been missed; the audit imported them.');
    expect(drawn).toContain('<path class="placed"');
  });
});
