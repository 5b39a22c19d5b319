import { itemOfEachSku, type MallItem, type StockOpsWorld } from './stock-world.ts';

/** Counts everything, lists it, has five orders placed and imported of which the first two are confirmed, and lets workers push. */
export async function aDay(world: StockOpsWorld): Promise<{ orders: string[]; sold: MallItem }> {
  const { ops, items, list, rms, shop, now, pass, poll, scan, work } = world;
  const distinct = itemOfEachSku(items());
  await list(distinct);
  await ops('stock count --from-mall kado-no-mise --yes');
  pass(5_000);
  const orders = rms.control.addOrders(shop.code, { count: 5, at: now(), kind: 'plain' });
  for (const number of orders.slice(0, 2)) rms.control.moveOrder(shop.code, number, 300);
  pass(5_000);
  await poll(shop);
  await scan(shop);
  await work();
  const taken = rms.control.order(orders[0] ?? '')?.lines[0];
  const sold = distinct.find(({ item }) => item === `${taken?.manageNumber}/${taken?.variantId}`) as MallItem;
  return { orders, sold };
}
