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
  /** The shop whose key came with the request, in place of that key; null when no shop has such a key. */
  readonly shopUrl: string | null;
  readonly request: JournalRequest;
  readonly outcome: JournalOutcome;
  /** The mall, where it is not RMS. */
  readonly mall?: 'yahoo';
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

/** Somebody asked for a change of an order at the mall; in drills. What exactly, stands in its row. */
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

/** What the mall itself showed of an item's stock when the run ended; in worlds that push it. */
export interface LevelEntry extends Base {
  readonly kind: 'level';
  readonly shop: string;
  /** As a row of Listings names it. */
  readonly item: string;
  /** Null: without limit. */
  readonly level: number | null;
}

/** A pause of one shop's stock that somebody set and lifted; in worlds that push it. */
export interface HeldSpanEntry extends Base {
  readonly kind: 'held-span';
  readonly shop: string;
  readonly from: number;
  readonly until: number;
}

/** An order as the mall itself had it when the run ended. */
export interface BookEntry extends Base {
  readonly kind: 'book';
  /** The mall, where it is not RMS. */
  readonly mall?: 'yahoo';
  readonly shopUrl: string;
  readonly orderNumber: string;
  /** 注文日時, in ms since 1970 UTC. */
  readonly orderDatetimeMs: number;
  readonly orderProgress: number;
  readonly lines: readonly BookLine[];
  /** Whether searchOrder listed it already. */
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
  readonly itemDetailId: number;
  readonly units: number;
  readonly deleted: boolean;
}

/** One line of a journal. `docs/journal.md` describes every kind. */
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
  | LevelEntry
  | HeldSpanEntry
  | BookEntry;
