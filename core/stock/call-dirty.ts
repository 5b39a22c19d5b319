import { TsunagiError } from '../errors.ts';
import { freeShops, rampLooksAfterMs } from '../health/free-shops.ts';
import { type MallName, mallOf, type ShopKey } from '../merchants/shop.ts';
import type { RunMemory } from '../orders/run.ts';
import type { Ports } from '../ports/index.ts';
import type { EpochMs } from '../units.ts';
import { defaultSyncSettings, type SyncSettings } from './sync-settings.ts';

/**
 * Finds, in some buckets, SKUs whose change nobody has brought to their listings, and shops with listings that are due, and sends
 * the messages for them again: so what was lost is sent again, and a listing that a dead worker had is taken up. Shops that a
 * pause holds are left out. While the import of a mall is just back, shops whose listings wait for it are called before their time. One that waits for its turn while a mall comes back is called now and then until the next sweep. Returns
 * how many SKUs and shops were named; those that could not be are named by the next sweep.
 */
export async function callDirty(
  ports: Pick<Ports, 'stock' | 'listings' | 'stockQueue' | 'shops' | 'pauses' | 'clock' | 'log'>,
  memory: Pick<RunMemory, 'standing'>,
  buckets: readonly number[],
  settings: Pick<
    SyncSettings,
    'sweepGraceMs' | 'dirtyAtOnce' | 'troubledForMs' | 'raiseWaitMaxMs'
  > = defaultSyncSettings,
): Promise<number> {
  const { stock, listings, stockQueue, clock } = ports;
  const now = clock.now();
  const back = await importsJustBack(ports, memory, now - settings.troubledForMs);
  const due: ShopKey[] = [];
  let called = 0;
  for (const bucket of buckets) {
    const dirty = await stock.dirtySkus(bucket, now - settings.sweepGraceMs, settings.dirtyAtOnce);
    for (const [merchant, some] of Map.groupBy(dirty, (one) => one.merchant)) {
      const skus = some.map(({ sku }) => sku);
      if (await isSent(ports, () => stockQueue.spread(merchant, merchant, skus))) called += skus.length;
    }
    const shops = new Set(await listings.dueShops(bucket, now));
    if (back.size > 0) {
      for (const shop of await listings.dueShops(bucket, now + settings.raiseWaitMaxMs)) {
        if (back.has(mallOf(shop))) shops.add(shop);
      }
    }
    due.push(...shops);
  }
  const { free, onRamp } = await freeShops(ports, memory, 'stock', due);
  if (free.length > 0 && (await isSent(ports, () => stockQueue.look(free)))) called += free.length;
  if (onRamp.length === 0) return called;
  for (const [look, afterMs] of rampLooksAfterMs.entries()) {
    const sent = await isSent(ports, () => stockQueue.look(onRamp, afterMs));
    if (sent && look === 0) called += onRamp.length;
  }
  return called;
}

/** The malls whose orders can be imported again since a while that began after `since`. */
async function importsJustBack(
  { pauses }: Pick<Ports, 'pauses'>,
  memory: Pick<RunMemory, 'standing'>,
  since: EpochMs,
): Promise<ReadonlySet<MallName>> {
  const { healths } = await memory.standing.read(pauses);
  const back = healths.filter(
    ({ capability, state }) => capability === 'import' && state.kind === 'healthy' && (state.after?.until ?? 0) > since,
  );
  return new Set(back.map(({ mall }) => mall));
}

async function isSent({ log }: Pick<Ports, 'log'>, send: () => Promise<void>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    log.warn('stock.message-lost', { code: error.code });
    return false;
  }
}
