import type { EpochMs, Words } from '../kernel/index.ts';

export type StockReading =
  /** `level` null: sold without limit (無限大). */
  | {
      readonly kind: 'there';
      readonly level: number | null;
      /** Sold out by hand or by a cancel, whatever the level (Yahoo: 在庫クローズ). */
      readonly closed: boolean;
      /** False if buyers cannot see the page (Yahoo: `IsPublished`); true if unknown. */
      readonly published: boolean;
      readonly updatedAt: EpochMs | null;
      /**
       * Data for a later `set`: what to repeat (Yahoo: `allow_overdraft`), or why setting is impossible. Read by the mall's client only.
       */
      readonly kept?: string;
    }
  /** The mall has no such item; a level sent would vanish. */
  | { readonly kind: 'absent' };

export interface StockLevel {
  readonly item: string;
  /** Absolute, 0 to `traits.stock.highest`. */
  readonly level: number;
  /** `kept` of the reading; always present where `traits.stock.readFirst`. */
  readonly kept?: string;
}

export type StockOutcome =
  | { readonly kind: 'set' }
  /** Not changed. `code` and `words` are the mall's own. */
  | { readonly kind: 'refused'; readonly code: string; readonly words: string }
  /** Not changed, since another item had the whole call refused; send again without that. */
  | { readonly kind: 'not-tried' }
  /** Sent with unproven outcome (Yahoo: ed-10002, a 207 without the item): read the item. */
  | { readonly kind: 'unproven'; readonly code: string };

export interface StockAnswer {
  readonly requestId: string | null;
  readonly items: ReadonlyMap<string, StockOutcome>;
}

/** `running` until ended. */
export type BatchOutcome = StockOutcome | { readonly kind: 'running' };

/**
 * Sets many levels by a document that the mall works through later (Amazon: a feed). Until its end no other call may name the items: the
 * mall may carry that out first.
 */
export interface StockBatches {
  /** Sends at most `traits.stock.batches.most` distinct items; returns a ticket per item. */
  send(levels: readonly StockLevel[]): Promise<ReadonlyMap<string, string>>;
  /** Outcomes of tickets; null means a batch from `since` on whose ticket was lost: running while any batch of the shop is. */
  outcomes(tickets: readonly (string | null)[], since: EpochMs): Promise<ReadonlyMap<string | null, BatchOutcome>>;
}

/**
 * Neither repeated nor paced. A call without an answer throws a `TsunagiError`; `mayBeApplied` (kernel) decides whether levels may have
 * been set.
 */
export interface StockApi {
  /** Reads at most `traits.stock.readBatch` items. Those with an unreadable row are absent. */
  read(items: readonly string[]): Promise<ReadonlyMap<string, StockReading>>;
  /** Sets at most `traits.stock.setBatch` distinct items. */
  set(levels: readonly StockLevel[]): Promise<StockAnswer>;
  /**
   * One call per page; absent where the mall has no such call. `after`: from the page before, null at first. An item that changes meanwhile
   * may appear twice or never.
   */
  readonly list?: (after: string | null) => Promise<StockPage>;
  /** Batches of levels; absent where `traits.stock.batches` is. */
  readonly batches?: StockBatches;
}

/** May be empty without being the last. */
export interface StockPage {
  readonly items: readonly { readonly item: string; readonly level: number | null }[];
  /** Place for the next page; null on the last. */
  readonly after: string | null;
  /** Items that the mall cannot list, in words for people. */
  readonly unlisted?: string;
}

/** Properties of a mall's stock API. Sources: `docs/malls/<mall>.md`. */
export interface StockTraits {
  readonly setBatch: number;
  readonly readBatch: number;
  /** Calls a second of `set` and of `read`, apart from the rate of orders. */
  readonly callsPerSecond: { readonly set: number; readonly read: number };
  readonly highest: number;
  /** True: `set` needs what `read` returned for each item. */
  readonly readFirst: boolean;
  /** Levels from which to use a batch, and the most; absent without batches. A batch refuses unknown items by name. */
  readonly batches?: { readonly from: number; readonly most: number };
  readonly item: { readonly form: RegExp; readonly wanted: Words };
  /** Normalises what people wrote (楽天: lower case; a single-SKU item `x` is `x/x`). */
  normalItem(written: string): string;
}
