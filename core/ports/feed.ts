import type { EpochMs } from '../kernel/index.ts';
import type { FeedMark, FeedRow } from '../model/index.ts';
import type { OrderKey } from './orders.ts';

/** Feeds of merchants. All reads are strongly consistent. */
export interface FeedStore {
  /** The last row; the last two never expire. */
  head(merchant: string): Promise<FeedRow | null>;
  /** Stores a row at a free position. */
  append(row: FeedRow): Promise<'stored' | 'changed'>;
  /** Removes marks and sets the expiry of a row, if it stands. */
  letExpire(merchant: string, position: number, expiresAt: EpochMs): Promise<void>;
  marks(merchant: string, orders: readonly OrderKey[]): Promise<FeedMark[]>;
  /** Stores a mark unless a later position is noted. */
  putMark(merchant: string, mark: FeedMark, expiresAt: EpochMs): Promise<void>;
  /** Rows from a position on, in order; with `livingAt` only those that expire later. */
  from(merchant: string, position: number, limit: number, livingAt?: EpochMs): Promise<FeedRow[]>;
}
