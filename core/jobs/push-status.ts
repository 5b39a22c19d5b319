import { firstFailure } from '../kernel/index.ts';
import { mallOf, mallOfScope, pausesOf, type ShopKey } from '../model/index.ts';
import type { DueShop } from '../ports/index.ts';
import { eachShop, openWay } from '../session/index.ts';
import { noPushCounts, type PushCounts, pushShop, type StatusRunContext, tellTriedPushes } from '../status/index.ts';
import { effectsAmong, outages } from './standing-causes.ts';

/** The result of a run over the shops of some messages. */
export interface PushShopsReport extends PushCounts {
  /** Shops at which another worker is, which looks once more before it leaves. */
  busy: number;
  shops: number;
  /** Internal failures by shop: the messages of these shops have to come again. */
  readonly internalErrors: Map<ShopKey, unknown>;
}

/**
 * Works on the pushes of the shops that messages name, several at once; a shop that several of them name, once. Failures of one
 * shop never affect another. Internal failures are in the report by shop, so that only its messages come again; a failure to store evidence is
 * thrown at the end.
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
    // By the rules of the sweep: what follows from an outage has that one's alarm, what follows from maintenance needs none.
    const ofOutages = (await effectsAmong(outages(ports), malls).catch(lost.note)) ?? [];
    const ofMaintenance = pauses.flatMap(({ scope, cause }) => (cause === 'maintenance' ? mallOfScope(scope) : []));
    tellTriedPushes(ports.log, oldestRetries, now, new Set([...ofOutages, ...ofMaintenance]));
  }
  await way.evidence.flush();
  lost.rethrow();
  return { ...counts, internalErrors };
}

/** False for a run that found nothing to do, of which there are many. */
export function hasPushed({ shops: _, busy: __, internalErrors: ___, ...work }: PushShopsReport): boolean {
  return Object.values(work).some((count) => count > 0);
}
