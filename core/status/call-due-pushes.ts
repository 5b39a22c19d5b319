import { TsunagiError } from '../errors.ts';
import { openGate } from '../health/gate.ts';
import type { ShopKey } from '../merchants/shop.ts';
import type { RunMemory } from '../orders/run.ts';
import { mapLimited } from '../pacing/limited.ts';
import type { Ports } from '../ports/index.ts';
import { defaultStatusSettings, type StatusSettings } from './settings.ts';

/** Shops looked up at once. */
const atOnce = 16;

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
  settings: Pick<StatusSettings, 'rampLookMs' | 'rampLooksMs'> = defaultStatusSettings,
): Promise<number> {
  const now = ports.clock.now();
  const due: ShopKey[] = [];
  for (const bucket of buckets) due.push(...(await ports.pushes.dueShops(bucket, now)));
  const { free, onRamp } = await sorted(ports, memory, due);
  let called = (await isSent(ports, free, 0)) ? free.length : 0;
  for (let afterMs = settings.rampLookMs; afterMs <= settings.rampLooksMs; afterMs += settings.rampLookMs) {
    const sent = await isSent(ports, onRamp, afterMs);
    if (sent && afterMs === settings.rampLookMs) called += onRamp.length;
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

/** Those that no pause holds now, and those whose turn comes with the next steps. While nothing is paused, nobody is looked up. */
async function sorted(
  ports: Pick<Ports, 'shops' | 'pauses' | 'clock'>,
  memory: Pick<RunMemory, 'standing'>,
  keys: readonly ShopKey[],
): Promise<{ readonly free: readonly ShopKey[]; readonly onRamp: readonly ShopKey[] }> {
  if (keys.length === 0) return { free: [], onRamp: [] };
  const { pauses, clock } = ports;
  const gate = openGate({
    pauses,
    cache: memory.standing,
    clock,
    capability: 'status',
    shops: [],
    ramp: 'by-key',
  });
  if ((await gate.pauses()).length === 0) return { free: keys, onRamp: [] };
  const shops = await mapLimited(keys, atOnce, (key) => ports.shops.get(key));
  const holding = await mapLimited(shops, atOnce, async (shop) => {
    // One that is gone is called, too: what was asked for it has to be taken back.
    const pause = shop === null ? null : await gate.holding(shop);
    return pause === null ? 'nothing' : pause.rampStep === undefined ? 'pause' : 'ramp';
  });
  return {
    free: keys.filter((_, index) => holding[index] === 'nothing'),
    onRamp: keys.filter((_, index) => holding[index] === 'ramp'),
  };
}
