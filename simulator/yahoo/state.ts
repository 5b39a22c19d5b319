import { type Prng, prng, seedOf } from '../prng.ts';
import type { World as SharedWorld, SimOrder, SimShop } from '../world.ts';
import type { YahooSettings } from './settings.ts';

/** 0 未入力 1 予約中 2 処理中 3 保留 4 キャンセル 5 完了 8 繰上げ同意待ち. */
export const ORDER_STATUSES = [0, 1, 2, 3, 4, 5, 8] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];
/** 0 出荷不可 1 出荷可 2 出荷処理中 3 出荷済み 4 着荷済み. */
export type ShipStatus = 0 | 1 | 2 | 3 | 4;
/** 0 入金待ち 1 入金済み. */
export type PayStatus = 0 | 1;

export const ORDER_KINDS = [
  'plain',
  'gift',
  'reserve',
  'cod',
  'unpaid',
  'fraud-hold',
  'subscription',
  'social-gift',
  'test',
] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

export type ApiName = 'order' | 'stock' | 'item' | 'token';

/** Whether an application may call the order API, or the px code that it receives instead. */
export const ORDER_API_STATES = ['open', 'px-04303', 'px-04306', 'px-04307', 'px-14303'] as const;
export type OrderApiState = (typeof ORDER_API_STATES)[number];

/** One thing a shop sells: stock is kept per 商品コード and 個別商品コード. */
export interface Sku {
  itemCode: string;
  /** Empty where an item has no sub codes. */
  subCode: string;
  title: string;
  /** 税込. */
  priceYen: number;
  taxRatio: 10 | 8;
  /** What tells the sub code from its neighbours: `サイズ`, `M`. */
  variant: readonly { name: string; value: string }[];
  options: readonly string[];
}

export interface Line {
  lineId: number;
  sku: Sku;
  units: number;
}

/** What orderShipStatusChange leaves on an order; dates are `yyyyMMdd`. */
export interface Shipment {
  method: string;
  notes: string;
  companyCode: string;
  invoiceNumber1: string;
  invoiceNumber2: string;
  emptyReason: string;
  url: string;
  shipDate: string;
  arrivalDate: string;
}

/** What is paid beside the goods, in yen. */
export interface Charges {
  pay: number;
  ship: number;
  giftWrap: number;
  discount: number;
  usePoint: number;
}

/** An order as the mall keeps it. Names, addresses and texts are made from `seed` whenever they are needed. */
export interface Order extends SimOrder<Shop> {
  orderId: string;
  seed: number;
  kind: OrderKind;
  /** 公開日時; null while nothing is set. */
  publishedAt: number | null;
  /** orderList can list it from here on. */
  visibleAt: number;
  /** Until here its buyer may cancel, and everybody else may only read it. */
  windowEndsAt: number;
  updatedAt: number;
  orderStatus: OrderStatus;
  payStatus: PayStatus;
  settleStatus: number;
  shipStatus: ShipStatus;
  payMethod: string;
  /** `yyyyMMdd`, or empty. */
  payDate: string;
  /** 0 低リスク 1 審査中 2 解除. */
  fraudStatus: 0 | 1 | 2;
  isSeen: boolean;
  /** 売上確定 of a card has happened. */
  captured: boolean;
  shippedAt: number | null;
  lines: Line[];
  charges: Charges;
  shipment: Shipment;
  notes: string;
  /** If not null, the destination was changed: it is drawn from this seed. */
  movedSeed: number | null;
  cancelReason: number | null;
  cancelReasonDetail: string;
  /** Its buyer has asked the store for a cancel. */
  cancelRequested: boolean;
  /** Its buyer cancelled it while that was possible. */
  cancelledByBuyer: boolean;
  /** Mails about a cancel that the mall sent to the buyer by itself. */
  cancelMails: number;
  restored: boolean;
  parentId: string;
  originalId: string;
  childIds: string[];
}

/** What is wrong with an order's orderInfo answer. */
export const SPOILS = [
  'broken-xml',
  'bare-ampersand',
  'missing-field',
  'wrong-type',
  'server-error',
  'future-date',
] as const;
type Spoil = (typeof SPOILS)[number];

