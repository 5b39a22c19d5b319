import type { SimRequest } from './http.ts';

/*
 * The truth about a mall, told alike of every one: for what looks at several malls, or at any. The books of a mall say more, in its own
 * words.
 */

/** An order as its mall truly has it. */
export interface TrueOrder {
  /** The code of its shop. */
  readonly shop: string;
  readonly orderNumber: string;
  /** 注文日時. */
  readonly orderedAt: number;
  /** The mall lists it from here on; null: not until it is released. */
  readonly visibleAt: number | null;
  readonly status: number;
  readonly lines: readonly TrueLine[];
}

/** `units` is what the line holds now: 0 of a cancelled order, of a line that was taken out, of an order that was split. */
interface TrueLine {
  readonly lineId: string;
  /** Null where it is none of the items that the shop has. */
  readonly item: string | null;
  readonly units: number;
}

/** Something that a shop sells. */
interface TrueItem {
  /** The code of the shop. */
  readonly shop: string;
  /** The name that the mall's client has for it. */
  readonly item: string;
  /** The names by which a line of a new order asks for it. */
  readonly named: Readonly<Record<string, string>>;
  /** The same for the same goods at every mall. */
  readonly good: string;
  /** The merchant's own number of it; null where the mall has none. */
  readonly sku: string | null;
  /** What the mall shows; null is 無限大. */
  readonly level: number | null;
}

/** What a person of a shop has to do next for an order. */
export interface WaitingOrder {
  readonly orderNumber: string;
  readonly next: 'confirm' | 'ship';
}

/** A shop, and how often it was called with its keys. */
export interface TrueShop {
  readonly code: string;
  readonly orders: number;
  readonly calls: number;
}

/** The contents of a simulated mall, in the same form for every mall. */
export interface Truth {
  shops(): TrueShop[];
  orders(): TrueOrder[];
  items(): TrueItem[];
  /** Orders of a shop that wait for one of its people, the oldest first. */
  waiting(shop: string): Iterable<WaitingOrder>;
  /** The code of the shop whose key a request carries; null where it carries none, and at a mall where the request itself names its shop. */
  callerOf(request: Pick<SimRequest, 'headers'>): string | null;
}

/** How a mall takes part where several are played at once, as `npm start` does. */
export interface Played<Control> {
  /** In short. */
  readonly shortTitle: string;
  /** The API of stock, as a fault's `api` names it. */
  readonly stockApi: string;
  /** The keys by which a person breaks it, and mends it. */
  readonly keys: readonly [breaks: string, mends: string];
  /** One of so many shops is at this mall. The mall with 1 comes first, and all merchants have a shop there. */
  readonly oneShopOf: number;
  /** Most orders that lie there when a shop opens. */
  readonly backlogMax: number;
  /** What is to be known of the shop with this code, the `index`th, when it opens, beside the code. */
  newShop(index: number): object;
  /**
   * Where the keys that the mall shows are other ones after each start, or end so soon that a person would renew them: what is done for
   * that at the mall, a control and its body, or null. Absent: a shop's keys stay good.
   */
  renewal?(control: Control, shop: string): { readonly name: string; readonly body: object } | null;
  /** What it has sent to queues and addresses of ours since this was asked last; absent where it sends nothing. */
  messages?(
    control: Control,
  ): readonly ({ readonly body: string } & (
    | { readonly queueArn: string }
    | { readonly eventSource: string }
    | { readonly url: string; readonly headers: Readonly<Record<string, string>> }
  ))[];
  truth(control: Control): Omit<Truth, 'shops'>;
}
