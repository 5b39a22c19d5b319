import type { EpochMs, Words } from '../kernel/index.ts';

/** What a mall shows of one item's stock. */
export type StockReading =
  /** `level` null: it is sold without limit (無限大). */
  | {
      readonly kind: 'there';
      readonly level: number | null;
      /** Sold out by hand or by a cancel, whatever the level (Yahoo: 在庫クローズ). */
      readonly closed: boolean;
      /** False: buyers cannot see its page (Yahoo: `IsPublished`). True if the mall does not report it. */
      readonly published: boolean;
      readonly updatedAt: EpochMs | null;
      /** What a later `set` goes by: what it has to repeat (Yahoo: `allow_overdraft`), or why there can be none. Only the mall's client reads it. */
      readonly kept?: string;
    }
  /** The mall has no such item. A level could be sent, and would vanish. */
  | { readonly kind: 'absent' };

/** A level to be shown for one item. */
export interface StockLevel {
  readonly item: string;
  /** Pieces, 0 to `traits.stock.highest`. Absolute. */
  readonly level: number;
  /** `kept` of the item's reading, where it was read; it always is where `traits.stock.readFirst`. */
  readonly kept?: string;
}

/** What a mall answered of one item of a call. */
export type StockOutcome =
  | { readonly kind: 'set' }
  /** `code` and `words` are the mall's own. The item was not changed. */
  | { readonly kind: 'refused'; readonly code: string; readonly words: string }
  /** Another item of the call was refused, and with it the whole call: this one was not changed and may be sent again without the other. */
  | { readonly kind: 'not-tried' }
  /** It was sent, and its outcome is unproven (Yahoo: ed-10002, a 207 without the item): read it. */
  | { readonly kind: 'unproven'; readonly code: string };

/** The answer to a call that sets levels; every item of the call is in it. */
export interface StockAnswer {
  /** The mall's id of the request, when it gave one. */
  readonly requestId: string | null;
  readonly items: ReadonlyMap<string, StockOutcome>;
}

/** What became of one level of a batch that the mall works through by itself; `running` until it has ended. */
export type BatchOutcome = StockOutcome | { readonly kind: 'running' };

/**
 * Sets many levels by one document that the mall works through later, in its own time (Amazon: a feed). Until it has ended no other call
 * may name its items, because the mall may carry out the later call first.
 */
export interface StockBatches {
  /** Hands over levels of distinct items, at most `traits.stock.batches.most`; gives back a ticket for each item. */
  send(levels: readonly StockLevel[]): Promise<ReadonlyMap<string, string>>;
  /** What became of tickets. Null stands for a batch from `since` on whose ticket was lost: it runs while any batch of the shop does. */
  outcomes(tickets: readonly (string | null)[], since: EpochMs): Promise<ReadonlyMap<string | null, BatchOutcome>>;
}

/**
 * The part of a shop's mall that shows stock. Nothing here is repeated or paced. A call that did not end with an answer throws a
 * `TsunagiError`; `mayHaveBeenApplied` of `core/session/outcome.ts` decides which of them leave open whether levels were set.
 */
export interface StockApi {
  /** Reads items, at most `traits.stock.readBatch`. An item whose row cannot be read is not in the answer; every other one is. */
  read(items: readonly string[]): Promise<ReadonlyMap<string, StockReading>>;
  /** Sets levels of distinct items, at most `traits.stock.setBatch`. */
  set(levels: readonly StockLevel[]): Promise<StockAnswer>;
  /**
   * Every item the shop has, one call a page; absent where the mall has no such call. `after` is what the page before gave back,
   * null at the beginning. An item whose level changes in between may appear twice, or not at all.
   */
  readonly list?: (after: string | null) => Promise<StockPage>;
  /** Where the mall takes many levels as a batch: `traits.stock.batches`. */
  readonly batches?: StockBatches;
}

/** One page of a shop's items; may hold none and not be the last. */
export interface StockPage {
  readonly items: readonly { readonly item: string; readonly level: number | null }[];
  /** Null on the last page. */
  readonly after: string | null;
  /** What the mall cannot list, in words for people; absent if nothing is left out. */
  readonly unlisted?: string;
}

/** Properties of a mall's stock API. `docs/malls/<mall>.md` has the sources. */
export interface StockTraits {
  /** Items one `set` may name. */
  readonly setBatch: number;
  /** Items one `read` may name. */
  readonly readBatch: number;
  /** Calls a second of `set` and of `read`, separately; they do not count against the rate of orders. */
  readonly callsPerSecond: { readonly set: number; readonly read: number };
  /** The highest level. */
  readonly highest: number;
  /** True: `set` needs what `read` returned for each item. */
  readonly readFirst: boolean;
  /** From so many levels on they go as a batch, of at most so many; absent where the mall takes none. It refuses an item that it does not have by name. */
  readonly batches?: { readonly from: number; readonly most: number };
  /** What a listing's item looks like; `wanted` describes it in messages. */
  readonly item: { readonly form: RegExp; readonly wanted: Words };
  /** The one form of an item that people write (楽天: a manage number in lower case; a single-SKU item `x` is `x/x`). */
  normalItem(written: string): string;
}
