import { TsunagiError } from '../errors.ts';
import { freeShops, rampLooksAfterMs } from '../health/free-shops.ts';
import type { ShopKey } from '../merchants/shop.ts';
import type { RunMemory } from '../orders/run.ts';
import { pausesOf } from '../pause/standing.ts';
import type { Ports } from '../ports/index.ts';
import type { DueShop } from '../ports/pushes.ts';
import { tellWaitingPushes } from '../watch/push-figures.ts';

/**
 * Finds the shops of some buckets that have pushes which are due, and sends a message for each: so a message that was lost is
 * sent again, and a push that a dead worker had is taken up. Shops that a pause holds are left out, until its mall comes back by
 * steps: then a shop whose turn has not come is sent a message for every half minute until the next sweep, and one of them comes
 * soon after its turn. Returns how many were called; those that could not be are called by the next sweep.
 */
export async function callDuePushes(
  ports: Pick<Ports, 'pushes' | 'statusQueue' | 'shops' | 'pauses' | 'clock' | 'log'>,
  memory: Pick<RunMemory, 'standing'>,
  buckets: readonly number[],
): Promise<number> {
  const now = ports.clock.now();
  const found: DueShop[] = [];
  for (const bucket of buckets) found.push(...(await ports.pushes.dueSince(bucket, now)));
  // An idle sweep asks for no pauses.
  if (found.length === 0) return 0;
  tellWaitingPushes(ports.log, found, pausesOf(await memory.standing.read(ports.pauses), now), now);
  const due = found.map(({ shop }) => shop);
  const { free, onRamp } = await freeShops(ports, memory, 'status', due);
  let called = (await isSent(ports, free, 0)) ? free.length : 0;
  for (const [look, afterMs] of rampLooksAfterMs.entries()) {
    const sent = await isSent(ports, onRamp, afterMs);
    if (sent && look === 0) called += onRamp.length;
  }
  return called;
}

async function isSent(
  { statusQueue, log }: Pick<Ports, 'statusQueue' | 'log'>,
  shops: readonly ShopKey[],
  afterMs: number,
): Promise<boolean> {
  if (shops.length === 0) return false;
  try {
    await statusQueue.look(shops, afterMs);
    return true;
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    log.warn('push.message-lost', { shops: shops.length, code: error.code });
    return false;
  }
}