export interface StockRow {
  itemCode: string;
  subCode: string;
  /** Null: 無限大. */
  quantity: number | null;
  allowOverdraft: boolean;
  /** 在庫クローズ: sold out whatever the quantity. */
  closed: boolean;
  published: boolean;
  updatedAt: number;
}

/** One client id of Yahoo!デベロッパーネットワーク. */
export interface Application {
  clientId: string;
  clientSecret: string;
  /** ストア向け操作関連の機能: without this scope no API of the shops answers. */
  hasScope: boolean;
  orderApi: OrderApiState;
}

/** A person of the shop has agreed that the application works for it. */
interface Consent {
  at: number;
  endsAt: number;
  withdrawn: boolean;
}

/** One version of the 公開鍵. */
interface KeyVersion {
  version: number;
  /** Which key pair of the pool (`signature.ts`). */
  pair: number;
  endsAt: number;
}

/** One shop: its application and consent, its orders by 注文日時, its stock. */
export interface Shop extends SimShop<Order> {
  application: Application;
  refreshToken: string;
  consent: Consent | null;
  keys: KeyVersion[];
  catalogue: readonly Sku[];
  stock: Map<string, StockRow>;
  /** 超過購入設定 of the shop. */
  overdraftDefault: boolean;
  ordersPlaced: number;
  /** How many orders were placed in a second, by seconds since 1970. */
  placedInSecond: Map<number, number>;
  lastSerial: number;
}

/** A row of a shop's stock, as it is when it is made. */
export function newStockRow(
  { timeMs }: Pick<World, 'timeMs'>,
  { overdraftDefault }: Shop,
  { itemCode, subCode }: Pick<StockRow, 'itemCode' | 'subCode'>,
  { quantity, published }: Pick<StockRow, 'quantity' | 'published'>,
): StockRow {
  const allowOverdraft = overdraftDefault;
  return { itemCode, subCode, quantity, allowOverdraft, closed: false, published, updatedAt: timeMs };
}

/** The key of a stock row, as item_code names it: `item-01`, `item-01:sub-01`. */
export function stockKey(itemCode: string, subCode: string): string {
  return subCode === '' ? itemCode : `${itemCode}:${subCode}`;
}

/** The types of this mall's world. */
export interface YahooState {
  settings: YahooSettings;
  shop: Shop;
  order: Order;
  spoil: Spoil;
}

/** The whole mall. */
export interface World extends SharedWorld<YahooState> {
  /** By client id. */
  applications: Map<string, Application>;
  accessTokens: Map<string, AccessToken>;
  refreshTokens: Map<string, Shop>;
  codes: Map<string, Code>;
  /** Calls of the last second, and of the day, by what they are counted under. */
  rates: Map<string, Rate>;
  /** What goes wrong inside the mall while the present call is answered. */
  mishap: Mishap | null;
  /** What access tokens are drawn from, and nothing else: a mall that is played again gives out others. */
  tokenChance: Prng;
}

/**
 * `reread-failed`: stock is written and cannot be read back (ed-10002). `new-code`: one item of a call is not written, with a code that came later. `stock-link-error`: a cancel does not give its stock
 * back (od91130). `cancel-later`: a cancel is accepted and comes `laterMs` after its answer (od91704).
 */
export interface Mishap {
  kind: 'reread-failed' | 'new-code' | 'stock-link-error' | 'cancel-later';
  laterMs: number;
}

interface AccessToken {
  shop: Shop;
  expiresAt: number;
}

/** An authorization code: good once. */
interface Code {
  shop: Shop;
  expiresAt: number;
}

export interface Rate {
  recent: number[];
  blockedUntil: number;
  /** Midnight JST of the day that `today` counts. */
  day: number;
  today: number;
}

/** What an empty Yahoo!ショッピング holds beside what every empty mall does. */
export const ownWorld = ({ seed }: Pick<SharedWorld, 'seed'>): Omit<World, keyof SharedWorld> => ({
  applications: new Map(),
  accessTokens: new Map(),
  refreshTokens: new Map(),
  codes: new Map(),
  rates: new Map(),
  mishap: null,
  tokenChance: prng(seedOf(seed, 'access-tokens')),
});
