import { expect, it } from 'vitest';
import { readWhole } from '../../../core/kernel/shape.ts';
import { skuShape } from '../../../views/sku/index.ts';
import { aDay } from '../ops/stock-day.ts';
import { useStockWorld } from '../ops/stock-world.ts';

const world = useStockWorld();

it('the facts of a SKU have the shape that they say: with pieces of its own, of a set, and of one that nobody knows', async () => {
  const { ops, write, json, ports, shop, now, work } = world();
  const { sold } = await aDay(world());
  await ops('stock set tea 9');
  await ops(['stock', 'sets', 'import', '--file', write('sets.csv', 'set,part,needed\nbox,tea,2\n')]);
  await ports.pauses.set({ cause: 'manual', scope: shop.key, since: now(), by: 'tanaka', note: '棚卸中' });
  await ops(['stock', 'add', sold.sku, '3', '--received']);
  await work();
  for (const sku of [sold.sku, 'box', 'tea', 'nope']) {
    const problems: string[] = [];
    readWhole(skuShape, await json(['stock', 'show', sku]), problems);
    expect([sku, problems]).toEqual([sku, []]);
  }
  const { lines, history, listings } = await json(['stock', 'show', sold.sku]);
  expect(lines.sold).toBeGreaterThan(0);
  expect(history).toContainEqual(expect.objectContaining({ kind: 'claim', shop: shop.key, reserved: false }));
  expect(listings).toMatchObject([{ standing: 'held', cause: 'manual', heldBy: { by: 'tanaka', scope: shop.key } }]);
});
