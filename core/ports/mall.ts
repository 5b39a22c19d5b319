import type { EpochMs } from '../kernel/index.ts';
import type { Capability, KeyExpiry, MallName, MallOrder, OrderState, UnreadableOrder } from '../model/index.ts';
import type { OrderStatusApi } from './order-status-api.ts';
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

/** The names of a mall's switches, for the person who has to find them. */
export interface MallSwitches {
  /** The way through the mall's pages. */
  readonly path: string;
  /** What to do about a function that the shop's key may not call. */
  readonly whenOff: string;
  /** The functions that can be tried, the one that shows whether the key works at all first. */
  readonly functions: readonly MallFunction[];
  /** The functions that a feature needs and that cannot be tried, because they write. */
  readonly untried: Readonly<Record<Capability, readonly string[]>>;
}

/** A company that carries parcels. */
export interface Carrier {
  /** The mall's code, which `Parcel.carrier` holds. */
  readonly code: string;
  /** The mall's own name of it. */
  readonly name: string;
  /** What people and their systems write for it; compared as names are: after NFKC, whatever the case, without spaces. */
  readonly also: readonly string[];
}

/** What the import must know of a mall's habits. Sources stand in `docs/malls/<mall>.md`. */
export interface MallTraits {
  readonly name: MallName;
  /** What this mall's adapter can do: the others are neither probed nor judged there, and no merchant's shop has them. */
  readonly capabilities: readonly Capability[];
  /** What an order number looks like: a typing error is refused before the mall is asked. `wanted` says it to people. */
  readonly orderNumber: { readonly form: RegExp; readonly wanted: string };
  /** The longest span one listing may ask for. */
  readonly maxSpanMs: number;
  /** How far back the mall answers at all. */
  readonly lookBackMs: number;
  /** A listing that finds this many or more cannot be trusted to be whole: ask for half the span. */
  readonly maxListed: number;
  /** True where a listing says when each order last changed (`OrderPage.changedAt`): then only those are read again at night. */
  readonly listsChanges?: boolean;
  /** Rows of one page of a listing. */
  readonly pageSize: number;
  /**
   * False where the pages of a listing by `shown` come in another order: only a listing of one page is in order then, and a window
   * that takes more is cut. True when absent.
   */
  readonly sortsByShown?: boolean;
  /** Orders one reading may ask for. */
  readonly readBatch: number;
  /** Calls a second that a new shop starts with; the installation's setting when absent. */
  readonly callsPerSecond?: number;
  /** Progress values that the state scan always lists. */
  readonly alwaysScanned: readonly string[];
  /** A cancelled order claims no stock. */
  isCancelled(progress: string): boolean;
  /** An order that has settled in this progress for `settledAfterMs` since it was placed changes no more. */
  isSettled(progress: string): boolean;
  readonly settledAfterMs: number;
  readonly switches: MallSwitches;
  /**
   * An order that may still be cancelled without any action by the shop: it is not confirmed yet (楽天), or its buyer can still take it
   * back (Yahoo). Its pieces are reserved, and not sold yet.
   */
  isUnconfirmed(progress: string): boolean;
  /** The progress of an unconfirmed order, and how long after 注文日時 the mall then cancels it; absent where it does not. */
  readonly unconfirmed?: { readonly progress: string; readonly cancelledAfterMs: number };
  /** True of a stored original that was promised for the next day and does not say that it is shipped; absent where nothing is promised. */
  readonly mustShipToday?: (original: string) => boolean;
  /** How an order stood when this original was read, parcels included; null where it does not tell, absent where no status is changed. */
  readonly stateIn?: (original: string) => OrderState | null;
  /** Every carrier that a shipped parcel may name. No two of them share a name. */
  readonly carriers: readonly Carrier[];
  /** What must be known of its stock. */
  readonly stock: StockTraits;
  /** Reads an original that was stored earlier. Throws when it cannot: it was readable when it was stored. */
  readOriginal(original: string): MallOrder;
  /** What a line of a stored original is called (商品名), as the mall has it; null where it does not tell. No personal data. */
  itemNameIn(original: string, lineId: string): string | null;
  /**
   * An original with nothing in it but what is listed as free of personal data: numbers, moments, progress, lines and amounts.
   * `readOriginal` reads it as before. Throws when it is no JSON.
   */
  redactOriginal(original: string): string;
  /**
   * The marks in a stored original that show that two orders are one buyer's: any mark in common is enough. Empty where it holds no
   * buyer, and where the mall puts another person in the buyer's place, as in orders of social gifts.
   */
  buyerMarks(original: string): readonly BuyerMark[];
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
   * By which moment. `placed`: 注文日時. `shown`, when absent: when the mall first listed it (Yahoo: 公開日時), which is 注文日時 where
   * the mall knows no other; so what was placed before and is shown only now is found.
   */
  readonly by?: 'placed' | 'shown';
  /** Only orders in this progress; all when absent. */
  readonly progress?: string;
  /** 1-based. */
  readonly page: number;
}

/** One page of a listing. */
export interface OrderPage {
  readonly orderNumbers: readonly string[];
  /** How many orders the whole listing has. */
  readonly total: number;
  readonly pages: number;
  /** When each of them last changed at the mall, where its listing says. */
  readonly changedAt?: ReadonlyMap<string, EpochMs>;
  /** The mall's own clock when it answered; our clock may be wrong, the mall's is what 注文日時 is measured by. */
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
  /**
   * Makes the cheapest call that a capability stands on, and reads nothing of its answer. It changes nothing at the mall.
   * `bothWays`: stock is asked for by reading, and then by a call that sets, too. Whatever it throws is judged by `verdictOf`: a call
   * that the mall refuses by name was answered. Gives back the mall's own clock when it answered; null when it did not tell.
   */
  probe(capability: Capability, bothWays?: boolean): Promise<EpochMs | null>;
  /** What changes orders; null where `traits.capabilities` has no `status`. */
  readonly status: OrderStatusApi | null;
  /** What shows stock. */
  readonly stock: StockApi;
  /** When the shop's key stops working, and which part of it ends first. Asks the mall where the mall says it, by one call. */
  keyExpiry(): Promise<KeyExpiry>;
  /** Calls one of `traits.switches.functions` in the cheapest way; returns when the key ends if the answer says so. */
  tryFunction(name: string): Promise<{ readonly keyExpiry?: KeyExpiry }>;
}
