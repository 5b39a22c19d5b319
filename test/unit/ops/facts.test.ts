import { expect, it } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { OrderRow } from '../../../core/model/order.ts';
import { orderFacts } from '../../../views/order/index.ts';
import { openWorld, start } from './world.ts';

it('claims are listed line by line, in whatever order the ledger gives them', async () => {
  const world = openWorld();
  const shop = await world.addShop('kado-no-mise');
  const placed = world.rms.control.addOrders(shop.code, {
    count: 30,
    at: start - minuteMs,
    kind: 'several-destinations',
  });
  await world.poll(shop);
  const claims = world.ports.stock.claims;
  const backwards = {
    ...world.ports.stock,
    claims: async (...keys: Parameters<typeof claims>) => (await claims(...keys)).reverse(),
  };
  const lines: string[][] = [];
  for (const orderNumber of placed) {
    const row = world.store.rowsByShop.get(shop.key)?.get(orderNumber) as OrderRow;
    const facts = await orderFacts({ ...world.ports, stock: backwards }, shop, row, { isWhole: true });
    lines.push(facts.claims?.map(({ lineId }) => lineId) ?? []);
  }
  expect(Math.max(...lines.map((ids) => ids.length))).toBeGreaterThan(2);
  for (const ids of lines) expect(ids).toEqual([...ids].sort((a, b) => Number(a) - Number(b)));
});
