import type { EpochMs, Words } from '../kernel/index.ts';
import type { Capability, KeyExpiry, MallName, MallOrder, OrderState, UnreadableOrder } from '../model/index.ts';
import type { OrderStatusApi, StatusTraits } from './order-status-api.ts';
import type { Credential } from './shops.ts';
import type { StockApi, StockTraits } from './stock-api.ts';

/** A reading function of a mall's API, to try whether a key may call it. */
export interface MallFunction {
  /** Name in the mall's list of switches, such as `rpay.order.searchOrder`. */
  readonly name: string;
  readonly title: string;
  /** The feature that needs the function; null: all do. */
  readonly feature: Capability | null;
}

export interface MallSwitches {
  readonly path: string;
  readonly whenOff: Words;
  /** The first shows whether the key works at all. */
  readonly functions: readonly MallFunction[];
  /** Functions that cannot be tried, because they write. */
  readonly untried: Readonly<Record<Capability, readonly string[]>>;
}

/** Says only where to look: the order is read from the mall. */
export interface OrderHint {
  readonly kind: 'order';
  readonly code: string;
  readonly orderNumber: string;
  /** Time by the mall's clock; null if unknown. */
  readonly changedAt: EpochMs | null;
}

/** A request that a mall sends by itself to an address of ours. */
export interface MallPost {
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as they came: a signature covers them. */
  readonly body: Uint8Array;
}

/** Reads the posts of a mall about changed orders, which come to `/hooks/<mall>`. Anyone can send one. */
export interface MallHook {
  /** The code of the shop that a post says to be about; null where it names none. */
  codeIn(post: MallPost): string | null;
  isSigned(post: MallPost, credential: Credential): boolean;
  /** The order that a signed post names; null for none. */
  orderIn(post: MallPost): Pick<OrderHint, 'orderNumber' | 'changedAt'> | null;
}

/** A mall's message that a level changed: a buyer may have ordered. Names no order. */
export interface LevelHint {
  readonly kind: 'level';
  readonly code: string;
  /** The item, as in `ListingKey`. */
  readonly item: string;
  readonly level: number;
  /** Time by the mall's clock; null if unknown. */
  readonly changedAt: EpochMs | null;
}

export type HintSubscription =
  | { readonly kind: 'subscribed'; readonly isNew: boolean }
  /** Another queue; the mall sends to one only. */
  | { readonly kind: 'elsewhere' };

export interface HintSubscriptions {
  readonly orders: HintSubscription;
  /**
   * Goes to an EventBridge bus; `source`: partner event source that a deployment takes (parameter `hintSources`). Absent where the mall
   * sends none.
   */
  readonly levels?:
    | (HintSubscription & { readonly source: string })
    | { readonly kind: 'refused'; readonly reason: Words };
}

/** Properties of a mall that the import needs. Sources: `docs/malls/<mall>.md`. */
export interface MallTraits {
  readonly name: MallName;
  /** The API version in use and its announced end; absent where none ends. */
  readonly apiVersion?: { readonly name: string; readonly endsAt: EpochMs };
  /** Abilities of the adapter. Others are neither probed nor judged nor offered. */
  readonly capabilities: readonly Capability[];
  /** Form that lets a typing error be refused without a call. `wanted` describes it for people. */
  readonly orderNumber: { readonly form: RegExp; readonly wanted: Words };
  readonly maxSpanMs: number;
  readonly lookBackMs: number;
  /** A listing with this many orders or more may be incomplete: halve the span. */
  readonly maxListed: number;
  /**
   * Order of a listing by `shown`. `sorted` (default): the first shown first, across pages. `unsorted`: within a page only. `by-change`: by
   * last change, with every changed order. All but `sorted` have `OrderPage.changedAt`. Consequences: `core/import/list-window.ts`.
   */
  readonly lists?: 'sorted' | 'unsorted' | 'by-change';
  /**
   * Intervals of a shop in step, where few listings are allowed: of the import, the state scan, and the import before a stock change,
   * without which levels are only lowered.
   */
  readonly listings?: {
    readonly everyMs: number;
    readonly scanEveryMs: number;
    readonly stockEveryMs: number;
    /** Age at which a new order appears in listings. */
    readonly listedAfterMs: number;
  };
  /**
   * Reads the mall's message about a changed order or level; absent where it sends none. `not-imported`: an order that no listing has. Null
   * for other messages. Messages may be lost, late, doubled or forged, so no order is stored from one.
   */
  readonly hintIn?: (message: unknown) => OrderHint | LevelHint | 'not-imported' | null;
  readonly pageSize: number;
  readonly readBatch: number;
  /** Calls a second for a new shop; default: the installation's setting. */
  readonly callsPerSecond?: number;
  /** Progress values that every state scan lists. */
  readonly alwaysScanned: readonly string[];
  readonly unshipped: readonly string[];
  /** Cancelled orders claim no stock. */
  isCancelled(progress: string): boolean;
  /** Whether an order in this progress is final once `settledAfterMs` have passed since its placing. */
  isSettled(progress: string): boolean;
  readonly settledAfterMs: number;
  /** Longest retention of buyer data that the mall allows after finality, if any. */
  readonly retentionMaxMs?: number;
  readonly switches: MallSwitches;
  /** The part that belongs to one shop alone, to recognise a shop under another name; null without one. */
  licenceOf(credential: Credential): string | null;
  /** True of orders not confirmed yet (楽天), or that the buyer can take back (Yahoo). The pieces are reserved, not sold. */
  isUnconfirmed(progress: string): boolean;
  /** Progress of unconfirmed orders, and time after 注文日時 at which the mall cancels them; absent where it does not. */
  readonly unconfirmed?: { readonly progress: string; readonly cancelledAfterMs: number };
  /** True if promised for the next day and not shipped; absent without such a promise. */
  readonly mustShipToday?: (original: string) => boolean;
  /** Shipping deadlines of an original; null if none awaited. Absent if the mall tells no deadlines. */
  readonly waitingIn?: (original: string) => WaitingOrder | null;
  /** True if the mall names 出荷期限, so that shops need no days to ship. */
  readonly namesShipBy?: true;
  /** Days from 注文確認 that a card authorisation lasts; absent if unknown. */
  readonly cardDays?: number;
  /** State in an original; null without one, absent if the mall accepts no status changes. */
  readonly stateIn?: (original: string) => OrderState | null;
  readonly carrierCodes: readonly string[];
  readonly status?: StatusTraits;
  readonly stock: StockTraits;
  /** Reads a stored original. Throws if it cannot, though it once could. */
  readOriginal(original: string): MallOrder;
  /** 商品名 of a line; null if there is none. Not personal. */
  itemNameIn(original: string, lineId: string): string | null;
  /**
   * Reduced to fields listed as not personal: numbers, moments, progress, lines, amounts. `readOriginal` still reads the result. Throws if
   * not JSON.
   */
  redactOriginal(original: string): string;
  /** Orders with a common mark are of one buyer. Empty without a buyer, or where another person takes the place, as in social gifts. */
  buyerMarks(original: string): readonly BuyerMark[];
}

