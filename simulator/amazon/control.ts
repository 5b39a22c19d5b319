import { type ControlParts, drawEdit, type Finder, type SharedControl } from '../control.ts';
import { type ControlRoutes, type Fields, text } from '../control-api.ts';
import { chanceOfEdit } from '../world.ts';
import { rotateSecret } from './auth.ts';
import { type BookOrder, type BookShop, bookOrder, bookShop, bookStock } from './books.ts';
import type { FaultKind } from './faults.ts';
import { bookFeeds } from './feeds.ts';
import {
  cancel,
  cancelPackage,
  editOrder,
  enter,
  type OrderEdit,
  placeOrder,
  requestCancel,
  setLevel,
  touch,
} from './lifecycle.ts';
import { type Notification, takeNotifications } from './notifications.ts';
import { addShop, type NewShop, newSecret, type ShopCredentials, type ShopEntry, shopEntry, skuOf } from './shops.ts';
import {
  type AmazonState,
  type Delivery,
  ORDER_KINDS,
  type OrderKind,
  type Sku,
  SPOILS,
  STATUSES,
  type Status,
  type World,
} from './state.ts';

type NamedItem = { sellerSku: string };

/** The types of this mall. */
export interface Amazon extends AmazonState {
  faultKind: FaultKind;
  orderKind: OrderKind;
  status: Status;
  edit: OrderEdit;
  line: NamedItem & { units: number };
  item: NamedItem;
  sku: Sku;
  newShop: NewShop;
  credentials: ShopCredentials;
  shopEntry: ShopEntry;
  bookOrder: BookOrder;
  bookShop: BookShop;
  summary: { sellerId: string; orders: number; byStatus: Record<string, number>; calls: number };
}

/** What Amazon does of the control that every mall has. */
export const controlParts: ControlParts<Amazon, World> = {
  words: {
    shop: 'sellerId',
    order: 'orderId',
    status: 'fulfillmentStatus',
    statusCounts: 'byStatus',
    item: ['sellerSku'],
  },
  orderKinds: ORDER_KINDS,
  statuses: STATUSES,
  spoils: SPOILS,
  addShop,
  shopEntry,
  seedName: ({ code }) => code,
  skuOf,
  placeOrder: (world, shop, placing) => placeOrder(world, shop, placing).orderId,
  editOrder,
  randomEdit: (world, { orderId, lines }) =>
    drawEdit(
      chanceOfEdit(world, orderId, 'edit'),
      lines.map(({ lineId }) => lineId),
      'sellerNote',
    ),
  statusOf: ({ status }) => status,
  enter,
  levelOf: (shop, { sellerSku }) => shop.stock.get(sellerSku)?.quantity ?? null,
  bookShop,
  bookOrder,
};

