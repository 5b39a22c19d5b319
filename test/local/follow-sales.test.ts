import { expect, it } from 'vitest';
import type { DeskMall } from '../../local/desk/desk-mall.ts';
import { followSales } from '../../local/desk/follow-sales.ts';
import type { TrueOrder } from '../../simulator/index.ts';

/** Two malls at which one merchant sells one thing, and what is told of them. */
function selling() {
  const time = { now: 1_000_000 };
  const mall = (name: string, item: string) => {
    const shelf = { level: 40 };
    const orders: TrueOrder[] = [];
    const truth = {
      orders: () => orders,
      items: () => [{ shop: 'kado', item, named: {}, good: 'tea', sku: 'W-TEA', level: shelf.level }],
    };
    const sell = (units: number, isShown = true) => {
      orders.push({
        shop: 'kado',
        orderNumber: `${name}-${orders.length}`,
        orderedAt: 1,
        visibleAt: 1,
        status: 100,
        lines: [{ lineId: '1', item, units }],
      });
      if (isShown) shelf.level -= units;
    };
    return { shelf, sell, desk: { name, truth, control: { nowMs: () => time.now } } as unknown as DeskMall };
  };
  const [rms, yahoo] = [mall('rms', 'tea/tea'), mall('yahoo', 'tea')];
  const told: string[] = [];
  const happenings = { latest: [], add: (_: unknown, text: string) => void told.push(text), onAdded: () => {} };
  const sales = followSales([rms.desk, yahoo.desk], happenings, () => '角の店');
  return {
    rms,
    yahoo,
    look() {
      time.now += 60_000;
      sales.look();
      return told.splice(0);
    },
  };
}

it('the live view reports what another mall shows once it has received what one sold', () => {
  const { rms, yahoo, look } = selling();
  rms.sell(3);
  expect(look()).toEqual([]);
  yahoo.shelf.level = 37;
  expect(look()).toEqual(['角の店 sold 3 at RMS of W-TEA: Yahoo shows 37 now, 40 before']);
  expect(look()).toEqual([]);
});

it('"sold 1 at RMS and 1 at Yahoo: RMS shows 57 now, 57 before": a mall that has received nothing is not said to follow', () => {
  const { rms, yahoo, look } = selling();
  yahoo.sell(1);
  rms.sell(1, false);
  expect(look()).toEqual([]);
  rms.shelf.level = 39;
  expect(look()).toEqual([]);
  rms.shelf.level = 38;
  expect(look()).toEqual(['角の店 sold 1 at RMS and 1 at Yahoo of W-TEA: RMS shows 38 now, 40 before']);
});
