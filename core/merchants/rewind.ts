import { TsunagiError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { EpochMs } from '../units.ts';
import type { Shop, ShopKey } from './shop.ts';

/** What sending a shop's import back does to its cursor. */
export interface Rewinding {
  readonly shop: Shop;
  /** Where the import goes on. */
  readonly cursor: EpochMs;
}

/** Tries before somebody who changes the shop at the same time is named as the reason. */
const attemptsMax = 5;

/** What sending the import of a shop back to a moment would do; a cursor that stands before it, and the first day, stay. */
export function rewindingOf(shop: Shop, to: EpochMs): Rewinding {
  return { shop, cursor: Math.min(shop.cursor, Math.max(to, shop.importFrom)) };
}

/**
 * Sends a shop's import back to a moment, because rows may be lost: after a table was restored, or items were deleted. What was
 * placed since is listed again and stored where it has no row, all open orders are compared and read again, and revisions are
 * numbered behind everything that can have been announced (`core/orders/next-revision.ts`). What is stored stays as it is, so
 * it may be done beside running schedules, and again. Throws `order.changing` when somebody else keeps doing the same.
 */
export async function rewindShop(ports: Pick<Ports, 'shops' | 'clock'>, key: ShopKey, to: EpochMs): Promise<Rewinding> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const shop = await ports.shops.get(key);
    if (shop === null) throw new TsunagiError('shop.unknown', 'never', `There is no shop ${key}.`, { shop: key });
    const rewinding = rewindingOf(shop, to);
    // 注文日時 is measured by the mall's clock, which the cursor follows: ours may be behind it.
    const at = Math.max(ports.clock.now(), shop.cursor);
    const outcome = await ports.shops.rewind(shop, Math.max(to, shop.importFrom), at);
    if (outcome === 'stored') return rewinding;
  }
  throw new TsunagiError(
    'order.changing',
    'later',
    `The import of ${key} was sent back by somebody else at the same time, again and again. Look at ops shops list, and run this again.`,
    { shop: key },
  );
}
