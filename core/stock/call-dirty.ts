import { type EpochMs, jstDay, jstHour, TsunagiError } from '../kernel/index.ts';
import { bucketCount, bucketOf, type MallName, mallOf, type Shop, type ShopKey } from '../model/index.ts';
import type { Ports } from '../ports/index.ts';
import { callShops, freeShops, hasStock, isSent, type ProcessCache, type RunContext } from '../session/index.ts';
import { defaultSyncSettings } from './settings.ts';

/**
 * Sends the messages of some buckets again: for SKUs not spread to their listings, and for shops with due listings (`callShops`), right
 * after a mall's import is back even for listings that wait for that. Returns the number named.
 */
export async function enqueueDirtySkus(
  ports: Pick<Ports, 'stock' | 'listings' | 'stockQueue' | 'shops' | 'pauses' | 'clock' | 'log'>,
  cache: Pick<ProcessCache, 'standing'>,
  buckets: readonly number[],
): Promise<number> {
  const { stock, listings, stockQueue, clock } = ports;
  const settings = defaultSyncSettings;
  const now = clock.now();
  const back = await importsJustBack(ports, cache, now - settings.troubledForMs);
  const due: ShopKey[] = [];
  let called = 0;
  for (const bucket of buckets) {
    const dirty = await stock.dirtySkus(bucket, now - settings.sweepGraceMs, settings.dirtyAtOnce);
    for (const [merchant, some] of Map.groupBy(dirty, (one) => one.merchant)) {
      const skus = some.map(({ sku }) => sku);
      const fields = { merchant, skus: skus.length };
      const send = () => stockQueue.spread(merchant, merchant, skus);
      if (await isSent(ports.log, lostEvent, fields, send)) called += skus.length;
    }
    const shops = new Set(await listings.dueShops(bucket, now));
    if (back.size > 0) {
      for (const shop of await listings.dueShops(bucket, now + settings.raiseWaitMaxMs)) {
        if (back.has(mallOf(shop))) shops.add(shop);
      }
    }
    due.push(...shops);
  }
  return called + (await callShops(ports, cache, { capability: 'stock', queue: stockQueue, lostEvent }, due));
}

const lostEvent = 'stock.message-lost';

async function importsJustBack(
  { pauses }: Pick<Ports, 'pauses'>,
  cache: Pick<ProcessCache, 'standing'>,
  since: EpochMs,
): Promise<ReadonlySet<MallName>> {
  const { healths } = await cache.standing.read(pauses);
  const back = healths.filter(
    ({ capability, state }) => capability === 'import' && state.kind === 'healthy' && (state.after?.until ?? 0) > since,
  );
  return new Set(back.map(({ mall }) => mall));
}

/** Calls shops whose listings are still to be compared this night; returns how many. Reads nothing by day. */
export async function callForDrift(
  context: Pick<RunContext, 'ports' | 'cache'>,
  shops: readonly Shop[],
): Promise<number> {
  const { ports, cache } = context;
  const now = ports.clock.now();
  const atNight = shops.filter(({ key }) => driftNight(key, now) !== null);
  if (atNight.length === 0) return 0;
  const finished = new Set((await ports.drifts.of(jstDay(now))).filter((one) => one.finished).map(({ shop }) => shop));
  const left: ShopKey[] = [];
  for (const { key, merchant } of atNight) {
    if (!finished.has(key) && (await hasStock(context, merchant))) left.push(key);
  }
  const { free } = await freeShops(ports, cache, 'stock', left);
  const send = () => ports.stockQueue.look(free);
  return free.length > 0 && (await isSent(ports.log, lostEvent, { shops: free.length }, send)) ? free.length : 0;
}

/** Calls workers; false if the queue failed: the sweep then finds the work. */
export async function callWorkers(
  { stockQueue }: Pick<Ports, 'stockQueue'>,
  what: { readonly merchant: string; readonly skus: readonly string[] } | { readonly shops: readonly ShopKey[] },
): Promise<boolean> {
  try {
    if ('shops' in what) await stockQueue.look(what.shops);
    else await stockQueue.spread(what.merchant, what.merchant, what.skus);
    return true;
  } catch (error) {
    if (error instanceof TsunagiError && error.code === 'queue.failing') return false;
    throw error;
  }
}

/** The night, by its day in Japan, in which to compare a shop's listings; null by day. Shops are spread over two hours. */
export function driftNight(shop: ShopKey, now: EpochMs): string | null {
  const { driftHour, driftUntilHour } = defaultSyncSettings;
  const hour = jstHour(now);
  const spreadHours = Math.floor((bucketOf(shop) / bucketCount) * 2);
  return hour >= driftHour + spreadHours && hour < driftUntilHour ? jstDay(now) : null;
}
