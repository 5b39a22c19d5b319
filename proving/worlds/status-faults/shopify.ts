import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { ShopifyFault, ShopifySimulator } from '../../../simulator/shopify/index.ts';
import { openPushWorld, type PushWorld } from '../../status-world.ts';
import { type ShipmentCall, type ShipmentFault, type ShippingMall, unitsOrdered } from './shipment.ts';

const code = 'kado-no-mise';

/** Every call that makes pushes true at Shopify. */
export const shopifyCalls: readonly ShipmentCall[] = [
  { name: 'orders, before', operation: 'orders' },
  { name: 'order, before', operation: 'order' },
  { name: 'order, reading back', operation: 'order', afterChange: true },
  { name: 'fulfillmentCreate', operation: 'fulfillmentCreate' },
  { name: 'fulfillmentCreate, of a part', operation: 'fulfillmentCreate', isPart: true },
  { name: 'fulfillmentTrackingInfoUpdate', operation: 'fulfillmentTrackingInfoUpdate', corrects: true },
];

/** Faults that can strike any call. */
export const shopifyFaults: readonly ShipmentFault<ShopifyFault>[] = [
  { name: 'refused connection', fault: { kind: 'refuse' } },
  { name: 'reset', fault: { kind: 'reset' } },
  { name: 'time-out before applying', fault: { kind: 'timeout-before' } },
  { name: 'time-out after applying', fault: { kind: 'timeout-after' } },
  {
    name: 'applied 3 min after we gave up',
    fault: { kind: 'apply-later', applyAfterMs: 3 * minuteMs + 20 * secondMs },
  },
  {
    name: 'applied 20 min after we gave up, once',
    fault: { kind: 'apply-later', applyAfterMs: 20 * minuteMs + 20 * secondMs },
    once: true,
  },
  { name: '503', fault: { kind: 'unavailable' } },
  { name: '503, applied', fault: { kind: 'unavailable', applied: true } },
  { name: '502, HTML', fault: { kind: 'bad-gateway' } },
  { name: '200, HTML', fault: { kind: 'html-200' } },
  { name: '200, HTML, applied', fault: { kind: 'html-200', applied: true } },
  { name: '200, INTERNAL_SERVER_ERROR', fault: { kind: 'internal-error' } },
  { name: '200, INTERNAL_SERVER_ERROR, applied', fault: { kind: 'internal-error', applied: true } },
  { name: '200, THROTTLED', fault: { kind: 'throttle' } },
  { name: '200, ACCESS_DENIED', fault: { kind: 'access-denied' }, isRefusal: true },
];

/** What the calls that change something alone know. */
export const shopifyAnswers: readonly ShipmentFault<ShopifyFault>[] = [
  { name: 'accepted, and nothing done, once', fault: { kind: 'lost-write' }, once: true },
  { name: 'accepted, and nothing done', fault: { kind: 'lost-write' } },
  { name: 'delivered twice', fault: { kind: 'delivered-twice' }, once: true },
];

/** Shopify. */
export const shippingShopify: ShippingMall<ShopifyFault> = {
  open: (onExchange) => openPushWorld({ shopify: {}, onExchange }),
  addOrder(world) {
    const { control } = shopifyOf(world);
    const at = world.time.now() - hourMs;
    const lines = [{ sku: 'kome-0005', units: unitsOrdered }];
    const [id = ''] = control.addOrders(code, { count: 1, kind: 'plain', at, lines });
    return control.order(id)?.name ?? '';
  },
  lineIdOf: (world, orderNumber) => String(orderIn(world, orderNumber)?.lines[0]?.lineId ?? ''),
  break: (world, fault) => shopifyOf(world).control.break(fault),
  mend: (world) => shopifyOf(world).control.mend(),
  isWriting: ({ body }) => /^\{"query":"mutation/.test(body ?? ''),
  sent(world, orderNumber) {
    const { fulfillments = [] } = orderIn(world, orderNumber) ?? {};
    const standing = fulfillments.filter(({ status }) => status === 'SUCCESS');
    return {
      numbers: standing.flatMap(({ tracking }) => tracking.map((one) => one.number)),
      units: standing.reduce((sum, one) => sum + one.units, 0),
    };
  },
};

/** An order by its name, as the mall's books have it. */
export const orderIn = (world: PushWorld, orderNumber: string) =>
  shopifyOf(world)
    .control.books()
    .shops.flatMap(({ orders }) => orders)
    .find(({ name }) => name === orderNumber);

function shopifyOf({ shopify }: PushWorld): ShopifySimulator {
  if (shopify === null) throw new Error('The world has no Shopify.');
  return shopify;
}
