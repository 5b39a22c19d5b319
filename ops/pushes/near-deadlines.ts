import { mapLimited } from '../../core/kernel/index.ts';
import type { Deadline, Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { deadlinesOf, defaultDeadlineSettings } from '../../core/status/index.ts';

/** Shops asked at once. */
const shopsAtOnce = 16;

/** How much may be left until a deadline that is near. */
export const nearMs = defaultDeadlineSettings.autoCancelLeftMs;

/**
 * The unconfirmed orders of these shops that their mall will soon cancel, by what is stored, the next one first. Only of
 * merchants who have statuses changed from here: the confirmations of others are not visible here.
 */
export async function nearDeadlines(
  ports: Pick<Ports, 'merchants' | 'orders' | 'malls' | 'clock'>,
  shops: readonly Shop[],
): Promise<Deadline[]> {
  const having = new Set(
    (await ports.merchants.list()).filter(({ features }) => features.includes('status')).map(({ id }) => id),
  );
  const now = ports.clock.now();
  const found = await mapLimited(
    shops.filter(({ merchant }) => having.has(merchant)),
    shopsAtOnce,
    async ({ key, mall }) =>
      deadlinesOf(key, await ports.orders.openOrders(key), ports.malls.traits(mall), now, nearMs),
  );
  return found.flat().sort((one, other) => one.at - other.at);
}
