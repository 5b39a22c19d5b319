import { firstFailure } from '../kernel/index.ts';
import { mallOf, mallOfScope, pausesOf, type ShopKey } from '../model/index.ts';
import type { DueShop } from '../ports/index.ts';
import { eachShop, openWay } from '../session/index.ts';
import { noPushCounts, type PushCounts, pushShop, type StatusRunContext, tellWaitingPushes } from '../status/index.ts';
import { effectsAmong, outages } from './standing-causes.ts';

export interface PushShopsReport extends PushCounts {
  /** Shops with another worker, which looks again before it leaves. */
  busy: number;
  shops: number;
  /** Internal failures by shop, whose messages must come again. */
  readonly internalErrors: Map<ShopKey, unknown>;
}

/**
 * Works on the pushes of named shops, several at once, each once. Reports internal failures by shop, so that only its messages come again;
 * throws a failure to store evidence at the end.
 */
export async function pushShops(context: StatusRunContext, keys: readonly ShopKey[]): Promise<PushShopsReport> {
  const { ports } = context;
  const counts = { ...noPushCounts(), shops: 0, busy: 0 };
  const oldestRetries: DueShop[] = [];
  const lost = firstFailure();
  const onLost = lost.note;
  const way = openWay(context, { capability: 'status', ramp: 'by-key', onLost });
  const internalErrors = await eachShop(context, keys, 'push.broke', async (key, shop) => {
    counts.shops++;
    const { defects, oldestRetryAt: since } = await pushShop(context, shop, key, way, counts);
    if (since !== null) oldestRetries.push({ shop: key, since });
    return defects;
  });
  if (oldestRetries.length > 0) {
    const now = ports.clock.now();
    const standing = await context.cache.standing.read(ports.pauses).catch(lost.note);
    const pauses = standing ? pausesOf(standing, now) : [];
    const malls = oldestRetries.map(({ shop }) => mallOf(shop));
    // As in the sweep: effects of outages have their own alarm, those of maintenance need none.
    const ofOutages = (await effectsAmong(outages(ports), malls).catch(lost.note)) ?? [];
    const ofMaintenance = pauses.flatMap(({ scope, cause }) => (cause === 'maintenance' ? mallOfScope(scope) : []));
    const effects = new Set([...ofOutages, ...ofMaintenance]);
    tellWaitingPushes(ports.log, 'pushes.tried', oldestRetries, now, { effects });
  }
  await way.evidence.flush();
  lost.rethrow();
  return { ...counts, internalErrors };
}

export function hasPushed({ shops: _, busy: __, internalErrors: ___, ...work }: PushShopsReport): boolean {
  return Object.values(work).some((count) => count > 0);
}
