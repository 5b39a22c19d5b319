import { mapLimited, secondMs, TsunagiError } from '../kernel/index.ts';
import type { Capability, ShopKey } from '../model/index.ts';
import type { Log, Ports, WorkQueue } from '../ports/index.ts';
import { openGate, type StandingCache } from './gate.ts';

/** Sends messages that a later run would repeat. False if refused, logged as `lostEvent` with these fields. */
export async function isSent(
  log: Log,
  lostEvent: string,
  fields: Readonly<Record<string, string | number>>,
  send: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    log.warn(lostEvent, { ...fields, code: error.code });
    return false;
  }
}

/**
 * Sends a message per unpaused shop with work of one kind. Shops on a ramp get one every half minute until the next sweep, to arrive soon
 * after their turn. Returns the number of shops.
 */
export async function callShops(
  ports: Pick<Ports, 'shops' | 'pauses' | 'clock' | 'log'>,
  cache: { readonly standing: StandingCache },
  work: { readonly capability: Capability; readonly queue: Pick<WorkQueue, 'look'>; readonly lostEvent: string },
  keys: readonly ShopKey[],
): Promise<number> {
  const { free, onRamp } = await freeShops(ports, cache, work.capability, keys);
  const isCalled = async (shops: readonly ShopKey[], afterMs: number): Promise<boolean> =>
    shops.length > 0 &&
    (await isSent(ports.log, work.lostEvent, { shops: shops.length }, () => work.queue.look(shops, afterMs)));
  let called = (await isCalled(free, 0)) ? free.length : 0;
  for (const [look, afterMs] of rampLooksAfterMs.entries()) {
    if ((await isCalled(onRamp, afterMs)) && look === 0) called += onRamp.length;
  }
  return called;
}

/** Delays of half a minute each, until the next sweep in five minutes. */
const rampLooksAfterMs = Array.from({ length: 10 }, (_, look) => (look + 1) * 30 * secondMs);

const atOnce = 16;

/** Separates unpaused shops from those on a ramp. Reads no shop while nothing is paused. */
export async function freeShops(
  ports: Pick<Ports, 'shops' | 'pauses' | 'clock'>,
  cache: { readonly standing: StandingCache },
  capability: Capability,
  keys: readonly ShopKey[],
): Promise<{ readonly free: readonly ShopKey[]; readonly onRamp: readonly ShopKey[] }> {
  if (keys.length === 0) return { free: [], onRamp: [] };
  const gate = openGate({ ports, cache }, { capability, ramp: 'by-key' });
  if ((await gate.pauses()).length === 0) return { free: keys, onRamp: [] };
  const shops = await mapLimited(keys, atOnce, (key) => ports.shops.get(key));
  const holding = await mapLimited(shops, atOnce, async (shop) => {
    // Removed shops are called, too, to withdraw their work.
    const pause = shop === null ? null : await gate.holding(shop);
    return pause === null ? 'nothing' : pause.rampStep === undefined ? 'pause' : 'ramp';
  });
  return {
    free: keys.filter((_, index) => holding[index] === 'nothing'),
    onRamp: keys.filter((_, index) => holding[index] === 'ramp'),
  };
}
