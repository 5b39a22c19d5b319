import { describe, expect, it } from 'vitest';
import { hourMs, secondMs } from '../../../../core/kernel/time.ts';
import { type Death, mortal } from '../../../unit/core/status/mortal.ts';
import { openStockWorld, type StockWorld } from '../../../unit/core/stock/world.ts';

/** An order on one shop of what both show, a recount of something else, and something that is new. */
async function somethingMoved(
  seed: number,
): Promise<{ readonly world: StockWorld; readonly items: readonly string[] }> {
  const world = await openStockWorld({ seed });
  const items = world.items().slice(0, 6);
  for (const item of items) for (const shop of [world.one, world.other]) await world.list(shop, item);
  for (const item of items) await world.count(world.sku(item), 20);
  await world.pass(10 * secondMs);
  await world.count(world.sku(items[0] ?? ''), 12);
  await world.count(world.sku(items[1] ?? ''), 30);
  world.order(world.one);
  await world.idle(2 * secondMs);
  return { world, items };
}

/** What must be true once nothing more can happen: both malls show what the ledger has, and nothing is left over. */
function expectAllShown({ world, items }: Awaited<ReturnType<typeof somethingMoved>>): void {
  const wanted = [12, 30, 20, 20, 20, 20];
  for (const [index, item] of items.entries()) {
    const free = (wanted[index] ?? 0) - sold(world, item);
    for (const shop of [world.one, world.other]) {
      expect([index, shop.code, world.level(shop, item)]).toEqual([index, shop.code, free]);
      const { dueAt, claim, wait, unknownAt, lookAgainAt } = world.listing(shop, item);
      expect({ dueAt, claim, wait, unknownAt, lookAgainAt }).toEqual({});
    }
  }
}

function sold(world: StockWorld, item: string): number {
  const orders = world.rms.control.books().shops.flatMap(({ orders }) => orders);
  const lines = orders.flatMap(({ lines }) => lines);
  return lines
    .filter(({ manageNumber, variantId }) => `${manageNumber}/${variantId}` === item)
    .reduce((sum, { units }) => sum + units, 0);
}

describe('a process that dies', () => {
  it.each(['before', 'after'] as const)(
    '%s any of its writes leaves nothing behind that others do not finish',
    async (when) => {
      let deaths = 0;
      for (let atWrite = 1; ; atWrite++) {
        const death: Death = { atWrite, when };
        const played = await somethingMoved(atWrite);
        const { world, items } = played;
        const worker = mortal(world.worker(), death);
        world.store.stockMessages.length = 0;
        const skus = items.map(world.sku);
        await world
          .run(
            [
              { kind: 'skus', merchant: 'hanamori', skus },
              { kind: 'shop', shop: world.one.key },
            ],
            worker,
          )
          .catch(() => undefined);
        if (!worker.died()) break;
        deaths++;
        world.failures.length = 0;
        // The schedule imports, whichever process died.
        await world.poll(world.one);
        await world.pass(3 * hourMs);
        expect(world.failures).toEqual([]);
        expectAllShown(played);
      }
      // Listings made due, marks cleared, leases, claims on listings, the import's writes, outcomes, the leases again.
      expect(deaths).toBeGreaterThan(20);
    },
    60_000,
  );
});
