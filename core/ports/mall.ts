import type { EpochMs, Words } from '../kernel/index.ts';
import type { Capability, KeyExpiry, MallName, MallOrder, OrderState, UnreadableOrder } from '../model/index.ts';
import type { OrderStatusApi, StatusTraits } from './order-status-api.ts';
import type { Credential } from './shops.ts';
import type { StockApi, StockTraits } from './stock-api.ts';

/** A function of a mall's API that reads, and so can be tried to see whether a shop's key may call it. */
export interface MallFunction {
  /** As the mall's own list of switches names it, `rpay.order.searchOrder`. */
  readonly name: string;
  /** What it does, in the mall's words. */
  readonly title: string;
  /** The feature that needs it; null when every shop does. */
  readonly feature: Capability | null;
}

/** A mall's switches, as the person who looks for them sees them. */
export interface MallSwitches {
  /** The path through the mall's pages. */
  readonly path: string;
  /** What to do about a function that the shop's key may not call. */
  readonly whenOff: Words;
  /** The functions that can be tried. The first one shows whether the key works at all. */
  readonly functions: readonly MallFunction[];
  /** The functions that a feature needs and that cannot be tried, because they write. */
  readonly untried: Readonly<Record<Capability, readonly string[]>>;
}

/** What a message of a mall about a changed order is good for: where to look. What the order is like is read from the mall. */
export interface OrderHint {
  readonly kind: 'order';
  /** The mall's code of the shop. */
  readonly code: string;
  readonly orderNumber: string;
  /** When the order changed, by the mall's clock; null if the message does not say. */
  readonly changedAt: EpochMs | null;
}

/** What a message of a mall about a changed level is good for: a buyer may have ordered there. It names no order. */
export interface LevelHint {
  readonly kind: 'level';
  /** The mall's code of the shop. */
  readonly code: string;
  /** As in `ListingKey`. */
  readonly item: string;
  readonly level: number;
  /** When the level changed, by the mall's clock; null if the message does not say. */
  readonly changedAt: EpochMs | null;
}

/** Where a mall sends its messages about a shop's changed orders. */
export type HintSubscription =
  | { readonly kind: 'subscribed'; readonly isNew: boolean }
  /** The mall sends them to another queue, and to one only. */
  | { readonly kind: 'elsewhere' };

/** Where a mall sends its messages about a shop. */
export interface HintSubscriptions {
  readonly orders: HintSubscription;
  /**
   * Messages about changed levels, which go to a bus of EventBridge: `source` is the partner event source that a deployment takes them from
   * (its parameter `hintSources`). Absent where the mall sends none.
   */
  readonly levels?:
    | (HintSubscription & { readonly source: string })
    | { readonly kind: 'refused'; readonly reason: Words };
}

