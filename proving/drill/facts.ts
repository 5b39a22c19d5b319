import type { Capability, Health } from '../../core/model/health.ts';
import type { Script } from './scripts.ts';
import type { StockFacts } from './stock/facts.ts';

/** Who makes a call: the schedules' workers, those who push statuses, the probes, or a person. */
export type Caller = 'worker' | 'pusher' | 'probe' | 'person';

/** A call to the mall. */
export interface CallFact {
  /** When the caller began it. The request reaches the mall some 20 to 400 ms later. */
  readonly startedAt: number;
  readonly caller: Caller;
  /** What kind of work it belongs to; null for calls of no kind, as that for a key's expiry. */
  readonly capability: Capability | null;
}

/** A mail that left. */
export interface MailFact {
  readonly at: number;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text?: string;
}

/** A state of health, and when it was written. */
export interface HealthFact {
  readonly at: number;
  readonly health: Pick<Health, 'capability' | 'state'>;
}

/** An order as the mall's books have it at the end. */
export interface BookFact {
  readonly shop: string;
  readonly orderNumber: string;
  readonly placedAt: number;
  /** From when the mall lists it. */
  readonly visibleAt: number;
  /** Units by line; 0 for what was removed or cancelled. */
  readonly units: ReadonlyMap<string, number>;
  /** Its rows of 発送明細. */
  readonly parcels: readonly ParcelFact[];
}

/** A parcel, as a caller requested it or as the books have it. */
export interface ParcelFact {
  /** Null where the request names none: the order has one destination. */
  readonly basketId: string | null;
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly shippedOn: string | null;
}

/** A change that was requested; a repeated request is the same change. */
export interface AskedFact {
  readonly at: number;
  readonly shop: string;
  readonly orderNumber: string;
  /** Names the change within its order. */
  readonly push: string;
  readonly change: string;
}

/** The row of a change at the end of the day. */
export interface PushFact extends Omit<AskedFact, 'at' | 'change'> {
  readonly parcels: readonly ParcelFact[];
  readonly requestedAt: number;
  /** When a pause held it first; null when none did. */
  readonly heldAt: number | null;
  readonly state: 'confirmed' | 'failed' | 'withdrawn' | 'undone';
  readonly endedAt: number | null;
}

/** A span in which the mall refused a shop's key, until a new one was entered. */
export interface Keyless {
  readonly shop: string;
  readonly from: number;
  readonly to: number;
}

/** All that the figures of a day are counted from: the tables, the mall's books, the calls, the mails. Nothing the rules returned. */
export interface DayFacts {
  readonly script: Pick<Script, 'id' | 'title' | 'from' | 'to' | 'greyFrom' | 'out' | 'planned' | 'faults'>;
  readonly seed: number;
  readonly endedAt: number;
  /** At both malls. */
  readonly shops: readonly { readonly key: string; readonly merchant: string; readonly importFrom: number }[];
  readonly keyless: readonly Keyless[];
  readonly merchants: readonly {
    readonly id: string;
    readonly features: readonly Capability[];
    readonly contacts: readonly string[];
  }[];
  readonly books: readonly BookFact[];
  /** Every row of every order; `storedAt` where it is stored. */
  readonly rows: readonly { readonly shop: string; readonly orderNumber: string; readonly storedAt?: number }[];
  readonly claims: readonly {
    readonly shop: string;
    readonly orderNumber: string;
    readonly lineId: string;
    readonly quantity: number;
  }[];
  /** What the bus accepted, repeats included. */
  readonly announced: readonly {
    readonly id: string;
    readonly shop: string;
    readonly orderNumber: string;
    readonly revision: number;
  }[];
  readonly incidents: number;
  readonly calls: readonly CallFact[];
  /** Requests for changes, repeats included. */
  readonly asked: readonly AskedFact[];
  readonly pushes: readonly PushFact[];
  /** Messages to those who push statuses that failed. */
  readonly failedMessages: number;
  readonly mails: readonly MailFact[];
  /** RMS's. */
  readonly healths: readonly HealthFact[];
  readonly stock: StockFacts;
}
