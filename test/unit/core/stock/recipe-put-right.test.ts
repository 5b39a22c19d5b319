import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { writeRecipe } from '../../../../core/stock/recipe-change.ts';
import { merchant, openStockWorld, type StockWorld } from './world.ts';

/** Of each of two SKUs 50 are counted; five sets are ordered that take two of the one; then it is said that they took two of the other. */
async function putRight(): Promise<{ readonly world: StockWorld; readonly items: readonly [string, string] }> {
  const world = await openStockWorld();
  const [wrong = '', right = '', box = ''] = world.items();
  for (const item of [wrong, right, box]) await world.list(world.one, item);
  const set = world.sku(box);
  const { ports } = world.worker();
  for (const item of [wrong, right]) await world.count(world.sku(item), 50);
  await world.pass(minuteMs);
  const from = world.time.now();
  const consistsOf = async (item: string): Promise<void> => {
    const wanted = { set, from, parts: [{ sku: world.sku(item), needed: 2 }] };
    await writeRecipe(ports.stock, merchant, wanted, world.time.now());
    await ports.stockQueue.spread(merchant, merchant, [set, world.sku(item)]);
    await world.pass(2 * minuteMs);
  };
  await consistsOf(wrong);
  const orderedAt = world.time.now();
  const line = { merchant, sku: set, shop: world.one.key, orderNumber: 'o-1', lineId: '1', orderedAt };
  await ports.stock.putClaim({ ...line, quantity: 5, version: orderedAt, writer: 'run' });
  await ports.stock.markDirty(merchant, set, orderedAt);
  await ports.stockQueue.spread(merchant, merchant, [set]);
  await world.pass(2 * minuteMs);
  expect([wrong, right].map((item) => world.level(world.one, item))).toEqual([40, 50]);
  await consistsOf(right);
  await consistsOf(right);
  return { world, items: [wrong, right] };
}

describe('a recipe that is put right for the same moment', () => {
  it('gives the malls the levels of its parts, and of those that it has no more', async () => {
    const { world, items } = await putRight();
    expect(items.map((item) => world.level(world.one, item))).toEqual([50, 40]);
    expect(world.failures).toEqual([]);
  });
});
