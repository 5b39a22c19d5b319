import type { GraphQLResolveInfo } from 'graphql';
import { uuid } from '../prng.ts';
import { listedNumber } from '../world.ts';
import { peopleOf } from './buyer.ts';
import { fieldError, internalError, mustHave } from './errors.ts';
import { locationModel, stamp, variantModel } from './item-model.ts';
import { financialStatus, fulfillmentStatus } from './lifecycle.ts';
import type { Context } from './operation.ts';
import { listed, type PageArguments } from './pages.ts';
import {
  currentQuantity,
  type Fulfillment,
  type FulfillmentOrder,
  gid,
  type Line,
  type Order,
  type Refund,
  type World,
} from './state.ts';

const stampOrNull = (ms: number | null): string | null => (ms === null ? null : stamp(ms));

const SHIPPING_YEN = 550;

function money(world: World, yen: number) {
  const amount = world.settings.orders.amounts === 'plain' ? String(yen) : `${yen}.0`;
  const one = { amount, currencyCode: 'JPY' };
  return { shopMoney: one, presentmentMoney: one };
}

type Asked = GraphQLResolveInfo;

const total = (lines: readonly Line[], unitsOf: (line: Line) => number): number =>
  lines.reduce((sum, line) => sum + line.priceYen * unitsOf(line), 0);

/** An order as the API shows it; what costs work is made only where it is asked for. */
export function orderModel(world: World, order: Order): object {
  const { orderId, lines } = order;
  const isPersonal = (context: Context, info: Asked): void => mustHave(context, info, 'read_orders');
  const refunded = order.refunds.reduce((sum, refund) => sum + refundYen(refund), 0);
  return {
    __typename: 'Order',
    id: gid('Order', orderId),
    legacyResourceId: orderId,
    name: listedNumber(world, order.name, orderId),
    createdAt: stamp(order.placedAt),
    updatedAt: stamp(order.updatedAt),
    processedAt: stamp(order.placedAt),
    cancelledAt: stampOrNull(order.cancelledAt),
    cancelReason: order.cancelReason,
    closed: order.cancelledAt !== null,
    closedAt: stampOrNull(order.cancelledAt),
    confirmed: true,
    test: false,
    currencyCode: 'JPY',
    taxesIncluded: true,
    displayFinancialStatus: financialStatus(order),
    displayFulfillmentStatus: (_: unknown, { version }: Context) => fulfillmentStatus(order, version),
    subtotalLineItemsQuantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    currentSubtotalLineItemsQuantity: lines.reduce((sum, line) => sum + currentQuantity(line), 0),
    totalPriceSet: () => money(world, SHIPPING_YEN + total(lines, ({ quantity }) => quantity)),
    currentTotalPriceSet: () => money(world, SHIPPING_YEN + total(lines, currentQuantity)),
    totalShippingPriceSet: () => money(world, SHIPPING_YEN),
    totalTaxSet: () => money(world, Math.floor(total(lines, ({ quantity }) => quantity) / 11)),
    totalDiscountsSet: () => money(world, 0),
    totalRefundedSet: () => money(world, refunded),
    paymentGatewayNames: [order.kind === 'pending' ? 'コンビニ決済' : 'shopify_payments'],
    email: (_: unknown, context: Context, info: Asked) => {
      isPersonal(context, info);
      return order.kind === 'guest' ? null : peopleOf(order).email;
    },
    phone: order.kind === 'guest' ? peopleOf(order).buyer.phone : null,
    note: order.note,
    tags: order.tags,
    customAttributes: [],
    customer: (_: unknown, context: Context, info: Asked) => {
      mustHave(context, info, 'read_customers');
      return order.kind === 'guest' ? null : customerModel(order);
    },
    shippingAddress: () => addressModel(order, peopleOf(order).recipient),
    billingAddress: () => addressModel(order, peopleOf(order).buyer),
    lineItems: (asked: PageArguments, context: Context) => linesModel(world, order, asked, context),
    refunds: ({ first }: { first?: number }) =>
      order.refunds.slice(0, first ?? undefined).map((one) => refundModel(world, one)),
    fulfillments: ({ first }: { first?: number }) =>
      order.fulfillments.slice(0, first ?? undefined).map((one) => fulfillmentModel(world, one)),
    fulfillmentOrders: (asked: PageArguments, context: Context, info: Asked) => {
      const isHidden = !context.shop.scopes.has('read_merchant_managed_fulfillment_orders');
      if (isHidden && world.settings.access.fulfillmentOrders === 'denied') {
        mustHave(context, info, 'read_merchant_managed_fulfillment_orders');
      }
      const isNone = order.kind === 'pos' && world.settings.orders.posFulfillmentOrder === 'none';
      return listed(isHidden || isNone ? [] : order.fulfillmentOrders, asked, (one) =>
        fulfillmentOrderModel(world, order, one),
      );
    },
  };
}

/** The lines, unless something is wrong with the order. What else can be wrong is done to the answer as a whole. */
function linesModel(world: World, { orderId, lines }: Order, asked: PageArguments, context: Context) {
  const how = world.spoilt.get(orderId);
  if (how === 'server-error') throw internalError(uuid(world.chance.exchange));
  if (how === 'broken-json') context.isBroken = true;
  return listed(lines, asked, (line) => lineModel(world, line));
}

