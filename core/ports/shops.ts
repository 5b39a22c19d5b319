import type { SealedCredential, Shop, ShopKey } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';

/** The shops there are, and how far each has come. */
export interface ShopStore {
  /** All shops of a shard. Eventually consistent: a stale cursor only makes a window longer. */
  inShard(shard: number): Promise<Shop[]>;
  get(key: ShopKey): Promise<Shop | null>;
  /** All shops, for people's commands; never on a scheduled path. */
  all(): Promise<Shop[]>;
  add(shop: Shop): Promise<'stored' | 'duplicate'>;
  /** Moves the cursor forward; an older value than the stored one changes nothing. */
  moveCursor(key: ShopKey, cursor: EpochMs): Promise<void>;
  /** Notes a span that the mall no longer shows. */
  recordLostSpan(key: ShopKey, span: { from: EpochMs; to: EpochMs }): Promise<void>;
  /** Notes a finished scan; the next one starts from the beginning. */
  recordScan(key: ShopKey, at: EpochMs): Promise<void>;
  /** Notes how far an unfinished scan has come. */
  recordScanPlace(key: ShopKey, place: string): Promise<void>;
  recordReread(key: ShopKey, day: string, after: string): Promise<void>;
  /** Replaces the credential if the stored one still has the version before. */
  replaceCredential(key: ShopKey, credential: SealedCredential): Promise<'stored' | 'changed'>;
}
