import type { JournalMallName } from './malls/index.ts';

/** JSON as it stands in a journal. Bytes are `{"base64": "…"}`. */
export type Plain = string | number | boolean | null | readonly Plain[] | PlainObject;
export interface PlainObject {
  readonly [name: string]: Plain;
}

/** The tables, by the names the stacks give them. */
export const tableNames = ['Orders', 'Revisions', 'Stock', 'Shops', 'Control', 'Pushes', 'Listings'] as const;
export type TableName = (typeof tableNames)[number];

interface Base {
  /** The mall's time, in ms since 1970 UTC: virtual in a simulation, scaled under `npm start --speed`. */
  readonly at: number;
  /** The seed of the world it happened in; absent where a journal holds one world only. */
  readonly world?: number;
}

/** A run begins: the first entry of its world. */
export interface RunEntry extends Base {
  readonly kind: 'run';
  readonly of: 'start' | 'simulate' | 'drill';
  /** A real mall shows neither its books nor what reached it. */
  readonly mall: 'simulated' | 'real';
  readonly seed?: number;
  /** Whatever makes the run repeatable. */
  readonly settings: PlainObject;
}

/** A run ends: everything it has to say is in the journal, its final tables and the mall's books included. */
export interface RunEndEntry extends Base {
  readonly kind: 'run-end';
}

/** A request as the mall got it, and what the mall did with it. */
export interface ExchangeEntry extends Base {
  readonly kind: 'exchange';
  /** The mall that got it; absent: RMS. */
  readonly mall?: JournalMallName;
  /** The shop whose key came with the request, in place of that key; null when no shop has such a key. Of Yahoo, the ストアアカウント that it names. */
  readonly shopUrl: string | null;
  readonly request: JournalRequest;
  readonly outcome: JournalOutcome;
  /** Who made the call; in drills. */
  readonly caller?: 'worker' | 'pusher' | 'probe' | 'person';
  /** When they began it; in drills and simulations. */
  readonly startedAt?: number;
}

export interface JournalRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly delayMs: number;
}

export type JournalOutcome =
  | (Sent & { readonly ending: 'answer' })
  /** The connection broke after `body`, of `fullLength` characters. */
  | (Sent & { readonly ending: 'reset'; readonly fullLength: number })
  | { readonly ending: 'hang' }
  | { readonly ending: 'refuse' };

/** An event the bus accepted, repeats included. */
export interface EventEntry extends Base {
  readonly kind: 'event';
  readonly source: string;
  readonly detailType: string;
  readonly detail: Plain;
}

/** A mail that was handed over for sending. */
export interface MailEntry extends Base {
  readonly kind: 'mail';
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** A state of health that was written, at the moment it was. */
export interface HealthEntry extends Base {
  readonly kind: 'health';
  readonly mall: string;
  readonly capability: string;
  /** With its `kind`. */
  readonly state: PlainObject;
}

/** A program requested a change of an order at the mall; in drills. The details are in its row. */
export interface RequestEntry extends Base {
  readonly kind: 'request';
  readonly shop: string;
  readonly orderNumber: string;
  /** Names the change within its order. */
  readonly push: string;
  /** `confirm`, `ship` and so on. */
  readonly change: string;
}

/** A message that could not be dealt with, and comes again; in drills. */
export interface FailedMessageEntry extends Base {
  readonly kind: 'failed-message';
  readonly queue: string;
  readonly shop: string;
}

/** A fault that was applied. */
export interface FaultEntry extends Base {
  readonly kind: 'fault';
  readonly fault: string;
  /** 1 when absent; 0 says that the kind was possible and never came. */
  readonly times?: number;
}

/** A row as it stood in its table when the run ended. */
export interface RowEntry extends Base {
  readonly kind: 'row';
  readonly table: TableName;
  readonly row: PlainObject;
}

/** A pause of one shop's stock that an operator set and lifted; in worlds that push it. */
export interface HeldSpanEntry extends Base {
  readonly kind: 'held-span';
  readonly shop: string;
  readonly from: number;
  readonly until: number;
}

/** A span in which a shop was looked at more often than once a minute; in drills. */
export interface WarmSpanEntry extends Base {
  readonly kind: 'warm-span';
  readonly shop: string;
  readonly from: number;
  readonly until: number;
}

/** An order as the mall itself had it when the run ended. */
export interface BookEntry extends Base {
  readonly kind: 'book';
  /** Whose books these are; absent: RMS's. At Yahoo, `shopUrl` is the ストアアカウント, `orderProgress` OrderStatus, `itemDetailId` LineId; at Amazon, the place of the fulfillmentStatus among those of the documents, and orderItemId. */
  readonly mall?: JournalMallName;
  readonly shopUrl: string;
  readonly orderNumber: string;
  /** 注文日時, in ms since 1970 UTC. */
  readonly orderDatetimeMs: number;
  /** 注文ステータス of RMS, OrderStatus of Yahoo. */
  readonly orderProgress: number;
  readonly lines: readonly BookLine[];
  /** Whether searchOrder, or orderList, listed it already. */
  readonly visible: boolean;
  /** Since when, or from when on; in drills. */
  readonly visibleAt?: number;
  /** Its rows of 発送明細; in drills. */
  readonly parcels?: readonly BookParcel[];
}

export interface BookParcel {
  readonly basketId: string;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly shippedOn: string | null;
}

export interface BookLine {
  /** LineId of Yahoo; orderItemId of Amazon, which may begin with a 0. */
  readonly itemDetailId: number | string;
  readonly units: number;
  /** Taken out of the order, or, at Yahoo, gone into the parts that it was split into. */
  readonly deleted: boolean;
  /** The mall's own key of what it sells, as listings have it; in drills and runs of `npm start`. */
  readonly item?: string;
}

/** What a mall shows of a listing from this moment on, by its books; in drills. */
export interface LevelEntry extends Base {
  readonly kind: 'level';
  readonly shop: string;
  readonly item: string;
  readonly level: number | null;
  readonly by: 'order' | 'call' | 'person';
  /** When the call came that brought it; null for what no call does. */
  readonly askedAt: number | null;
}

/** What a mall truly showed of an item when the run ended; in runs of `npm start`, and in worlds that push stock. */
export interface ShownEntry extends Base {
  readonly kind: 'shown';
  /** `<mall>#<code>` */
  readonly shop: string;
  readonly item: string;
  /** Null: 無限大. */
  readonly level: number | null;
}

/** One line of a journal. `docs/reference/journal.md` describes every kind. */
export type JournalEntry =
  | RunEntry
  | RunEndEntry
  | ExchangeEntry
  | EventEntry
  | MailEntry
  | HealthEntry
  | RequestEntry
  | FailedMessageEntry
  | FaultEntry
  | RowEntry
  | BookEntry
  | LevelEntry
  | ShownEntry
  | HeldSpanEntry
  | WarmSpanEntry;