export interface WaitingOrder {
  /** The last moment of 出荷期限; null if the mall names none. */
  readonly shipBy: EpochMs | null;
  /** Start of a shop's days to ship; null while the order cannot be shipped. */
  readonly shippableSince: EpochMs | null;
  /** 配達希望日, such as `2026-11-24`; null if none. */
  readonly wishedDay: string | null;
  /** Time of confirmation if paid by a card whose authorisation ends, else null. */
  readonly cardSince: EpochMs | null;
}

/**
 * A mail address, or name and telephone together. `value` is personal data, normalised for comparison, and never leaves the process whole.
 */
export interface BuyerMark {
  readonly kind: 'mail' | 'name-and-phone';
  readonly value: string;
}

/** Orders to list: within [from, to], inclusive to the second, oldest first. */
export interface OrderListing {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /**
   * `placed`: 注文日時. `shown` (default): when the mall first listed the order (Yahoo: 公開日時), or 注文日時 if it has no such moment; finds orders
   * shown late.
   */
  readonly by?: 'placed' | 'shown';
  readonly progress?: string;
  /** Asks for the orders themselves, where listings can have them (`OrderPage.orders`). */
  readonly whole?: boolean;
  /** Whether the listing may wait, where the mall allows few. `longest`: gives way whenever others need the rest. */
  readonly canWait?: boolean | 'longest';
  /** 1-based. Later pages must be asked for in order by the process that asked for the first. */
  readonly page: number;
}

export interface OrderPage {
  readonly orderNumbers: readonly string[];
  /** Orders of the whole listing; null if the mall does not count. */
  readonly total: number | null;
  /** Pages, as far as known without a count. */
  readonly pages: number;
  /** Orders that came whole with the listing, as of the mall's answer. */
  readonly orders?: readonly MallOrder[];
  /** End of completeness, where the mall lists nothing younger (Amazon: two minutes). */
  readonly through?: EpochMs;
  /** Last change of each order at the mall, if listed. */
  readonly changedAt?: ReadonlyMap<string, EpochMs>;
  /** The mall's clock at the answer: 注文日時 is measured by it, and ours may be wrong. */
  readonly mallTime: EpochMs;
}

/** Requested numbers in neither list are `absent`. */
export interface OrderReading {
  readonly orders: readonly MallOrder[];
  readonly unreadable: readonly UnreadableOrder[];
  readonly absent: readonly string[];
}

/**
 * One shop at its mall, with credentials. Every call may throw a `TsunagiError` whose `retry` names the next step. Calls neither wait for
 * the shop's rate (see `Pacer`) nor retry.
 */
export interface MallShop {
  readonly traits: MallTraits;
  listOrders(listing: OrderListing): Promise<OrderPage>;
  readOrders(orderNumbers: readonly string[]): Promise<OrderReading>;
  /** A mark that differs once any order changed; absent where a listing is as cheap. */
  lastChange?(): Promise<string>;
  /** False while the rest of a quota is not for glances (`core/jobs/glance.ts`). */
  mayGlance?(): boolean;
  /**
   * Makes the cheapest call of a capability, without changes. `closely` adds calls that need the workers' quota: setting stock, and listing
   * orders where the import is not probed that way. An unexpected refusal is `mall.refusing`; `verdictOf` judges what is thrown. Returns
   * the mall's clock, or null.
   */
  probe(capability: Capability, closely?: boolean): Promise<EpochMs | null>;
  /** Changes of statuses; null without the capability `status`. */
  readonly status: OrderStatusApi | null;
  readonly stock: StockApi;
  /**
   * Has the mall send what it tells about changed orders to `place`, unless done: a queue by its ARN, whose account also gets messages about
   * levels on a bus (`MallTraits.hintIn`), or an address (`MallHook`). Only where people's tools opened the shop.
   */
  subscribeHints?(place: string): Promise<HintSubscriptions>;
  /** The first end of a part of the key, or null. Makes one call if the mall tells. */
  keyExpiry(): Promise<KeyExpiry | null>;
  /** Tries one of `traits.switches.functions` cheaply. */
  tryFunction(name: string): Promise<{ readonly keyExpiry?: KeyExpiry | null }>;
}
