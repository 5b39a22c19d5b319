import type { ShopKey } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';

/** How far one night's comparison of a shop's listings with its mall has come, and what it found. */
export interface Drift {
  readonly shop: ShopKey;
  /** The night, by its day in Japan. */
  readonly night: string;
  /** The item up to which listings were compared; null before the first. */
  readonly after: string | null;
  readonly finished: boolean;
  readonly at: EpochMs;
  /** Listings that the mall was asked for. */
  readonly compared: number;
  readonly differing: number;
  /** Listings that the mall does not have. */
  readonly absent: number;
  /** Listings of which the mall sells none, whatever level it shows (在庫クローズ): they may be in `differing`, too. */
  readonly closed: number;
  /** Some of these, by their items. */
  readonly closedItems: readonly string[];
  /** Of those that are closed, how many no earlier night has told of. What is left closed on purpose is in `closed` only. */
  readonly newlyClosed: number;
  /** Some of those that differ: what the mall showed, null for without limit, and what it should have shown. */
  readonly examples: readonly DriftExample[];
}

export interface DriftExample {
  readonly item: string;
  readonly shows: number | null;
  readonly wanted: number;
}

/** What the nightly comparisons found. A row is forgotten after ninety days. */
export interface DriftStore {
  /** All shops of one night. */
  of(night: string): Promise<Drift[]>;
  /** One shop's; null while it has not begun. */
  get(night: string, shop: ShopKey): Promise<Drift | null>;
  /** Writes how far it has come, over what was written before. */
  put(drift: Drift): Promise<void>;
}