/** The properties of a mall that the import needs. `docs/malls/<mall>.md` has the sources. */
export interface MallTraits {
  readonly name: MallName;
  /** The version of its API that is asked for, and when the mall says that it ends; absent where the mall ends none. */
  readonly apiVersion?: { readonly name: string; readonly endsAt: EpochMs };
  /** What this mall's adapter can do. Other capabilities are not probed, not judged, and offered to no shop. */
  readonly capabilities: readonly Capability[];
  /** What an order number looks like: a typing error is refused without a call. `wanted` describes it in messages. */
  readonly orderNumber: { readonly form: RegExp; readonly wanted: Words };
  /** The longest span one listing may ask for. */
  readonly maxSpanMs: number;
  /** How far back the mall lists orders. */
  readonly lookBackMs: number;
  /** A listing that finds this many or more cannot be trusted to be whole: ask for half the span. */
  readonly maxListed: number;
  /**
   * How orders come in a listing by `shown`. `sorted`: the first shown first, over all pages, which it is when absent. `unsorted`: in order on one
   * page only. `by-change`: by each order's last change, so that it has every order that changed. A listing that is not `sorted` has the time of
   * each order's last change (`OrderPage.changedAt`). `core/import/listing-ways.ts` has what follows.
   */
  readonly lists?: 'sorted' | 'unsorted' | 'by-change';
  /**
   * How often a shop that is in step is listed, where the mall allows few listings: by the import, by the state scan, and by the import that
   * precedes a change of stock, without which levels are lowered and not raised. Orders come in so much later.
   */
  readonly listings?: {
    readonly everyMs: number;
    readonly scanEveryMs: number;
    readonly stockEveryMs: number;
    /** A new order is in a listing once it is so old. */
    readonly listedAfterMs: number;
  };
  /**
   * Reads a message by which the mall says that an order has changed, or a level; absent where it sends none. `not-imported`: the order is none
   * that a listing has. Null for anything that is no such message. A message can be lost, late, doubled or forged, so an order is never stored
   * from it.
   */
  readonly hintIn?: (message: unknown) => OrderHint | LevelHint | 'not-imported' | null;
  /** Rows per page of a listing. */
  readonly pageSize: number;
  /** Orders one reading may ask for. */
  readonly readBatch: number;
  /** Calls a second that a new shop starts with; the installation's setting when absent. */
  readonly callsPerSecond?: number;
  /** Progress values that the state scan always lists. */
  readonly alwaysScanned: readonly string[];
  /** Progress values of orders that are still to be shipped. */
  readonly unshipped: readonly string[];
  /** A cancelled order claims no stock. */
  isCancelled(progress: string): boolean;
  /** An order that has settled in this progress for `settledAfterMs` since it was placed changes no more. */
  isSettled(progress: string): boolean;
  readonly settledAfterMs: number;
  /** The longest time after an order became final that the mall lets its buyer's data be kept; absent where the installation's setting alone counts. */
  readonly retentionMaxMs?: number;
  readonly switches: MallSwitches;
  /**
   * What of a shop's credential belongs to it alone, so that the same one under another name is the same shop. Null where there is nothing
   * of that kind.
   */
  licenceOf(credential: Credential): string | null;
  /**
   * An order that may still be cancelled without any action by the shop: it is not confirmed yet (楽天), or its buyer can still take it
   * back (Yahoo). Its pieces are reserved, and not sold yet.
   */
  isUnconfirmed(progress: string): boolean;
  /** The progress of an unconfirmed order, and how long after 注文日時 the mall then cancels it; absent where it does not. */
  readonly unconfirmed?: { readonly progress: string; readonly cancelledAfterMs: number };
  /** True if a stored original was promised for the next day and is not marked as shipped; absent if the mall has no such promise. */
  readonly mustShipToday?: (original: string) => boolean;
  /** What a stored original says of when it must leave; null if it waits for no shipment. Absent if nothing is known of that at the mall. */
  readonly waitingIn?: (original: string) => WaitingOrder | null;
  /** True if the mall itself names the 出荷期限 of its orders, in what `waitingIn` reads: its shops need no days to ship. */
  readonly namesShipBy?: true;
  /** Days from 注文確認 for which the authorisation of a card lasts; absent if nothing is known of that. */
  readonly cardDays?: number;
  /** The state of an order in this original, with parcels; null if the original does not have it, absent if the mall accepts no status changes. */
  readonly stateIn?: (original: string) => OrderState | null;
  /** The codes of every carrier that a shipped parcel may name. */
  readonly carrierCodes: readonly string[];
  /** What can be changed about its orders; absent if `capabilities` has no `status`. */
  readonly status?: StatusTraits;
  /** Properties of its stock API. */
  readonly stock: StockTraits;
  /** Reads an original that was stored earlier. Throws when it cannot: it was readable when it was stored. */
  readOriginal(original: string): MallOrder;
  /** The name of a line of a stored original (商品名); null if there is none. No personal data. */
  itemNameIn(original: string, lineId: string): string | null;
  /**
   * The original reduced to the fields that are listed as free of personal data: numbers, moments, progress, lines and amounts.
   * `readOriginal` still reads it. Throws if it is not JSON.
   */
  redactOriginal(original: string): string;
  /**
   * The marks of the buyer in a stored original: two orders with a common mark are of one buyer. Empty if the original has no buyer, or has
   * another person in the buyer's place, as in orders of social gifts.
   */
  buyerMarks(original: string): readonly BuyerMark[];
}

/** An order that is still to be shipped, as its original says. */
export interface WaitingOrder {
  /** 出荷期限 as the mall names it, its last moment; null if it names none. */
  readonly shipBy: EpochMs | null;
  /** Since when it can be shipped, from which a shop's days to ship count; null while it cannot. */
  readonly shippableSince: EpochMs | null;
  /** 配達希望日, `2026-11-24`; null if its buyer named none. */
  readonly wishedDay: string | null;
  /** When it was confirmed, if it is paid by a card whose authorisation ends; null for everything else. */
  readonly cardSince: EpochMs | null;
}