/** What can be done at Amazon and at no other mall. Shops are named by their sellerId. */
export function ownControl(world: World, { shop, order }: Finder<Amazon>) {
  return {
    /** Another client secret; the one before works for some days more. Answers it. */
    rotateSecret: (sellerId: string): { clientSecret: string } => {
      const clientSecret = newSecret(world);
      rotateSecret(world, shop(sellerId).application, clientSecret);
      return { clientSecret };
    },
    /** The seller takes the authorisation back, or gives it again. */
    setAuthorized: (sellerId: string, authorized: boolean): void => {
      shop(sellerId).revoked = !authorized;
    },
    /** Ends all access tokens of a shop, as an hour does. */
    expireAccessTokens: (sellerId: string): void => {
      const one = shop(sellerId);
      for (const token of world.accessTokens.values()) if (token.shop === one) token.expiresAt = world.timeMs;
    },
    /** Whose access token this is; null if no shop's. */
    shopOfToken: (token: string): string | null => world.accessTokens.get(token)?.shop.code ?? null,
    /** Whether the shop's application has the roles that its calls need. */
    setRole: (sellerId: string, granted: boolean): void => {
      shop(sellerId).application.hasRole = granted;
    },
    /** Its buyer cancels it, or its seller. */
    cancelOrder: (sellerId: string, orderId: string, by: 'BUYER' | 'MERCHANT' = 'BUYER'): void =>
      cancel(world, order(sellerId, orderId), { by, reason: `${by}_CANCELLED` }),
    /** Its buyer asks for its cancel, and the seller has to decide. */
    requestCancel: (sellerId: string, orderId: string, reason = 'Changed mind about purchase'): void =>
      requestCancel(world, order(sellerId, orderId), reason),
    /** What its buyer wishes of its delivery; what is not named stays. */
    setDelivery(sellerId: string, orderId: string, delivery: Partial<Delivery>): void {
      const one = order(sellerId, orderId);
      one.delivery = { ...one.delivery, ...delivery };
      touch(world, one);
    },
    /** The label of the order's last package is cancelled. */
    cancelPackage(sellerId: string, orderId: string): void {
      const one = order(sellerId, orderId);
      const last = one.packages.findLast(({ isCancelled }) => isCancelled !== true);
      if (last === undefined) throw new Error(`Order ${orderId} has no package.`);
      cancelPackage(world, one, last);
    },
    /** searchOrders leaves it out, and getOrder knows it; `false`: it is listed again. */
    omitOrder: (sellerId: string, orderId: string, omitted = true): void => {
      const { orderId: id } = order(sellerId, orderId);
      if (omitted) world.unlisted.add(id);
      else world.unlisted.delete(id);
    },
    /** A person, or another system, sets a level. */
    setStock: (
      sellerId: string,
      { sellerSku, quantity, isFba }: NamedItem & { quantity?: number; isFba?: boolean },
    ) => {
      const one = shop(sellerId);
      const listing = one.stock.get(sellerSku);
      if (!listing) throw new Error(`Shop ${sellerId} offers no ${sellerSku}.`);
      if (isFba !== undefined) listing.isFba = isFba;
      if (quantity !== undefined) setLevel(world, one, listing, quantity, 'person');
    },
    /** The messages about changed orders that have arrived at their queues since this was asked last. */
    takeNotifications: (): Notification[] => takeNotifications(world),
    /** The stock of one shop. */
    stock: (sellerId: string) => bookStock(shop(sellerId)),
    /** The feeds of one shop, the first one first. */
    feeds: (sellerId: string) => bookFeeds(world, shop(sellerId)),
  };
}

type OwnControl = ReturnType<typeof ownControl>;

/** Everything a test or a drill does to the mall behind its API. */
export type AmazonControl = SharedControl<Amazon> & OwnControl;

export function ownRoutes(control: OwnControl): ControlRoutes {
  const sellerId = (fields: Fields): string => text(fields, 'sellerId');
  const orderId = (fields: Fields): string => text(fields, 'orderId');
  return {
    'rotate-secret': (fields) => control.rotateSecret(sellerId(fields)),
    'set-authorized': (fields) => control.setAuthorized(sellerId(fields), fields.authorized === true),
    'expire-access-tokens': (fields) => control.expireAccessTokens(sellerId(fields)),
    'shop-of-token': (fields) => ({ sellerId: control.shopOfToken(text(fields, 'token')) }),
    'set-role': (fields) => control.setRole(sellerId(fields), fields.granted === true),
    'cancel-order': (fields) => control.cancelOrder(sellerId(fields), orderId(fields)),
    'request-cancel': (fields) => control.requestCancel(sellerId(fields), orderId(fields)),
    'set-delivery': (fields) =>
      control.setDelivery(sellerId(fields), orderId(fields), Object(fields.delivery) as Partial<Delivery>),
    'cancel-package': (fields) => control.cancelPackage(sellerId(fields), orderId(fields)),
    'omit-order': (fields) => control.omitOrder(sellerId(fields), orderId(fields), fields.omitted !== false),
    'set-stock': (fields) => control.setStock(sellerId(fields), { ...fields, sellerSku: text(fields, 'sellerSku') }),
    'take-notifications': () => control.takeNotifications(),
    stock: (fields) => control.stock(sellerId(fields)),
    feeds: (fields) => control.feeds(sellerId(fields)),
  };
}
