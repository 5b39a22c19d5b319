import { hourMs } from '../../core/kernel/time.ts';
import { drawsOf } from './edition.ts';
import type { World } from './world.ts';

/** People ship some orders by hand, and leave out the number: they stay 発送待ち, and are shipped all the same. */
export function scheduleShipments(world: World, stormEnd: number): void {
  if (world.mornings === null) return;
  const draws = drawsOf(world.edition, world.seed, 'mornings');
  for (let index = 0; index < 12; index++) {
    const chance = draws.of('ship', index);
    world.time.at(chance.int(world.start, stormEnd), () => {
      const shop = chance.among(world.shops, ({ code }) => code);
      const ready = world.rms.control
        .books()
        .shops.find(({ shopUrl }) => shopUrl === shop.code)
        ?.orders.filter(({ orderProgress }) => orderProgress === 300);
      if (ready === undefined || ready.length === 0) return;
      const row = { deliveryCompany: '1003', shippingNumber: null, shippingDate: '2026-02-02' };
      const { orderNumber } = chance.among(ready, (order) => order.orderNumber);
      world.rms.control.shipOrder(shop.code, orderNumber, row);
    });
  }
}

/** True in the hours around a digest, in which schedules rest for no longer than they do in production. */
export function isDigestTime({ mornings, time }: Pick<World, 'mornings' | 'time'>): boolean {
  const hour = new Date(time.now() + 9 * hourMs).getUTCHours();
  return mornings !== null && hour >= 7 && hour < 10;
}
