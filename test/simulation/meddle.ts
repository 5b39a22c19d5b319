import type { Shop } from '../../core/merchants/shop.ts';
import type { Exchange } from './mall-transport.ts';
import type { World } from './world.ts';

/**
 * Lets the mall change at the worst moment: an order is edited or cancelled just after it was read, another is placed in
 * the very second of a listing that no longer contains it.
 */
export function meddle(world: Omit<World, 'shops'>, shop: Shop, { request }: Exchange): void {
  if (!world.stormy) return;
  const { chance, swarm, rms, counts } = world;
  if (request.path.includes('searchOrder') && chance.chance(swarm.orderAfterListing)) {
    rms.control.addOrders(shop.code, { count: 1 });
  }
  if (!request.path.includes('getOrder') || !chance.chance(swarm.editWhileReading)) return;
  const { orderNumberList } = JSON.parse(request.body) as { orderNumberList: readonly string[] };
  const orderNumber = chance.pick(orderNumberList);
  const cancel = chance.chance(0.3);
  try {
    if (cancel) rms.control.cancelOrder(shop.code, orderNumber, {});
    else rms.control.editOrder(shop.code, orderNumber);
  } catch {
    // The order's progress does not allow it any more: nothing happened.
    return;
  }
  counts[cancel ? 'cancel' : 'edit']++;
  world.note(`${orderNumber} ${cancel ? 'cancelled' : 'edited'} while it is being read`);
}
