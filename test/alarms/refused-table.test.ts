import { expect, it } from 'vitest';
import { story } from './play.ts';
import type { Stage } from './stage.ts';

/** The alarms raised while a table refused, and how many of the mall's orders were missing in the end. */
async function refusing(ordersError: NonNullable<Stage['ordersError']>): Promise<{ told: string[]; missing: number }> {
  let played: Stage | undefined;
  await story({
    alarm: 'page-poll-orders-failing',
    stage: { shops: 2, arrivalsPerHour: 60 },
    breaks(stage) {
      played = stage;
      stage.ordersError = ordersError;
    },
    mends(stage) {
      stage.ordersError = null;
    },
    clearsWithin: 30,
  })();
  const stage = played as Stage;
  // Orders that arrived while the story ended are imported in the next minutes.
  for (const shop of ['shop-1', 'shop-2']) stage.rms.control.arrivals(shop, null);
  await stage.run(5);
  const known = stage.shops.map(({ key }) => stage.store.rowsByShop.get(key)?.size ?? 0);
  const placed = stage.rms.control.books().shops.map(({ orders }) => orders.length);
  const told = stage.board.told
    .filter(({ state }) => state === 'ALARM')
    .map(({ name }) => name.slice('tsunagi-shop-'.length));
  return {
    told: [...new Set(told)].sort(),
    missing: placed.reduce((sum, count, at) => sum + count - (known[at] ?? 0), 0),
  };
}

it('a table that is throttled pages by the function that fails, names the table by a ticket, and loses nothing', async () => {
  expect(await refusing({ name: 'ThrottlingException', status: 400 })).toEqual({
    told: ['page-poll-orders-failing', 'page-reconcile-failing', 'ticket-dynamodb-throttles'],
    missing: 0,
  });
});

it('a permission that is revoked pages by the function that fails, is no fault of DynamoDB, and loses nothing', async () => {
  expect(await refusing({ name: 'AccessDeniedException', status: 400 })).toEqual({
    told: ['page-poll-orders-failing', 'page-reconcile-failing'],
    missing: 0,
  });
});
