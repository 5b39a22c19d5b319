import { TsunagiError } from '../errors.ts';
import { openGate } from '../health/gate.ts';
import type { ShopKey } from '../merchants/shop.ts';
import type { RunMemory } from '../orders/run.ts';
import { mapLimited } from '../pacing/limited.ts';
import type { StatusPorts } from '../ports/index.ts';

/** Shops looked up at once. */
const atOnce = 16;

/**
 * Finds the shops of some buckets that have pushes which are due, and sends a message for each: so a message that was lost is
 * sent again, and a push that a dead worker had is taken up. Shops that a pause holds are left out; what resumes them is the
 * end of the pause. Returns how many were called; those that could not be are called by the next sweep.
 */
export async function callDuePushes(
  ports: Pick<StatusPorts, 'pushes' | 'statusQueue' | 'shops' | 'pauses' | 'clock' | 'log'>,
  memory: Pick<RunMemory, 'standing'>,
  buckets: readonly number[],
): Promise<number> {
  const now = ports.clock.now();
  const due: ShopKey[] = [];
  for (const bucket of buckets) due.push(...(await ports.pushes.dueShops(bucket, now)));
  const called = await freeShops(ports, memory, due);
  if (called.length === 0) return 0;
  try {
    await ports.statusQueue.look(called);
    return called.length;
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    ports.log.warn('push.message-lost', { shops: called.length, code: error.code });
    return 0;
  }
}

/** Those that no pause holds now. While nothing at all is paused, nobody is looked up. */
async function freeShops(
  ports: Pick<StatusPorts, 'shops' | 'pauses' | 'clock'>,
  memory: Pick<RunMemory, 'standing'>,
  keys: readonly ShopKey[],
): Promise<ShopKey[]> {
  if (keys.length === 0) return [];
  const { pauses, clock } = ports;
  const gate = openGate({
    pauses,
    cache: memory.standing,
    clock,
    capability: 'status',
    shops: [],
    ramp: 'by-key',
  });
  if ((await gate.pauses()).length === 0) return [...keys];
  const shops = await mapLimited(keys, atOnce, (key) => ports.shops.get(key));
  const free = await mapLimited([...keys.entries()], atOnce, async ([index, key]) => {
    const shop = shops[index] ?? null;
    // One that is gone is called, too: what was asked for it has to be taken back.
    return shop === null || (await gate.holding(shop)) === null ? key : null;
  });
  return free.filter((key) => key !== null);
}
