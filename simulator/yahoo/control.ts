import { type ControlParts, drawEdit, type Finder, mustBeOneOf, type SharedControl } from '../control.ts';
import { type ControlRoutes, type Fields, text } from '../control-api.ts';
import { chanceOfEdit } from '../world.ts';
import { consent } from './auth.ts';
import { type BookOrder, type BookShop, bookOrder, bookShop, bookStock } from './books.ts';
import { cancelByHand, editOrder, type OrderEdit, splitByHand } from './edit-order.ts';
import type { FaultKind } from './faults.ts';
import { enter, pay, setLevel, touch } from './lifecycle.ts';
import { placeOrder, release } from './place-order.ts';
import {
  addShop,
  credentialsOf,
  type NewShop,
  type ShopCredentials,
  type ShopEntry,
  shopEntry,
  skuOf,
} from './shops.ts';
import { issueKey } from './signature.ts';
import {
  ORDER_API_STATES,
  ORDER_KINDS,
  ORDER_STATUSES,
  type OrderApiState,
  type OrderKind,
  type OrderStatus,
  type Sku,
  SPOILS,
  type StockRow,
  stockKey,
  type World,
  type YahooState,
} from './state.ts';

/** The codes of an item; without a sub code where it has none. */
type NamedItem = { itemCode: string; subCode?: string };

/** The types of this mall. */
export interface Yahoo extends YahooState {
  faultKind: FaultKind;
  orderKind: OrderKind;
  status: OrderStatus;
  edit: OrderEdit;
  line: NamedItem & { units: number };
  item: Required<NamedItem>;
  sku: Sku;
  newShop: NewShop;
  credentials: ShopCredentials;
  shopEntry: ShopEntry;
  bookOrder: BookOrder;
  bookShop: BookShop;
  summary: { sellerId: string; orders: number; byStatus: Record<string, number>; calls: number };
}

/** What Yahoo!ショッピング does of the control that every mall has. */
export const controlParts: ControlParts<Yahoo, World> = {
  words: {
    shop: 'sellerId',
    order: 'orderId',
    status: 'orderStatus',
    statusCounts: 'byStatus',
    item: ['itemCode', 'subCode'],
  },
  orderKinds: ORDER_KINDS,
  statuses: ORDER_STATUSES,
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
      'notes',
    ),
  statusOf: ({ orderStatus }) => orderStatus,
  enter,
  levelOf: (shop, { itemCode, subCode }) => shop.stock.get(stockKey(itemCode, subCode))?.quantity ?? null,
  bookShop,
  bookOrder,
};

