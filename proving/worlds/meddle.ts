import { minuteMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { Draw } from './draws.ts';
import type { Exchange } from './mall-transport.ts';
import type { World } from './world.ts';

/**
 * Lets the mall change at the worst moment: an order is edited or cancelled just after it was read, another is placed in
 * the very second of a listing that no longer contains it. Sometimes the answer with the old content takes long, and
 * another process that has seen the new one writes first. Returns how much longer the answer takes.
 */
export function meddle(world: Omit<World, 'shops'>, shop: Shop, { request }: Exchange, by = ''): number {
  if (!world.stormy) return 0;
  const { swarm, rms, statusWatch } = world;
  const chance = world.draws.of('meddle', request.name ?? '');
  if (request.path.includes('searchOrder') && chance.hits('place', swarm.orderAfterListing)) {
    rms.control.addOrders(shop.code, { count: 1 });
  }
  if (request.path.includes('getOrder') && statusWatch?.workers.has(by)) confirmByHand(world, shop, request);
  if (!request.path.includes('getOrder') || !chance.hits('edit', swarm.editWhileReading)) return 0;
  const { orderNumberList } = JSON.parse(request.body) as { orderNumberList: readonly string[] };
  const orderNumber = chance.among(orderNumberList, (number) => number);
  if (!change(world, shop, orderNumber, chance) || !chance.hits('import', 0.4)) return 0;
  const orderedAt = rms.control.order(orderNumber)?.orderDatetimeMs;
  if (orderedAt === undefined || orderedAt < shop.importFrom) return 0;
  world.counts['manual-import']++;
  const span = { from: Math.max(orderedAt - minuteMs, shop.importFrom), to: orderedAt + minuteMs };
  world.importByHand(shop, span, undefined, chance.of('person'));
  return chance.int(2_000, 12_000);
}

/** A person at the mall confirms an order that a worker has just read, to confirm it. */
function confirmByHand(world: Omit<World, 'shops'>, { code }: Shop, { body, name = '' }: Exchange['request']): void {
  const { statuses, statusWatch, rms, counts } = world;
  if (statuses === null || !statusWatch?.draws.of('confirm', name).hits('now', statuses.changedWhileRead)) return;
  const { orderNumberList } = JSON.parse(body) as { orderNumberList: readonly string[] };
  const orderNumber = orderNumberList.find((number) => rms.control.order(number)?.orderProgress === 100);
  if (orderNumber === undefined) return;
  rms.control.moveOrder(code, orderNumber, 200);
  counts['changed-by-hand']++;
}

function change(world: Omit<World, 'shops'>, shop: Shop, orderNumber: string, chance: Draw): boolean {
  const cancel = chance.hits('cancel', 0.3);
  try {
    if (cancel) world.rms.control.cancelOrder(shop.code, orderNumber, {});
    else world.rms.control.editOrder(shop.code, orderNumber);
  } catch {
    // The order's progress does not allow it any more: nothing happened.
    return false;
  }
  world.counts[cancel ? 'cancel' : 'edit']++;
  world.note(`${orderNumber} ${cancel ? 'cancelled' : 'edited'} while it is being read`);
  return true;
}
