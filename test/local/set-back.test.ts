import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamoIntents } from '../../aws/dynamodb/intents.ts';
import { dynamoLeases } from '../../aws/dynamodb/leases.ts';
import { dynamoListings } from '../../aws/dynamodb/listings.ts';
import { dynamoTargets } from '../../aws/dynamodb/order-targets.ts';
import { dynamoOrders } from '../../aws/dynamodb/orders.ts';
import { scanItems } from '../../aws/dynamodb/query.ts';
import { dynamoShops } from '../../aws/dynamodb/shops.ts';
import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Listing } from '../../core/model/listing.ts';
import type { PushState } from '../../core/model/push.ts';
import { pushIdOf } from '../../core/model/push-row.ts';
import { bucketOf } from '../../core/model/shards.ts';
import { setBack } from '../../local/desk/set-back.ts';
import { type DynamoEmulator, startDynalite } from '../../proving/dynalite.ts';
import type { Push } from '../../proving/memory/push.ts';
import { putChanges } from '../../proving/memory/row-of-change.ts';
import { type DynamoTables, freshTables } from '../contract/dynamo-subject.ts';
import { missingOrder, noon as now, orderNumberOf, shop, storedOrder } from '../contract/fixtures.ts';

let emulator: DynamoEmulator;
let tables: DynamoTables['tables'];
beforeAll(async () => {
  emulator = await startDynalite();
  ({ tables } = await freshTables(emulator.endpoint));
});
afterAll(() => emulator.stop());

/** What the clock showed when it was ahead. */
const ahead = now + 400 * dayMs;
const key = 'rms#ahead';

function pushOf(place: number, state: PushState, requestedAt = now): Push {
  const content = { kind: 'confirm' } as const;
  return {
    shop: key,
    orderNumber: orderNumberOf(place),
    id: pushIdOf(content),
    content,
    requestedAt,
    by: '',
    version: 1,
    writer: 'a',
    state,
    trail: [],
  };
}

function listingOf(item: string, moments: Partial<Listing>): Listing {
  const terms = { linked: true, buffer: 0, cap: null, floor: null, terms: 1 };
  return { shop: key, item, merchant: 'hanamori', sku: 'tea', ...terms, version: 1, writer: 'a', ...moments };
}

it('what a clock that was ahead put off for more than a year is done at once when it goes back', async () => {
  const ports = {
    clock: { now: () => now, sleep: async () => undefined },
    leases: dynamoLeases(tables.Control),
    shops: dynamoShops(tables.Shops),
    targets: dynamoTargets(tables.Pushes, { retentionMs: 180 * dayMs }),
    listings: dynamoListings(tables.Listings),
    orders: dynamoOrders({ orders: tables.Orders, revisions: tables.Revisions }),
    intents: dynamoIntents(tables.Control),
  };
  const { leases, shops, targets, listings, orders, intents } = ports;
  await leases.take('poll-orders#0', 'dead', ahead, ahead + minuteMs);
  await leases.take('push-status#rms#ahead', 'dead', ahead, ahead + minuteMs);
  await leases.release('push-status#rms#ahead', 'dead', ahead + minuteMs);
  await leases.take('sync-stock#rms#other', 'alive', now, now + minuteMs);
  await shops.add(shop({ key, scannedAt: ahead, rereadDay: '2027-12-29', rereadAfter: 'x' }));
  await putChanges(
    targets,
    pushOf(1, { kind: 'requested' }, ahead),
    pushOf(2, { kind: 'pushing', until: ahead, tries: 1 }),
    pushOf(3, { kind: 'retrying', tries: 1, next: ahead, reason: 'not-done' }),
    pushOf(4, { kind: 'held', since: ahead, cause: 'outage', tries: 0 }),
  );
  await listings.put(listingOf('due', { dueAt: ahead }));
  await listings.put(listingOf('claimed', { dueAt: now, claim: { run: 'dead', until: ahead } }));
  const settled = now + 180 * dayMs;
  for (const row of [
    missingOrder({ shop: key, orderNumber: orderNumberOf(1), dueAt: ahead }),
    storedOrder({ shop: key, orderNumber: orderNumberOf(2), dueAt: ahead }),
    storedOrder({ shop: key, orderNumber: orderNumberOf(3), dueAt: settled, final: true, unannounced: [] }),
  ])
    await orders.put(row, null);
  const bucket = bucketOf(key);
  await intents.open({ id: 'dead', shop: key, at: ahead, orderNumbers: [orderNumberOf(4)], claims: [] });

  await setBack(ports, {
    readTable: async function* () {
      yield* (await scanItems(tables.Control)) as never[];
    },
  });

  expect(await leases.take('poll-orders#0', 'next', now, now + minuteMs)).toEqual({ left: null });
  expect(await leases.take('push-status#rms#ahead', 'next', now, now + minuteMs)).toEqual({ left: null });
  expect(await leases.take('sync-stock#rms#other', 'next', now, now + minuteMs)).toBeNull();
  expect(await shops.get(key)).toMatchObject({ scannedAt: now, rereadDay: '', rereadAfter: '' });
  const due = await targets.due(key, now, 10);
  expect(due.map(({ orderNumber }) => orderNumber).sort()).toEqual([1, 2, 3, 4].map(orderNumberOf));
  expect((await listings.due(key, now, 10)).map(({ item }) => item).sort()).toEqual(['claimed', 'due']);
  // What can be read again, and what the bus has not heard of; the removal of a buyer keeps its date.
  expect((await orders.due(bucket, now, 10)).map(({ orderNumber }) => orderNumber).sort()).toEqual([
    orderNumberOf(1),
    orderNumberOf(2),
  ]);
  expect(await orders.due(bucket, settled, 10)).toHaveLength(3);
  expect(await intents.abandoned(bucket, now + hourMs)).toMatchObject([{ id: 'dead', at: now }]);
  expect(await intents.abandoned(bucket, ahead + hourMs)).toHaveLength(1);
});