function lineModel(world: World, line: Line) {
  const { variant, title } = line;
  const variantTitle = variant === null || variant.title === 'Default Title' ? null : variant.title;
  return {
    __typename: 'LineItem',
    id: gid('LineItem', line.lineId),
    name: variantTitle === null ? title : `${title} - ${variantTitle}`,
    title,
    variantTitle,
    sku: variant?.sku ?? null,
    quantity: line.quantity,
    currentQuantity: currentQuantity(line),
    unfulfilledQuantity: line.unfulfilled,
    nonFulfillableQuantity: 0,
    requiresShipping: true,
    isGiftCard: false,
    customAttributes: [],
    originalUnitPriceSet: () => money(world, line.priceYen),
    discountedUnitPriceSet: () => money(world, line.priceYen),
    originalTotalSet: () => money(world, line.priceYen * line.quantity),
    variant: (_: unknown, context: Context, info: Asked) => {
      if (world.settings.access.variantNeedsProducts) mustHave(context, info, 'read_products');
      return variant && variantModel(world, context.shop, variant);
    },
  };
}

const refundYen = ({ lines }: Refund): number =>
  lines.reduce((sum, { line, quantity }) => sum + line.priceYen * quantity, 0);

function refundModel(world: World, refund: Refund) {
  return {
    __typename: 'Refund',
    id: gid('Refund', refund.id),
    legacyResourceId: String(refund.id),
    createdAt: stamp(refund.at),
    updatedAt: stamp(refund.at),
    note: refund.note,
    totalRefundedSet: () => money(world, refundYen(refund)),
    refundLineItems: (asked: PageArguments) =>
      listed([...refund.lines.entries()], asked, ([index, { line, quantity, restockType, location }]) => ({
        id: gid('RefundLineItem', `${refund.id}${index}`),
        lineItem: lineModel(world, line),
        quantity,
        restockType,
        restocked: restockType !== 'NO_RESTOCK',
        location: locationModel(location),
      })),
  };
}

export function fulfillmentOrderModel(world: World, order: Order, one: FulfillmentOrder) {
  return {
    __typename: 'FulfillmentOrder',
    id: gid('FulfillmentOrder', one.id),
    orderId: gid('Order', order.orderId),
    orderName: order.name,
    status: one.status,
    requestStatus: 'UNSUBMITTED',
    createdAt: stamp(order.placedAt),
    updatedAt: stamp(order.updatedAt),
    assignedLocation: { name: one.location.name, location: locationModel(one.location) },
    lineItems: (asked: PageArguments) =>
      listed(one.lines, asked, ({ id, line, total: totalQuantity, remaining }) => ({
        __typename: 'FulfillmentOrderLineItem',
        id: gid('FulfillmentOrderLineItem', id),
        sku: line.variant?.sku ?? null,
        totalQuantity,
        remainingQuantity: remaining,
        lineItem: lineModel(world, line),
      })),
  };
}

export function fulfillmentModel(
  world: World,
  one: Omit<Fulfillment, 'location'> & { location: Fulfillment['location'] },
) {
  return {
    __typename: 'Fulfillment',
    id: gid('Fulfillment', one.id),
    legacyResourceId: String(one.id),
    name: one.name,
    status: one.status,
    createdAt: stamp(one.at),
    updatedAt: stamp(one.updatedAt),
    totalQuantity: one.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    location: locationModel(one.location),
    trackingInfo: ({ first }: { first?: number }) => one.tracking.slice(0, first ?? undefined),
    fulfillmentLineItems: (asked: PageArguments) =>
      listed([...one.lines.entries()], asked, ([index, { line, quantity }]) => ({
        __typename: 'FulfillmentLineItem',
        id: gid('FulfillmentLineItem', `${one.id}${index}`),
        quantity,
        lineItem: lineModel(world, line),
      })),
  };
}

function customerModel(order: Order) {
  const { buyer, email } = peopleOf(order);
  const id = 7_000_000_000_000 + order.seed;
  return {
    __typename: 'Customer',
    id: gid('Customer', id),
    legacyResourceId: String(id),
    displayName: `${buyer.lastName} ${buyer.firstName}`,
    firstName: buyer.firstName,
    lastName: buyer.lastName,
    email,
    phone: buyer.phone,
  };
}

function addressModel(order: Order, person: ReturnType<typeof peopleOf>['buyer']) {
  return {
    __typename: 'MailingAddress',
    id: `${gid('MailingAddress', order.orderId)}?model_name=Address`,
    name: `${person.lastName} ${person.firstName}`,
    company: null,
    countryCodeV2: 'JP',
    ...person,
  };
}

/** An order by its number, where the app may see it. */
export function findOrder({ world, shop }: Context, id: string, since: number): Order | null {
  const order = world.orders.get(id);
  const isShown = order?.shop === shop && order.placedAt >= since && !world.hidden.has(id);
  return isShown ? order : null;
}

export const invalidId = (id: string): Error => fieldError(`Invalid global id '${id}'`, 'argumentLiteralsIncompatible');
