import { minuteMs } from '../../core/kernel/time.ts';
import { fastMs } from './create-world.ts';
import type { Draw } from './draws.ts';
import type { World } from './world.ts';

/** Several orders each time, because which of two readings is stored first is a matter of milliseconds. */
const ordersEach = 4;

/**
 * Lets two people import the same new orders at once, beside the poll, one of them by a clock that is an hour fast: whichever of
 * them stores the row, some claims may have the version of the other. Then the orders are cancelled, within that hour.
 */
export function importTwice(world: World, chance: Draw): void {
  const { counts, rms, time } = world;
  const shop = chance.among(world.shops, ({ code }) => code);
  const orders = rms.control.addOrders(shop.code, { count: ordersEach, kind: 'plain' });
  const span = { from: time.now() - minuteMs, to: time.now() + minuteMs };
  for (const skewMs of [fastMs, 0]) world.importByHand(shop, span, skewMs, chance.of(skewMs));
  counts['manual-import'] += 2;
  time.at(time.now() + chance.of('cancel').int(2, 25) * minuteMs, () => {
    for (const order of orders) {
      // Some are cancelled by now, or too far on.
      try {
        rms.control.cancelOrder(shop.code, order);
      } catch {
        continue;
      }
      counts.cancel++;
    }
  });
}
