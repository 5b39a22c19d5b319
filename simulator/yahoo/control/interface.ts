import type { ActiveYahooFault, YahooFault } from '../faults.ts';
import type { YahooSettings, YahooSettingsChange } from '../settings.ts';
import type { OrderApiState, OrderKind, OrderStatus, PayStatus, ShipStatus, Spoil } from '../state.ts';

/** What a client needs to call for a shop. All of it is made up. */
export interface ShopCredentials {
  sellerId: string;
  clientId: string;
  clientSecret: string;
  /** Good from the first consent on. */
  refreshToken: string;
  publicKeyVersion: number;
  /** PEM; made when it is read, which takes a moment. */
  readonly publicKey: string;
}

export interface ShopEntry extends ShopCredentials {
  consentEndsAtMs: number | null;
  publicKeyEndsAtMs: number;
  orderApi: OrderApiState;
  overdraftDefault: boolean;
  orders: number;
}

/** One order as the mall truly has it. */
export interface BookOrder {
  sellerId: string;
  orderId: string;
  kind: OrderKind;
  /** 注文日時. */
  orderTimeMs: number;
  /** 公開日時; null: none is set. */
  publicationTimeMs: number | null;
  /** orderList lists it from here on, to who asks for it. */
  visibleAtMs: number;
  /** Its buyer can cancel until here. */
  cancelWindowEndsAtMs: number;
  lastUpdateTimeMs: number;
  orderStatus: OrderStatus;
  shipStatus: ShipStatus;
  payStatus: PayStatus;
  isSeen: boolean;
  isTest: boolean;
  /** Held by the fraud check: listed only to who asks for such. */
  isHeld: boolean;
  cancelReason: number | null;
  cancelMails: number;
  parentOrderId: string | null;
  childOrderIds: string[];
  lines: { lineId: number; itemCode: string; subCode: string; units: number }[];
}

export interface BookShop {
  sellerId: string;
  /** By 注文日時. */
  orders: BookOrder[];
  stock: BookStock[];
  /** How often each operation was asked for with this shop's token, answered or not. */
  calls: Record<string, number>;
}

export interface BookStock {
  itemCode: string;
  subCode: string;
  /** Null: 無限大. */
  quantity: number | null;
  allowOverdraft: boolean;
  closed: boolean;
}

export interface Books {
  shops: BookShop[];
}

/** What a person changes in ストアクリエイターPro. Lines are named by LineId. */
export interface OrderEdit {
  units?: Record<number, number>;
  removeLine?: number;
  addLine?: boolean;
  address?: boolean;
  notes?: string;
}

/** Everything a test or a drill does to the mall behind its API. All of it takes effect at once. */
export interface YahooControl {
  addShop(shop: {
    sellerId: string;
    /** Shops that give the same name share a client id, and its rate; the sellerId when absent. */
    application?: string;
    /** 超過購入設定; the setting's when absent. */
    overdraftDefault?: boolean;
    /** How many SKUs it sells; 30 when absent. */
    skus?: number;
    /** False: no consent has been given yet, and the refresh token is invalid. */
    consented?: boolean;
    /** Instead of made-up ones. */
    clientId?: string;
    clientSecret?: string;
    refreshToken?: string;
  }): ShopCredentials;
  /** A person agrees, again: four weeks from now. Answers the authorization code. */
  consent(sellerId: string): string;
  /** A person takes the consent back, or changes the password. */
  withdrawConsent(sellerId: string): void;
  /** Ends all access tokens of a shop, as an hour does. */
  expireAccessTokens(sellerId: string): void;
  /** The next version of the 公開鍵; the ones before end `oldWorksForMs` from now, at once when absent. */
  rotatePublicKey(
    sellerId: string,
    options?: { oldWorksForMs?: number },
  ): { publicKeyVersion: number; publicKey: string };
  /** Whether the shop's application may call the order API, or which px code it receives. */
  setOrderApi(sellerId: string, state: OrderApiState): void;
  /** Whether the shop's application has the scope of the shop APIs. */
  setScope(sellerId: string, granted: boolean): void;
  shops(): ShopEntry[];

  /** At a moment (`at`, epoch ms; now when absent) or spread evenly over a span. Those of the future come when it is time. */
  addOrders(
    sellerId: string,
    orders: {
      count: number;
      at?: number | { from: number; to: number };
      visibleAfterMs?: number;
      kind?: OrderKind | 'random';
      /** Instead of drawn lines; each order gets all of them. */
      lines?: readonly { itemCode: string; subCode?: string; units: number }[];
    },
  ): string[];
  /** A standing stream of new orders at random moments; null ends it. */
  arrivals(sellerId: string, arrivals: { perHour: number } | null): void;
  /** A random edit when `edit` is absent. */
  editOrder(sellerId: string, orderId: string, edit?: OrderEdit): void;
  /** By its buyer while that is possible, or by a person of the shop with a reason. */
  cancelOrder(sellerId: string, orderId: string, by?: { buyer: true } | { reason: number }): void;
  /** A person of the shop splits it: one unit of its first line, and the rest. Answers the numbers of the parts. */
  splitOrder(sellerId: string, orderId: string): string[];
  moveOrder(sellerId: string, orderId: string, orderStatus: OrderStatus): void;
  /** A person opens it on the screen: IsSeen. */
  seeOrder(sellerId: string, orderId: string): void;
  /** The money of an order that waited for it comes. */
  payOrder(sellerId: string, orderId: string): void;
  /** The fraud check lets an order go. */
  releaseOrder(sellerId: string, orderId: string): void;
  /** What the mall shows of an item; null where it has none, and for 無限大. */
  level(sellerId: string, item: { itemCode: string; subCode: string }): number | null;
  /** A person, or another system, sets a row of the stock. */
  setStock(
    sellerId: string,
    stock: { itemCode: string; subCode?: string; quantity?: number | null; allowOverdraft?: boolean; closed?: boolean },
  ): void;

  spoilOrder(orderId: string, how: Spoil): void;
  mendOrder(orderId: string): void;
  /** orderList lists it, orderInfo does not know it. */
  hideOrder(orderId: string): void;
  showOrder(orderId: string): void;

  break(fault: YahooFault): string;
  /** All when `id` is absent. */
  mend(id?: string): void;
  faults(): ActiveYahooFault[];

  /** Adds to the clock; returns the new now. */
  advance(ms: number): number;
  nowMs(): number;

  books(): Books;
  /** The stock of one shop. */
  stock(sellerId: string): BookStock[];
  /** The orders of one shop placed at `from` or later and before `to`, by 注文日時. */
  placedBetween(sellerId: string, from: number, to: number): BookOrder[];
  /** Counts only. */
  summary(): { shops: { sellerId: string; orders: number; byStatus: Record<string, number>; calls: number }[] };
  order(orderId: string): BookOrder | null;

  settings(): YahooSettings;
  changeSettings(change: YahooSettingsChange): YahooSettings;
}
