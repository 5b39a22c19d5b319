import { expect, it } from 'vitest';
import { createDay } from '../../../proving/drill/create-day.ts';
import type { ShownLevel } from '../../../proving/drill/day.ts';
import { makeMallBeside, mallsBeside } from '../../../proving/drill/malls-beside.ts';
import { type Script, scripts } from '../../../proving/drill/scripts.ts';
import { codeOf, mallAt } from '../../../proving/worlds/world-mall.ts';

async function open() {
  const levels: ShownLevel[] = [];
  const script = scripts[0] as Script;
  const common = {
    script,
    shops: 1,
    bystanders: 1,
    malls: mallsBeside,
    throttled: false,
    missingHints: null,
    warmPercent: 0,
    orders: 1,
    isPareto: false,
    skus: 6,
    seed: 1,
    pushes: 0,
  };
  const day = await createDay({ ...common, onCall: () => {}, onLevel: (level) => levels.push(level) } as const);
  return { day, levels };
}

it('a merchant has a shop at every mall that a drill knows, and sells everything at each under the names of that mall', async () => {
  const { day } = await open();
  const [trader] = day.traders;
  expect(trader?.shops).toEqual(['rms#shop-001', 'yahoo#store-001', 'amazon#store-001', 'shopify#store-001']);
  for (const shop of trader?.shops ?? []) {
    const listed = trader?.listings.filter((one) => one.shop === shop).map(({ item }) => item);
    expect(new Set(mallAt(day, shop).shown(codeOf(shop)).keys())).toEqual(new Set(listed));
  }
});

it('a listing of Shopify shows nothing where an order was changed to more than there was: it counted as diverged', async () => {
  const { day, levels } = await open();
  const shop = 'shopify#store-001';
  const mall = mallAt(day, shop);
  const [[item = ''] = []] = mall.shown('store-001');
  mall.setLevel('store-001', item, 1);
  mall.sell('store-001', item, 1);
  const { orderNumber = '' } = mall.orders('store-001', day.start).at(-1) ?? {};
  const [line] = mall.orders('store-001', day.start).at(-1)?.lines ?? [];
  mall.control.editOrder('store-001', orderNumber, { units: { [line?.lineId ?? '']: 3 } });
  const shown = levels.filter((one) => one.shop === shop && one.item === item).map(({ level }) => level);
  expect(shown.slice(-3)).toEqual([1, 0, 0]);
});

it('a mall that no drill knows is refused', () => {
  const making = { seed: 1, now: () => 0, onLevel: () => {}, throttled: false, missingHints: null };
  expect(() => makeMallBeside('toy', making)).toThrow('A drill knows no mall toy. It knows yahoo, amazon, shopify.');
});
