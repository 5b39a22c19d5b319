import { peopleOf } from './buyer.ts';
import { isFba, shippedUnits } from './lifecycle.ts';
import { type Delivery, MARKETPLACE, type Order, type Package, type World } from './state.ts';

const DAY_MS = 86_400_000;

/** A moment as the API writes it. */
export const stamp = (world: World, ms: number): string =>
  world.settings.orders.fractions ? new Date(ms).toISOString() : `${new Date(ms).toISOString().slice(0, 19)}Z`;

const yen = (amount: number) => ({ amount: String(amount), currencyCode: 'JPY' });

/** An order as searchOrders and getOrder show it; `included` are the parts that were asked for beside what always comes. */
export function orderModel(world: World, order: Order, included: ReadonlySet<string>) {
  const isPending = order.status === 'PENDING' || order.status === 'PENDING_AVAILABILITY';
  const isKnown = !isPending || world.settings.orders.pendingPersonalData;
  const people = peopleOf(order);
  const total = order.lines.reduce((sum, { sku, units }) => sum + sku.priceYen * units, 0);
  const show = (name: string, part: object): object => (included.has(name) && isKnown ? part : {});
  return {
    orderId: order.orderId,
    ...(order.sellerNote === '' ? {} : { orderAliases: [{ aliasId: order.sellerNote, aliasType: 'SELLER_ORDER_ID' }] }),
    createdTime: stamp(world, order.placedAt),
    lastUpdatedTime: stamp(world, order.updatedAt),
    programs: programsOf(order),
    salesChannel: { channelName: 'AMAZON', marketplaceId: MARKETPLACE, marketplaceName: 'Amazon.co.jp' },
    ...show('BUYER', {
      buyer: {
        buyerName: people.buyerName,
        ...(isFba(order) ? {} : { buyerEmail: people.buyerEmail }),
        ...(people.company === '' ? {} : { buyerCompanyName: people.company }),
      },
    }),
    ...show('RECIPIENT', {
      recipient: {
        deliveryAddress: {
          ...people.recipient,
          countryCode: 'JP',
          addressType: order.delivery.to === 'pickup-point' ? 'PICKUP_POINT' : 'RESIDENTIAL',
        },
      },
    }),
    ...show('PROCEEDS', { proceeds: { grandTotal: yen(total) } }),
    ...show('PAYMENT', {
      payment: {
        paymentExecutions: [
          {
            paymentMethod: order.delivery.isCashOnDelivery ? 'CashOnDelivery' : 'CreditCard',
            paymentAmount: yen(total),
          },
        ],
      },
    }),
    ...(world.settings.orders.fulfillment === 'asked' && !included.has('FULFILLMENT')
      ? {}
      : { fulfillment: fulfillmentModel(world, order, isPending) }),
    orderItems: order.lines.map((line) =>
      itemModel(world, order, line, { included, isKnown, giftMessage: people.giftMessage }),
    ),
    // For orders that the seller sends.
    ...(included.has('PACKAGES') && !isFba(order)
      ? { packages: order.packages.map((one, index) => packageModel(world, order, one, index)) }
      : {}),
  };
}

function programsOf({ kind, delivery }: Order): string[] {
  return [
    ...(kind === 'business' ? ['AMAZON_BUSINESS'] : kind === 'preorder' ? ['PREORDER'] : []),
    ...(delivery.to === 'in-store' ? ['IN_STORE_PICK_UP'] : []),
  ];
}

function fulfillmentModel(world: World, order: Order, isPending: boolean) {
  return {
    fulfillmentStatus: order.status,
    fulfilledBy: isFba(order) ? 'AMAZON' : 'MERCHANT',
    fulfillmentServiceLevel: order.delivery.window === null ? 'STANDARD' : 'SCHEDULED',
    ...(isPending
      ? {}
      : {
          shipByWindow: {
            earliestDateTime: stamp(world, order.placedAt),
            latestDateTime: stamp(world, order.placedAt + 2 * DAY_MS),
          },
        }),
  };
}

function itemModel(
  world: World,
  order: Order,
  { lineId, sku, units }: Order['lines'][number],
  { included, isKnown, giftMessage }: { included: ReadonlySet<string>; isKnown: boolean; giftMessage: string },
) {
  const fulfilled = shippedUnits(order, { lineId, units });
  const isGone = order.status === 'CANCELLED';
  return {
    orderItemId: orderItemId(order, lineId),
    quantityOrdered: units,
    product: {
      asin: sku.asin,
      title: sku.title,
      sellerSku: sku.sellerSku,
      condition: { conditionType: 'NEW', conditionSubtype: 'NEW' },
      ...(isKnown ? { price: { unitPrice: yen(sku.priceYen) } } : {}),
    },
    ...(included.has('PROCEEDS') && isKnown ? { proceeds: { proceedsTotal: yen(sku.priceYen * units) } } : {}),
    ...(included.has('CANCELLATION') ? cancellationModel(order) : {}),
    fulfillment: {
      quantityFulfilled: fulfilled,
      quantityUnfulfilled: isGone ? 0 : Math.max(0, units - fulfilled),
      ...(giftMessage !== '' && isKnown ? { packing: { giftOption: { giftMessage, giftWrapLevel: 'PREMIUM' } } } : {}),
      ...(included.has('FULFILLMENT') ? shippingModel(world, order.delivery) : {}),
    },
  };
}

/** A request of the buyer, and what was carried out, are two things. */
function cancellationModel({ cancelRequest, cancelled }: Order) {
  if (cancelRequest === null && cancelled === null) return {};
  return {
    cancellation: {
      ...(cancelRequest === null ? {} : { cancellationRequest: { requester: 'BUYER', cancelReason: cancelRequest } }),
      ...(cancelled === null
        ? {}
        : { cancellationExecution: { cancelledBy: cancelled.by, cancelReason: cancelled.reason } }),
    },
  };
}

function shippingModel(world: World, { window, isCashOnDelivery, constraint }: Delivery) {
  const shippingConstraints = {
    ...(isCashOnDelivery ? { cashOnDelivery: 'MANDATORY' } : {}),
    ...(constraint === null ? {} : { [constraint]: 'MANDATORY' }),
  };
  const hasConstraints = Object.keys(shippingConstraints).length > 0;
  if (window === null && !hasConstraints) return {};
  return {
    shipping: {
      ...(window === null
        ? {}
        : {
            scheduledDeliveryWindow: {
              earliestDateTime: stamp(world, window.from),
              latestDateTime: stamp(world, window.to),
            },
          }),
      ...(hasConstraints ? { shippingConstraints } : {}),
    },
  };
}

function packageModel(world: World, order: Order, one: Package, index: number) {
  const { reference, carrier } = world.settings.shipping;
  return {
    packageReferenceId: reference === 'given' ? one.reference : `JP-PKG-${index + 1}`,
    createdTime: stamp(world, one.createdAt),
    packageStatus: { status: one.isCancelled === true ? 'CANCELLED' : 'SHIPPED' },
    carrier: carrier === 'code' ? one.carrierCode : one.carrierName,
    shipTime: stamp(world, one.shipTime),
    ...(one.shippingMethod === '' ? {} : { shippingService: one.shippingMethod }),
    trackingNumber: one.trackingNumber,
    packageItems: one.items.map(({ lineId, units }) => ({ orderItemId: orderItemId(order, lineId), quantity: units })),
  };
}

/** Fourteen digits. */
export const orderItemId = (order: Order, lineId: number): string =>
  `${order.orderId.replaceAll('-', '').slice(3, 14)}${String(lineId).padStart(3, '0')}`;
