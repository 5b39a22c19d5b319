import type { ShopKey } from '../merchants/shop.ts';
import type { RunMemory } from '../orders/run.ts';
import { mapLimited } from '../pacing/limited.ts';
import type { Ports } from '../ports/index.ts';
import { minuteMs, secondMs } from '../units.ts';
import type { Capability } from './capability.ts';
import { openGate } from './gate.ts';

/** While a mall comes back by steps, a shop whose turn has not come is looked at again this often. */
const rampLookMs = 30 * secondMs;
/** How far ahead the sweep sees to that: until the next one. */
const rampLooksMs = 5 * minuteMs;

/** When shops whose turn comes with the next steps of a ramp are looked at until the next sweep, in ms from now. */
export const rampLooksAfterMs: readonly number[] = Array.from(
  { length: rampLooksMs / rampLookMs },
  (_, look) => (look + 1) * rampLookMs,
);

/** Shops looked up at once. */
const atOnce = 16;

/**
 * Of shops that have work of one kind, those that no pause holds now, and those whose turn comes with the next steps of a ramp. While
 * nothing is paused, nobody is looked up.
 */
export async function freeShops(
  ports: Pick<Ports, 'shops' | 'pauses' | 'clock'>,
  memory: Pick<RunMemory, 'standing'>,
  capability: Capability,
  keys: readonly ShopKey[],
): Promise<{ readonly free: readonly ShopKey[]; readonly onRamp: readonly ShopKey[] }> {
  if (keys.length === 0) return { free: [], onRamp: [] };
  const { pauses, clock } = ports;
  const gate = openGate({ pauses, cache: memory.standing, clock, capability, shops: [], ramp: 'by-key' });
  if ((await gate.pauses()).length === 0) return { free: keys, onRamp: [] };
  const shops = await mapLimited(keys, atOnce, (key) => ports.shops.get(key));
  const holding = await mapLimited(shops, atOnce, async (shop) => {
    // One that is gone is called, too: its work has to be taken back.
    const pause = shop === null ? null : await gate.holding(shop);
    return pause === null ? 'nothing' : pause.rampStep === undefined ? 'pause' : 'ramp';
  });
  return {
    free: keys.filter((_, index) => holding[index] === 'nothing'),
    onRamp: keys.filter((_, index) => holding[index] === 'ramp'),
  };
}
