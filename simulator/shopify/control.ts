import { type ControlParts, drawEdit, type Finder, mustBeOneOf, type SharedControl } from '../control.ts';
import { type ControlRoutes, type Fields, text } from '../control-api.ts';
import { chanceOfEdit } from '../world.ts';
import { type BookOrder, type BookShop, bookOrder, bookShop, bookStock } from './books.ts';
import { editOrder, type OrderEdit, refund, relocate } from './edit-order.ts';
import type { FaultKind } from './faults.ts';
import { cancel, enter, loseMoney } from './lifecycle.ts';
import { placeOrder } from './place-order.ts';
import {
  addShop,
  type NewShop,
  rotateSecret,
  rotateToken,
  type ShopCredentials,
  type ShopEntry,
  shopEntry,
  variantOf,
} from './shops.ts';
import {
  ALL_SCOPES,
  CANCEL_REASONS,
  type CancelReason,
  type Level,
  type Location,
  levelKey,
  MONEY_LOSSES,
  type MoneyLoss,
  ORDER_KINDS,
  type OrderKind,
  type Post,
  SHOP_STATES,
  type Shop,
  type ShopifyState,
  type ShopState,
  SPOILS,
  STATUSES,
  type Status,
  statusOf,
  type Variant,
  type World,
} from './state.ts';
import { levelAt, newLevel, setAvailable } from './stock.ts';
import { takePosts } from './webhooks.ts';

type NamedItem = { sku: string };

/** A level at a location of the shop; at its first where none is named. */
type NamedLevel = NamedItem & { locationId?: string };

/** The types of this mall. */
export interface Shopify extends ShopifyState {
  faultKind: FaultKind;
  orderKind: OrderKind;
  status: Status;
  edit: OrderEdit;
  line: NamedItem & { units: number };
  item: NamedItem;
  sku: Variant;
  newShop: NewShop;
  credentials: ShopCredentials;
  shopEntry: ShopEntry;
  bookOrder: BookOrder;
  bookShop: BookShop;
  summary: { shop: string; orders: number; byStatus: Record<string, number>; calls: number };
}

/** What Shopify does of the control that every mall has. */
export const controlParts: ControlParts<Shopify, World> = {
  words: { shop: 'shop', order: 'orderId', status: 'status', statusCounts: 'byStatus', item: ['sku'] },
  orderKinds: ORDER_KINDS,
  statuses: STATUSES,
  spoils: SPOILS,
  addShop,
  shopEntry,
  seedName: ({ code }) => code,
  skuOf: variantOf,
  placeOrder: (world, shop, placing) => placeOrder(world, shop, placing).orderId,
  editOrder,
  randomEdit: (world, { orderId, lines }) =>
    drawEdit(
      chanceOfEdit(world, orderId, 'edit'),
      lines.map(({ lineId }) => lineId),
      'note',
    ),
  statusOf,
  enter,
  levelOf: (shop, { sku }) => {
    const level = firstLevel(shop, sku);
    return level?.variant.tracked ? level.available : null;
  },
  bookShop,
  bookOrder,
  orderByName: ({ orders }, name) => orders.find((order) => order.name === name),
};

function firstLevel(shop: Shop, sku: string): Level | undefined {
  const [first] = shop.locations;
  return first && levelAt(shop, variantOf(shop, { sku }).itemId, first.id);
}

function locationOf(shop: Shop, locationId: string | undefined): Location {
  const [first] = shop.locations;
  const found = locationId === undefined ? first : shop.locations.find(({ id }) => String(id) === locationId);
  if (found) return found;
  throw new Error(
    `Shop ${shop.code} has no location ${locationId}. It has ${shop.locations.map(({ id }) => id).join(', ')}.`,
  );
}

