import { type Prng, prng, seedOf } from '../prng.ts';
import type { World as SharedWorld, SimOrder, SimShop } from '../world.ts';
import type { ShopifySettings } from './settings.ts';

/** What an order comes to, read from the several states that Shopify keeps of it. */
export const STATUSES = [
  'PENDING',
  'UNFULFILLED',
  'ON_HOLD',
  'PARTIALLY_FULFILLED',
  'FULFILLED',
  'CANCELLED',
  'FULFILLMENT_NOT_REQUIRED',
] as const;
export type Status = (typeof STATUSES)[number];

/**
 * `pending` waits for its payment, `gift` goes to another address, `hold` is held back by a person, `guest` has no customer, `custom`
 * has a line beside the others that no variant belongs to, and `pos` is sold at the till of the shop's last location, and handed over at once.
 */
export const ORDER_KINDS = ['plain', 'pending', 'gift', 'hold', 'guest', 'custom', 'pos'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

export type ApiName = 'token' | 'order' | 'stock' | 'shop';

/** How the money of an order that was not sent can be gone, as `displayFinancialStatus` says it. */
export const MONEY_LOSSES = ['VOIDED', 'EXPIRED', 'REFUNDED'] as const;
export type MoneyLoss = (typeof MONEY_LOSSES)[number];

/** `OrderCancelReason`. */
export const CANCEL_REASONS = ['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

export const ALL_SCOPES = [
  'read_orders',
  'read_all_orders',
  'read_products',
  'read_inventory',
  'write_inventory',
  'read_locations',
  'read_customers',
  'read_merchant_managed_fulfillment_orders',
  'write_merchant_managed_fulfillment_orders',
] as const;

/** `forbidden` answers 403, `frozen` 402, `locked` 423, `gone` 404. */
export const SHOP_STATES = ['open', 'frozen', 'locked', 'forbidden', 'gone'] as const;
export type ShopState = (typeof SHOP_STATES)[number];

export interface Location {
  id: number;
  name: string;
}

/** A variant of a product, with its inventory item. */
export interface Variant {
  id: number;
  itemId: number;
  sku: string;
  /** The same for the same goods at every mall. */
  good: string;
  productId: number;
  productTitle: string;
  title: string;
  priceYen: number;
  /** False: its quantity means nothing, and it sells without limit. */
  tracked: boolean;
  /** The parent of a bundle: its quantity cannot be set. */
  isBundle: boolean;
}

/** What a location has of an inventory item. */
export interface Level {
  variant: Variant;
  location: Location;
  available: number;
  committed: number;
  updatedAt: number;
  /** False: the location does not stock the item. What it had stays, and is not for sale. */
  isActive: boolean;
}

export interface Line {
  lineId: number;
  /** Null of a custom line. */
  variant: Variant | null;
  title: string;
  priceYen: number;
  /** With what was refunded and removed since. */
  quantity: number;
  /** What was refunded and removed. */
  removed: number;
  unfulfilled: number;
}

export interface Refund {
  id: number;
  at: number;
  note: string;
  lines: readonly {
    line: Line;
    quantity: number;
    restockType: 'CANCEL' | 'RETURN' | 'NO_RESTOCK';
    location: Location;
  }[];
}

export interface FulfillmentOrder {
  id: number;
  location: Location;
  status: 'OPEN' | 'IN_PROGRESS' | 'ON_HOLD' | 'CLOSED' | 'CANCELLED';
  lines: { id: number; line: Line; total: number; remaining: number }[];
}

export interface Tracking {
  company: string | null;
  number: string | null;
  url: string | null;
}

export interface Fulfillment {
  id: number;
  name: string;
  at: number;
  updatedAt: number;
  status: 'SUCCESS' | 'CANCELLED';
  location: Location;
  lines: readonly { line: Line; quantity: number }[];
  tracking: Tracking[];
}

/** An order as the mall keeps it. Names and addresses are made from `seed` whenever they are needed. */
export interface Order extends SimOrder<Shop> {
  /** Digits: `legacyResourceId`, and the end of its global id. */
  orderId: string;
  /** `#1001`. */
  name: string;
  seed: number;
  kind: OrderKind;
  updatedAt: number;
  /** Searches find it from here on. */
  visibleAt: number;
  /** The updatedAt by which searches find it until `reindexedAt`, from when on they have its own; null: they do not find it. */
  indexed: number | null;
  reindexedAt: number;
  isPaid: boolean;
  /** Null: its money is there, or may still come. */
  moneyLost: MoneyLoss | null;
  cancelledAt: number | null;
  cancelReason: CancelReason | null;
  lines: Line[];
  refunds: Refund[];
  fulfillmentOrders: FulfillmentOrder[];
  fulfillments: Fulfillment[];
  movedSeed: number | null;
  note: string | null;
  tags: string[];
}

/** What is wrong with an answer that shows the lines of an order. */
export const SPOILS = ['broken-json', 'missing-field', 'wrong-type', 'server-error'] as const;
type Spoil = (typeof SPOILS)[number];

/** A call that carried an idempotency key, by what it asked for, and its answer. */
export interface KeyedCall {
  at: number;
  input: string;
  isDone: boolean;
  payload: object;
}

export type Topic = 'ORDERS_CANCELLED' | 'ORDERS_CREATE' | 'ORDERS_UPDATED';

/** Where the app of a shop wants to hear of orders. */
export interface Subscription {
  id: number;
  topic: Topic;
  uri: string;
  includeFields: readonly string[];
}

/** A request to an address of an app, about one order. */
export interface Post {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface Shop extends SimShop<Order> {
  shopId: number;
  state: ShopState;
  /** Those that are good, each with its end; null: none. */
  tokens: Map<string, number | null>;
  clientId: string;
  clientSecret: string;
  isInstalled: boolean;
  scopes: Set<string>;
  locations: Location[];
  variants: readonly Variant[];
  /** By inventory item and location: `levelKey`. */
  levels: Map<string, Level>;
  keys: Map<string, KeyedCall>;
  subscriptions: Subscription[];
  bucket: { points: number; at: number } | null;
  ordersPlaced: number;
  /** How many orders were placed in a second, by seconds since 1970. */
  placedInSecond: Map<number, number>;
  /** Refunds, fulfillments and lines so far: their ids count on from here. */
  lastRecord: number;
}

export const levelKey = (itemId: number, locationId: number): string => `${itemId}/${locationId}`;

export interface ShopifyState {
  settings: ShopifySettings;
  shop: Shop;
  order: Order;
  spoil: Spoil;
}

/** The whole mall. */
export interface World extends SharedWorld<ShopifyState> {
  tokenChance: Prng;
  /** Posts on their way, and how many there were about each order. */
  posts: (Post & { at: number })[];
  postsAbout: Map<string, number>;
}

export const ownWorld = ({ seed }: Pick<SharedWorld, 'seed'>): Omit<World, keyof SharedWorld> => ({
  tokenChance: prng(seedOf(seed, 'access-tokens')),
  posts: [],
  postsAbout: new Map(),
});

/** The id of a new refund, fulfillment, fulfillment order or line of a shop. */
export function nextRecordId(shop: Shop): number {
  shop.lastRecord += 1;
  return shop.lastRecord;
}

export const gid = (type: string, id: number | string): string => `gid://shopify/${type}/${id}`;

/** The type and the number of a global id; null where it is none. */
export function readGid(text: string): { type: string; id: string } | null {
  const [, type = '', id = ''] = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?.*)?$/.exec(text) ?? [];
  return type === '' ? null : { type, id };
}

/** What is left of a line. */
export const currentQuantity = ({ quantity, removed }: Line): number => quantity - removed;

export const fulfilledOf = (line: Line): number => line.quantity - line.unfulfilled - line.removed;

/** What an order comes to. */
export function statusOf(order: Order): Status {
  if (order.cancelledAt !== null) return 'CANCELLED';
  const isNothingLeft = order.lines.every(({ unfulfilled }) => unfulfilled === 0);
  if (order.fulfillments.some(({ status }) => status === 'SUCCESS')) {
    return isNothingLeft ? 'FULFILLED' : 'PARTIALLY_FULFILLED';
  }
  if (isNothingLeft) return 'FULFILLMENT_NOT_REQUIRED';
  if (!order.isPaid) return 'PENDING';
  return order.fulfillmentOrders.some(({ status }) => status === 'ON_HOLD') ? 'ON_HOLD' : 'UNFULFILLED';
}
