import { dayMs, inChunks, jstMoment, minuteMs } from '../../core/kernel/index.ts';
import { bucketCount, listingDueOf, nextTarget, type ShopKey, type TargetRequest } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import type { Cloud } from '../cloud.ts';

/** No run of a function lasts longer, so a lease that ends later was taken by a clock that was ahead. */
const longestLeaseMs = 15 * minuteMs;
/** Later than any moment of a clock that the folder was opened with. */
const everMs = 30 * 365 * dayMs;
/** Rows of one shop, or due orders of one bucket, that are looked at; the others wait until the moment that they were put off to. */
const rowsMax = 10_000;
/** Orders read at once. */
const ordersAtOnce = 100;
const runId = 'npm-start#clock-set-back';

type SetBackPorts = Pick<Ports, 'clock' | 'leases' | 'shops' | 'orders' | 'intents' | 'targets' | 'listings'>;

/**
 * Brings forward what a clock that ran ahead had postponed: abandoned leases, scans, nightly readings, unreadable orders, news that the
 * bus refused, the leftovers of dead runs, and pushes and listings that were in progress or due for a retry. Call it before any function
 * runs.
 */
export async function setBack(ports: SetBackPorts, cloud: Pick<Cloud, 'readTable'>): Promise<void> {
  const now = ports.clock.now();
  await giveUpLeases(ports, cloud, now + longestLeaseMs);
  for (const shop of await ports.shops.all()) {
    if (shop.scannedAt > now) await ports.shops.recordScan(shop, now);
    // A day that is to come counts as read.
    if (jstMoment(shop.rereadDay) > now) await ports.shops.recordReread(shop, '', '');
    await bringChanges(ports, shop.key, now);
    await bringListings(ports, shop.key, now);
  }
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    await bringOrders(ports, bucket, now);
    await bringIntents(ports, bucket, now);
  }
}

async function giveUpLeases({ leases }: SetBackPorts, cloud: Pick<Cloud, 'readTable'>, latest: number): Promise<void> {
  for await (const item of cloud.readTable('Control', ['scope', 'holder', 'until', 'restsUntil'])) {
    const scope = String(item.scope?.S);
    const ends = [item.until?.N, item.restsUntil?.N].map(Number);
    if (!scope.startsWith('lease#') || !ends.some((end) => end > latest)) continue;
    const name = scope.slice('lease#'.length);
    const holder = item.holder?.S === undefined ? runId : String(item.holder.S);
    // One that only rests has no holder, and is taken so that it can be given back without a rest.
    if (holder === runId) await leases.take(name, runId, latest, latest);
    await leases.release(name, holder);
  }
}

/** Orders that are due for another try or another announcement. Settled orders are due for erasure, and keep their date. */
async function bringOrders({ orders }: SetBackPorts, bucket: number, now: number): Promise<void> {
  const due = await orders.due(bucket, now + everMs, rowsMax);
  for (const [shop, keys] of Map.groupBy(due, (key) => key.shop)) {
    const numbers = keys.map(({ orderNumber }) => orderNumber);
    for (const chunk of inChunks(numbers, ordersAtOnce)) {
      for (const row of (await orders.rows(shop, chunk)).values()) {
        const { dueAt } = row;
        const isUntold = row.kind === 'stored' && row.unannounced.length > 0;
        if (dueAt === undefined || dueAt <= now || (row.problem === undefined && !isUntold)) continue;
        await orders.setAside({ ...row, dueAt }, now);
      }
    }
  }
}

async function bringIntents({ intents }: SetBackPorts, bucket: number, now: number): Promise<void> {
  for (const intent of await intents.abandoned(bucket, now + everMs)) {
    if (intent.at <= now) continue;
    await intents.open({ ...intent, at: now });
    await intents.close(intent);
  }
}

async function bringChanges({ targets }: SetBackPorts, shop: ShopKey, now: number): Promise<void> {
  for (const target of await targets.undone(shop, rowsMax)) {
    const requests = target.requests.map((request) => broughtForward(request, now));
    const claim = target.claim && { claim: { ...target.claim, until: Math.min(target.claim.until, now) } };
    await targets.put(nextTarget({ ...target, ...claim, requests, dueAt: Math.min(target.dueAt ?? now, now) }, runId));
  }
}

function broughtForward(request: TargetRequest, now: number): TargetRequest {
  const { state, requestedAt } = request;
  switch (state.kind) {
    case 'requested':
      return { ...request, requestedAt: Math.min(requestedAt, now) };
    case 'held':
      return { ...request, state: { ...state, since: Math.min(state.since, now) } };
    case 'retrying':
      return { ...request, state: { ...state, next: Math.min(state.next, now) } };
    case 'confirmed':
    case 'failed':
    case 'withdrawn':
      return request;
  }
}

async function bringListings({ listings }: SetBackPorts, shop: ShopKey, now: number): Promise<void> {
  for (const listing of await listings.due(shop, now + everMs, rowsMax)) {
    if ((listingDueOf(listing) ?? 0) <= now) continue;
    const { claim } = listing;
    await listings.put({
      ...listing,
      ...(claim === undefined ? {} : { claim: { ...claim, until: now } }),
      dueAt: now,
      version: listing.version + 1,
      writer: runId,
    });
  }
}