/** What can be done at Shopify and at no other mall. */
export function ownControl(world: World, { shop, order }: Finder<Shopify>) {
  return {
    /** Another access token; every one before it is bad from now on. Answers it. */
    rotateToken: (code: string): { accessToken: string } => ({ accessToken: rotateToken(world, shop(code)) }),
    /** Another client secret; the one before gets no token any more. Answers it. */
    rotateSecret: (code: string): { clientSecret: string } => ({ clientSecret: rotateSecret(world, shop(code)) }),
    /** The owner uninstalls the app, and every token is bad; or installs it again. */
    setInstalled: (code: string, installed: boolean): void => {
      const one = shop(code);
      one.isInstalled = installed;
      if (!installed) one.tokens.clear();
    },
    /** The access scopes of the app. */
    setScopes: (code: string, scopes: readonly string[]): void => {
      for (const scope of scopes) mustBeOneOf('setScopes', scope, ALL_SCOPES);
      shop(code).scopes = new Set(scopes);
    },
    /** Whether the shop answers calls. */
    setState: (code: string, state: ShopState): void => {
      mustBeOneOf('setState', state, SHOP_STATES);
      shop(code).state = state;
    },
    /** Its buyer cancels it, or a person of the shop: what was not sent. */
    cancelOrder: (code: string, orderId: string, reason: CancelReason = 'CUSTOMER'): void => {
      mustBeOneOf('cancelOrder', reason, CANCEL_REASONS);
      cancel(world, order(code, orderId), reason);
    },
    /** Money back for units of a line, or for all that is left; `restock: false` leaves them off the shelf. */
    refundOrder: (
      code: string,
      orderId: string,
      refunded: { lineId?: number; units?: number; restock?: boolean; note?: string } = {},
    ): void => refund(world, order(code, orderId), refunded),
    /** The money of an order is gone before it is sent: VOIDED, EXPIRED or REFUNDED. Its lines stay as they are. */
    loseMoney: (code: string, orderId: string, how: MoneyLoss): void => {
      mustBeOneOf('loseMoney', how, MONEY_LOSSES);
      loseMoney(world, order(code, orderId), how);
    },
    /** A person lets another location send what was not sent, or at most so many units of each line. */
    relocateOrder: (
      code: string,
      orderId: string,
      { locationId, units }: { locationId: string; units?: number },
    ): void => relocate(world, order(code, orderId), locationOf(shop(code), locationId), units),
    /** A person, or another system, sets a level, or changes whether the shop counts the item, or may set it. */
    setStock: (
      code: string,
      {
        sku,
        locationId,
        quantity,
        tracked,
        isBundle,
      }: NamedLevel & { quantity?: number; tracked?: boolean; isBundle?: boolean },
    ): void => {
      const one = shop(code);
      const variant = variantOf(one, { sku });
      const level = levelAt(one, variant.itemId, locationOf(one, locationId).id);
      if (!level) throw new Error(`Shop ${code} does not stock ${sku} there. Stock it with setStocked.`);
      if (tracked !== undefined) variant.tracked = tracked;
      if (isBundle !== undefined) variant.isBundle = isBundle;
      if (quantity !== undefined) setAvailable(world, one, level, quantity, 'person');
    },
    /** Whether a location stocks an item: one that does not shows no level of it, and keeps what it has. */
    setStocked: (code: string, { sku, locationId }: NamedLevel, stocked: boolean): void => {
      const one = shop(code);
      const variant = variantOf(one, { sku });
      const location = locationOf(one, locationId);
      const key = levelKey(variant.itemId, location.id);
      const level = one.levels.get(key) ?? newLevel(world, variant, location);
      one.levels.set(key, level);
      level.isActive = stocked;
    },
    /** The posts to addresses of apps that are due since this was asked last. */
    takePosts: (): Post[] => takePosts(world),
    /** The stock of one shop. */
    stock: (code: string) => bookStock(shop(code)),
  };
}

type OwnControl = ReturnType<typeof ownControl>;

/** Everything a test or a drill does to the mall behind its API. */
export type ShopifyControl = SharedControl<Shopify> & OwnControl;

export function ownRoutes(control: OwnControl): ControlRoutes {
  const shop = (fields: Fields): string => text(fields, 'shop');
  const orderId = (fields: Fields): string => text(fields, 'orderId');
  return {
    'rotate-token': (fields) => control.rotateToken(shop(fields)),
    'rotate-secret': (fields) => control.rotateSecret(shop(fields)),
    'set-installed': (fields) => control.setInstalled(shop(fields), fields.installed !== false),
    'set-scopes': (fields) => control.setScopes(shop(fields), fields.scopes as readonly string[]),
    'set-state': (fields) => control.setState(shop(fields), fields.state as ShopState),
    'cancel-order': (fields) =>
      control.cancelOrder(shop(fields), orderId(fields), fields.reason as CancelReason | undefined),
    'refund-order': (fields) => control.refundOrder(shop(fields), orderId(fields), fields),
    'lose-money': (fields) => control.loseMoney(shop(fields), orderId(fields), fields.how as MoneyLoss),
    'relocate-order': (fields) =>
      control.relocateOrder(shop(fields), orderId(fields), { ...fields, locationId: text(fields, 'locationId') }),
    'set-stock': (fields) => control.setStock(shop(fields), { ...fields, sku: text(fields, 'sku') }),
    'set-stocked': (fields) =>
      control.setStocked(shop(fields), { ...fields, sku: text(fields, 'sku') }, fields.stocked !== false),
    'take-posts': () => control.takePosts(),
    stock: (fields) => control.stock(shop(fields)),
  };
}
