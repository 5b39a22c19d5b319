import { dayMs, jstDay } from '../../core/kernel/time.ts';
import type { PushContent } from '../../core/model/push.ts';
import type { AmazonFault, AmazonSimulator } from '../../simulator/amazon/index.ts';
import type { Fault, Prng } from '../../simulator/index.ts';
import type { ShopifyFault, ShopifySimulator } from '../../simulator/shopify/index.ts';
import { appliedLater, brokenOff, pagesInstead } from './fault-tables.ts';
import type { MallChanges } from './world-mall.ts';

/* Changes at malls that take shipments alone. */

const ofAnyCall = [...brokenOff, ...appliedLater(3, 8, 25), ...pagesInstead] as const;
const amazonFaults: readonly AmazonFault[] = [
  ...ofAnyCall,
  { kind: 'overloaded', applied: true },
  { kind: 'internal-failure' },
  { kind: 'throttle' },
  { kind: 'lost-write' },
];
const shopifyFaults: readonly ShopifyFault[] = [
  ...ofAnyCall,
  { kind: 'unavailable', applied: true },
  { kind: 'internal-error' },
  { kind: 'throttle' },
  { kind: 'lost-write' },
  { kind: 'delivered-twice' },
];

/** What a shipment is of, by the books of a mall. */
interface Sent {
  readonly isCancelled: boolean;
  /** Nothing is left to be sent: people at the mall have sent it, say, or paid it back. */
  readonly isAllSent: boolean;
  readonly visibleAt: number;
  readonly numbers: readonly (string | null)[];
}

/** A shipment; half of them with a number that is corrected afterwards. */
function drawShipments(chance: Prng, shippedOn: string): PushContent[] {
  const carrier = chance.pick(['YAMATO', 'SAGAWA']);
  const number = `${chance.int(1_000, 9_999)}-${chance.int(1_000, 9_999)}-${chance.int(1_000, 9_999)}`;
  const ship = (trackingNumber: string, corrects?: string): PushContent => ({
    kind: 'ship',
    parcels: [{ carrier, trackingNumber, shippedOn, ...(corrects === undefined ? {} : { corrects }) }],
  });
  return chance.chance(0.6) ? [ship(number)] : [ship(number), ship(`${number}-1`, number)];
}

/** Shipments at a mall, by what it says of an order. */
function shipments(
  now: () => number,
  sentOf: (orderNumber: string) => Sent | null,
  more: Pick<MallChanges, 'operations' | 'faults' | 'isChange'> & {
    /** Orders of a shop that wait to be sent, of those placed lately. */
    waiting(code: string, from: number): readonly string[];
  },
): MallChanges {
  const { waiting, ...others } = more;
  return {
    ...others,
    draw(code, chance) {
      const open = waiting(code, now() - dayMs);
      if (open.length === 0) return null;
      return { orderNumber: chance.among(open, (number) => number), wish: drawShipments(chance, jstDay(now())) };
    },
    isSo(orderNumber, content) {
      const { numbers = [] } = sentOf(orderNumber) ?? {};
      return content.kind === 'ship' && content.parcels.every((one) => numbers.includes(one.trackingNumber));
    },
    isGone: (orderNumber) => sentOf(orderNumber)?.isCancelled ?? true,
    isHidden: (orderNumber, since) => (sentOf(orderNumber)?.visibleAt ?? 0) > since,
    mayRefuse(orderNumber) {
      const sent = sentOf(orderNumber);
      return sent === null || sent.isCancelled || sent.isAllSent;
    },
    wrongWith(orderNumber) {
      const { numbers = [] } = sentOf(orderNumber) ?? {};
      const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index);
      return twice.map((number) => `the parcel ${number} is there twice`);
    },
  };
}

/** Shipments at Amazon beside RMS. */
export function changesAtAmazon({ control }: AmazonSimulator): MallChanges {
  return shipments(
    () => control.nowMs(),
    (orderNumber) => {
      const order = control.order(orderNumber);
      if (order === null) return null;
      const numbers = order.packages.map(({ trackingNumber }) => trackingNumber);
      const { fulfillmentStatus: status, visibleAtMs: visibleAt } = order;
      return { isCancelled: status === 'CANCELLED', isAllSent: status === 'SHIPPED', visibleAt, numbers };
    },
    {
      operations: ['confirmShipment'],
      faults: amazonFaults as readonly Fault[],
      isChange: ({ path }) => path.endsWith('/shipmentConfirmation'),
      waiting: (code, from) =>
        control
          .placedBetween(code, from, control.nowMs())
          .filter(
            ({ fulfillmentStatus, fulfilledBy }) => fulfillmentStatus === 'UNSHIPPED' && fulfilledBy === 'MERCHANT',
          )
          .map(({ orderId }) => orderId),
    },
  );
}

/** Shipments at Shopify beside RMS. */
export function changesAtShopify({ control }: ShopifySimulator): MallChanges {
  return shipments(
    () => control.nowMs(),
    (orderNumber) => {
      const order = control
        .books()
        .shops.flatMap(({ orders }) => orders)
        .find(({ name }) => name === orderNumber);
      if (order === undefined) return null;
      const standing = order.fulfillments.filter(({ status }) => status === 'SUCCESS');
      const numbers = standing.flatMap(({ tracking }) => tracking.map((one) => one.number));
      return {
        isCancelled: order.status === 'CANCELLED',
        isAllSent: order.fulfillmentOrders.every(({ remaining }) => remaining === 0),
        visibleAt: order.visibleAtMs,
        numbers,
      };
    },
    {
      operations: ['fulfillmentCreate', 'fulfillmentTrackingInfoUpdate'],
      faults: shopifyFaults as readonly Fault[],
      isChange: ({ body }) => /^\{"query":"mutation[^"]*fulfillment/i.test(body),
      waiting: (code, from) =>
        control
          .placedBetween(code, from, control.nowMs())
          .filter(({ status }) => status === 'UNFULFILLED')
          .map(({ name }) => name),
    },
  );
}