/**
 * What a buyer's orders have in common: a mail address, or name and telephone together. `value` is personal data, in the one form in
 * which two are compared: it never leaves the process whole.
 */
export interface BuyerMark {
  readonly kind: 'mail' | 'name-and-phone';
  readonly value: string;
}

/** Which orders to list: of [from, to], both ends included to the second, oldest first. */
export interface OrderListing {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /**
   * The moment of the search. `placed`: 注文日時. `shown`, the default: when the mall first listed the order (Yahoo: 公開日時), or 注文日時
   * if the mall has no other moment. It finds orders that the mall shows late.
   */
  readonly by?: 'placed' | 'shown';
  /** Only orders in this progress; all when absent. */
  readonly progress?: string;
  /** True: the orders themselves are wanted, too, where a listing can have them (`OrderPage.orders`). */
  readonly whole?: boolean;
  /**
   * True where it may come later: a mall that allows few listings keeps some for those that cannot. `longest`: it does without where others
   * need what is left.
   */
  readonly canWait?: boolean | 'longest';
  /** 1-based. Pages after the first are asked for in their order, by the process that asked for the first. */
  readonly page: number;
}

/** One page of a listing. */
export interface OrderPage {
  readonly orderNumbers: readonly string[];
  /** How many orders the whole listing has; null at a mall that does not count them. */
  readonly total: number | null;
  /** How many pages it has; where the mall does not count, as many as are known of: one more while another one follows. */
  readonly pages: number;
  /** Those of its orders that came whole with it. They are as they were when the mall answered. */
  readonly orders?: readonly MallOrder[];
  /** Up to where it has everything, where the mall lists nothing that is younger (Amazon: two minutes); absent where that is its present. */
  readonly through?: EpochMs;
  /** When each of them last changed at the mall, if the listing has it. */
  readonly changedAt?: ReadonlyMap<string, EpochMs>;
  /** The mall's clock when it answered: 注文日時 is measured by it, and ours may be wrong. */
  readonly mallTime: EpochMs;
}

/** What a reading of some orders returned. Numbers asked for and in neither list are `absent`. */
export interface OrderReading {
  readonly orders: readonly MallOrder[];
  readonly unreadable: readonly UnreadableOrder[];
  readonly absent: readonly string[];
}

/**
 * One shop at its mall, credentials included. Every call may throw a `TsunagiError` whose `retry` says what to do next;
 * no call waits for the shop's rate (see `Pacer`) nor retries.
 */
export interface MallShop {
  readonly traits: MallTraits;
  /** Lists order numbers by the moment they were placed. */
  listOrders(listing: OrderListing): Promise<OrderPage>;
  /** Reads orders in full, at most `traits.readBatch`. */
  readOrders(orderNumbers: readonly string[]): Promise<OrderReading>;
  /** A mark of what changed last among the shop's orders, which is another one once something is new; absent where a listing is as cheap. */
  lastChange?(): Promise<string>;
  /** False while what is left of a quota is not for glances (`core/jobs/glance.ts`). Absent: it always is. */
  mayGlance?(): boolean;
  /**
   * Makes the cheapest call of a capability, and does not use its answer. It changes nothing at the mall. `closely`: it makes those calls, too, that
   * workers need the mall's quota for: one that sets stock, and one that lists orders where the import is not probed by that. Each call expects one
   * answer; `verdictOf` judges what it throws, and another refusal than the expected one is a failure (`mall.refusing`). Returns the mall's clock when it answered; null if the answer has none.
   */
  probe(capability: Capability, closely?: boolean): Promise<EpochMs | null>;
  /** Changes orders; null if `traits.capabilities` has no `status`. */
  readonly status: OrderStatusApi | null;
  /** Reads and sets stock. */
  readonly stock: StockApi;
  /**
   * Has the mall send its messages about changed orders (`MallTraits.hintIn`) to a queue, and those about levels to a bus of the queue's account,
   * unless it does already. Only where people's tools opened the shop.
   */
  subscribeHints?(queueArn: string): Promise<HintSubscriptions>;
  /** When the shop's key stops working, and which part of it ends first; null where none ends. Makes one call if the mall returns it. */
  keyExpiry(): Promise<KeyExpiry | null>;
  /** Calls one of `traits.switches.functions` in the cheapest way; returns when the key ends if the answer says so. */
  tryFunction(name: string): Promise<{ readonly keyExpiry?: KeyExpiry | null }>;
}
