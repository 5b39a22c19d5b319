import { type EpochMs, TsunagiError } from '../kernel/index.ts';
import type { Digest, MorningReport, Push, ShopKey } from '../model/index.ts';
import type { OrderKey } from './orders.ts';

/**
 * Rows of pushes. No method scans; every write is one conditional item that is safe to repeat. A row stands in the open index
 * while it is due at some moment, or failed.
 */
export interface PushStore {
  /** Puts a first row. `standing`: the existing row of this key; a repeat of our own write is `stored`. */
  request(push: Push): Promise<{ readonly kind: 'stored' } | { readonly kind: 'standing'; readonly push: Push }>;
  /** Writes a row over the one whose version is `push.version - 1`; a repeat of our own write is `stored`. */
  put(push: Push): Promise<'stored' | 'changed'>;
  /** One row, strongly consistent. */
  get(key: OrderKey & { readonly id: string }): Promise<Push | null>;
  /** All pushes of an order, the oldest request first; strongly consistent. */
  ofOrder(key: OrderKey): Promise<Push[]>;
  /**
   * All pushes of these orders, in no particular order; may lag. Reads whatever lies between the first of the numbers and the last by one
   * query: for orders that were placed one after the other, and whose numbers are in the order of their days.
   */
  ofOrders(shop: ShopKey, orderNumbers: readonly string[]): Promise<Push[]>;
  /**
   * Rows of a shop that are due, the most overdue first, at most `limit`; read strongly consistent after an index that may
   * lag, so a row that was just written can be missing, and no row is outdated.
   */
  due(shop: ShopKey, until: EpochMs, limit: number): Promise<Push[]>;
  /** Shops of a bucket with a due row, and since when the most overdue of each is; one small read for each shop. May lag. */
  dueSince(bucket: number, until: EpochMs): Promise<DueShop[]>;
  /** Shops of a bucket with a row that failed and is due no more; one small read for each shop. May lag. */
  failedShops(bucket: number): Promise<ShopKey[]>;
  /** Rows of a shop that are undone, by when they are due; may lag. */
  undone(shop: ShopKey, limit: number): Promise<Push[]>;
  /** Rows of a shop that failed since a moment, the oldest first; may lag. */
  failed(shop: ShopKey, since: EpochMs, limit: number): Promise<Push[]>;
  /**
   * Rows of a shop that a pause had held (`heldAt`) and that were confirmed since a moment, the oldest first: so that what an
   * outage held can be counted when it is over. May lag; a row is absent while it is due.
   */
  freed(shop: ShopKey, since: EpochMs, limit: number): Promise<Push[]>;
}

/** A shop with a due row. */
export interface DueShop {
  readonly shop: ShopKey;
  /** Since when the most overdue one is. */
  readonly since: EpochMs;
}

/** Pending reports to merchants about pushes and deadlines, the warnings sent, and the reports of the morning. */
export interface Digests {
  /** Every row, by one query of one partition. */
  list(): Promise<Digest[]>;
  /** One row, strongly consistent. */
  get(merchant: string): Promise<Digest | null>;
  /** Writes a row if the stored one has the version before (none counts as 0). A repeat of our own write is `stored`. */
  put(digest: Digest): Promise<'stored' | 'changed'>;
  /** The warnings that were sent for a shop, as words; strongly consistent. */
  warned(shop: ShopKey): Promise<Set<string>>;
  /** Notes a sent warning; safe to repeat. It expires some time after `until`. */
  markWarned(shop: ShopKey, word: string, until: EpochMs): Promise<void>;
  /** Writes what a shop has to report on a morning, over what was there. It expires some days later. */
  putMorning(report: MorningReport): Promise<void>;
  /** What a merchant's shops have to report on the morning of a day, by one query; strongly consistent. */
  mornings(merchant: string, day: string): Promise<MorningReport[]>;
}

/** Attempts to write a row that other processes write at the same time. */
const looksMax = 8;

/**
 * Changes a merchant's row, over the version that was read; if `change` returns null, the row stays unchanged. Throws `store.failing` if
 * the row keeps changing.
 */
export async function changeDigest(
  { digests }: { readonly digests: Digests },
  merchant: string,
  change: (digest: Digest | null) => Digest | null,
): Promise<void> {
  for (let look = 1; look <= looksMax; look++) {
    const next = change(await digests.get(merchant));
    if (next === null || (await digests.put(next)) === 'stored') return;
  }
  throw new TsunagiError(
    'store.failing',
    'later',
    `The notes for merchant ${merchant} keep changing. Nothing was noted; the caller tries again.`,
  );
}
