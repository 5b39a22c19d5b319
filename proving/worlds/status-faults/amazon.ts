import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { AmazonFault, AmazonSimulator } from '../../../simulator/amazon/index.ts';
import { openPushWorld, type PushWorld } from '../../status-world.ts';
import { type ShipmentCall, type ShipmentFault, type ShippingMall, unitsOrdered } from './shipment.ts';

const seller = 'kado-no-mise';

/** Every call that makes pushes true at Amazon. */
export const amazonCalls: readonly ShipmentCall<'getOrder' | 'confirmShipment'>[] = [
  { name: 'getOrder, before', operation: 'getOrder' },
  { name: 'getOrder, reading back', operation: 'getOrder', afterChange: true },
  { name: 'confirmShipment', operation: 'confirmShipment' },
  { name: 'confirmShipment, correcting', operation: 'confirmShipment', corrects: true },
];

/** Faults that can strike any call. */
export const amazonFaults: readonly ShipmentFault<AmazonFault>[] = [
  { name: 'refused connection', fault: { kind: 'refuse' } },
  { name: 'reset', fault: { kind: 'reset' } },
  { name: 'time-out before applying', fault: { kind: 'timeout-before' } },
  { name: 'time-out after applying', fault: { kind: 'timeout-after' } },
  {
    name: 'applied 3 min after we gave up',
    fault: { kind: 'apply-later', applyAfterMs: 3 * minuteMs + 20 * secondMs },
  },
  { name: '503', fault: { kind: 'overloaded' } },
  { name: '503, applied', fault: { kind: 'overloaded', applied: true } },
  { name: '503, HTML', fault: { kind: 'server-error-html' } },
  { name: '200, HTML', fault: { kind: 'html-200' } },
  { name: '200, HTML, applied', fault: { kind: 'html-200', applied: true } },
  { name: '500, InternalFailure', fault: { kind: 'internal-failure' } },
  { name: '500, InternalFailure, applied', fault: { kind: 'internal-failure', applied: true } },
  { name: '403, a good token', fault: { kind: 'auth-flap' }, isRefusal: true },
  { name: '429, without a header', fault: { kind: 'throttle' } },
];

/** What confirmShipment alone knows. */
export const amazonRefusals: readonly ShipmentFault<AmazonFault>[] = [
  { name: '204, and nothing done, once', fault: { kind: 'lost-write' }, once: true },
  { name: '204, and nothing done', fault: { kind: 'lost-write' } },
  { name: '400, InvalidInput', fault: { kind: 'invalid-input' } },
];

/** Amazon. */
export const shippingAmazon: ShippingMall<AmazonFault> = {
  open: (onExchange) => openPushWorld({ amazon: {}, onExchange }),
  addOrder(world) {
    const lines = [{ sellerSku: 'kome-0005', units: unitsOrdered }];
    const at = world.time.now() - hourMs;
    return amazonOf(world).control.addOrders(seller, { count: 1, kind: 'plain', at, lines })[0] ?? '';
  },
  lineIdOf: (world, orderNumber) => amazonOf(world).control.order(orderNumber)?.lines[0]?.orderItemId ?? '',
  break: (world, fault) => amazonOf(world).control.break(fault),
  mend: (world) => amazonOf(world).control.mend(),
  isWriting: ({ path }) => path.endsWith('/shipmentConfirmation'),
  sent(world, orderNumber) {
    const { packages = [] } = amazonOf(world).control.order(orderNumber) ?? {};
    return {
      numbers: packages.map(({ trackingNumber }) => trackingNumber),
      units: packages.flatMap(({ items }) => items).reduce((sum, { units }) => sum + units, 0),
    };
  },
};

function amazonOf({ amazon }: PushWorld): AmazonSimulator {
  if (amazon === null) throw new Error('The world has no Amazon.');
  return amazon;
}