/** What can be done at Yahoo!ショッピング and at no other mall. Shops are named by their sellerId. */
export function ownControl(world: World, { shop, order }: Finder<Yahoo>) {
  return {
    /** A person agrees, again: four weeks from now. Answers the authorization code. */
    consent: (sellerId: string): string => consent(world, shop(sellerId)),
    /** A person takes the consent back, or changes the password. */
    withdrawConsent: (sellerId: string): void => {
      const one = shop(sellerId);
      if (one.consent) one.consent.withdrawn = true;
    },
    /** Ends all access tokens of a shop, as an hour does. */
    expireAccessTokens: (sellerId: string): void => {
      const one = shop(sellerId);
      for (const token of world.accessTokens.values()) if (token.shop === one) token.expiresAt = world.timeMs;
    },
    /** The next version of the 公開鍵; the ones before end `oldWorksForMs` from now, at once when absent. */
    rotatePublicKey: (sellerId: string, options: { oldWorksForMs?: number } = {}) => {
      const one = shop(sellerId);
      issueKey(world, one, world.timeMs + (options.oldWorksForMs ?? 0));
      const { publicKeyVersion, publicKey } = credentialsOf(one);
      return { publicKeyVersion, publicKey };
    },
    /** Whether the shop's application may call the order API, or which px code it receives. */
    setOrderApi: (sellerId: string, state: OrderApiState): void => {
      mustBeOneOf('setOrderApi', state, ORDER_API_STATES);
      shop(sellerId).application.orderApi = state;
    },
    /** Whether the shop's application has the scope of the shop APIs. */
    setScope: (sellerId: string, granted: boolean): void => {
      shop(sellerId).application.hasScope = granted;
    },
    /** By its buyer while that is possible, or by a person of the shop with a reason. */
    cancelOrder: (
      sellerId: string,
      orderId: string,
      by: { buyer: true } | { reason: number } = { buyer: true },
    ): void => cancelByHand(world, order(sellerId, orderId), by),
    /** Its buyer asks the store for its cancel: they write or call. */
    requestCancel: (sellerId: string, orderId: string): void => {
      const one = order(sellerId, orderId);
      one.cancelRequested = true;
      touch(world, one);
    },
    /** A person of the shop splits it: one unit of its first line, and the rest. Answers the numbers of the parts. */
    splitOrder: (sellerId: string, orderId: string): string[] => splitByHand(world, order(sellerId, orderId)),
    /** A person opens it on the screen: IsSeen. */
    seeOrder: (sellerId: string, orderId: string): void => {
      order(sellerId, orderId).isSeen = true;
    },
    /** The money of an order that waited for it comes. */
    payOrder: (sellerId: string, orderId: string): void => pay(world, order(sellerId, orderId), 1, ''),
    /** The fraud check lets an order go. */
    releaseOrder: (sellerId: string, orderId: string): void => release(world, order(sellerId, orderId)),
    /** A person, or another system, sets a row of the stock. */
    setStock: (sellerId: string, stock: NamedItem & Partial<Omit<StockRow, keyof NamedItem>>): void => {
      const { itemCode, subCode = '', quantity, allowOverdraft, closed } = stock;
      const one = shop(sellerId);
      const row = one.stock.get(stockKey(itemCode, subCode));
      if (!row) throw new Error(`Shop ${sellerId} has no stock row ${stockKey(itemCode, subCode)}.`);
      if (quantity !== undefined) setLevel(world, one, row, quantity, 'person');
      if (allowOverdraft !== undefined) row.allowOverdraft = allowOverdraft;
      if (closed !== undefined) row.closed = closed;
      row.updatedAt = world.timeMs;
    },
    /** The stock of one shop. */
    stock: (sellerId: string) => bookStock(shop(sellerId)),
  };
}

type OwnControl = ReturnType<typeof ownControl>;

/** Everything a test or a drill does to the mall behind its API. */
export type YahooControl = SharedControl<Yahoo> & OwnControl;

export function ownRoutes(control: OwnControl): ControlRoutes {
  const sellerId = (fields: Fields): string => text(fields, 'sellerId');
  const orderId = (fields: Fields): string => text(fields, 'orderId');
  return {
    consent: (fields) => ({ code: control.consent(sellerId(fields)) }),
    'withdraw-consent': (fields) => control.withdrawConsent(sellerId(fields)),
    'expire-access-tokens': (fields) => control.expireAccessTokens(sellerId(fields)),
    'rotate-public-key': (fields) => control.rotatePublicKey(sellerId(fields), fields),
    'set-order-api': (fields) => control.setOrderApi(sellerId(fields), text(fields, 'state') as OrderApiState),
    'set-scope': (fields) => control.setScope(sellerId(fields), fields.granted === true),
    'cancel-order': (fields) =>
      control.cancelOrder(
        sellerId(fields),
        orderId(fields),
        fields.reason === undefined ? { buyer: true } : { reason: Number(fields.reason) },
      ),
    'request-cancel': (fields) => control.requestCancel(sellerId(fields), orderId(fields)),
    'split-order': (fields) => ({ orderIds: control.splitOrder(sellerId(fields), orderId(fields)) }),
    'see-order': (fields) => control.seeOrder(sellerId(fields), orderId(fields)),
    'pay-order': (fields) => control.payOrder(sellerId(fields), orderId(fields)),
    'release-order': (fields) => control.releaseOrder(sellerId(fields), orderId(fields)),
    'set-stock': (fields) => control.setStock(sellerId(fields), { ...fields, itemCode: text(fields, 'itemCode') }),
    stock: (fields) => control.stock(sellerId(fields)),
  };
}
