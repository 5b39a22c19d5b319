import { TsunagiError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { MallShop } from '../ports/mall.ts';
import { type EpochMs, secondMs } from '../units.ts';
import type { KeyExpiry } from './key-expiry.ts';

/** What the mall says of a key that works. */
export interface WorkingKey {
  /** When it stops working; null when the mall does not tell this shop. */
  readonly expiry: KeyExpiry | null;
  /** When the mall was asked. */
  readonly checkedAt: EpochMs;
}

/**
 * Asks the mall with a shop's key for everything the import lives by, one cheap call a function, at the shop's rate. Throws
 * what the mall answers when the key does not work or a function is switched off, and when the mall cannot be asked.
 *
 * @param turn waits until the next call may be made; for whoever shares the shop's rate with other work
 */
export async function checkKey(
  mall: MallShop,
  callsPerSecond: number,
  clock: Clock,
  turn?: () => Promise<void>,
): Promise<WorkingKey> {
  const { functions } = mall.traits.switches;
  const ofImport = functions.filter(({ feature }) => feature === 'import');
  for (const [index, { name }] of ofImport.entries()) {
    if (turn !== undefined) await turn();
    else if (index > 0) await clock.sleep(secondMs / callsPerSecond);
    await mall.tryFunction(name);
  }
  await turn?.();
  const checkedAt = clock.now();
  try {
    return { expiry: await mall.keyExpiry(), checkedAt };
  } catch (error) {
    // A switch of its own at the mall: the import does not need it.
    if (error instanceof TsunagiError) return { expiry: null, checkedAt };
    throw error;
  }
}
