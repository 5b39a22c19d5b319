import type { KeyExpiryFacts } from '../merchants/key-expiry.ts';
import type {
  ImportTrouble,
  MallName,
  PendingCredential,
  SealedCredential,
  Shop,
  ShopAsSeen,
  ShopFacts,
  ShopFailing,
  ShopKey,
} from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';

/**
 * The shops there are, and how far each has come. What a run notes of its progress is dropped when the shop's import was sent
 * back after the run began: the progress was made over rows that may be lost.
 */
export interface ShopStore {
  /** All shops of a shard. Eventually consistent: a stale cursor only makes a window longer. */
  inShard(shard: number): Promise<Shop[]>;
  /** Some shops of a mall, at most `limit`, by few cheap reads whatever the number of shops. Eventually consistent. */
  some(mall: MallName, limit: number): Promise<Shop[]>;
  get(key: ShopKey): Promise<Shop | null>;
  /** All shops, for people's commands; never on a scheduled path. */
  all(): Promise<Shop[]>;
  add(shop: Shop): Promise<'stored' | 'duplicate'>;
  /** Moves the cursor forward; an older value than the stored one changes nothing. */
  moveCursor(shop: ShopAsSeen, cursor: EpochMs): Promise<void>;
  /** Moves a cursor back that cannot be right, if it still stands where it was seen. */
  bringCursorBack(seen: ShopAsSeen & Pick<Shop, 'cursor'>, cursor: EpochMs): Promise<void>;
  /** Notes why the shop's cursor stands; null: it stands no longer. */
  noteImportTrouble(shop: ShopAsSeen, trouble: ImportTrouble | null): Promise<void>;
  /** Notes a span that the mall no longer shows. */
  recordLostSpan(key: ShopKey, span: { from: EpochMs; to: EpochMs }): Promise<void>;
  /** Notes that a shop's orders cannot be stored, or with null that they can. */
  recordFailing(key: ShopKey, failing: ShopFailing | null): Promise<void>;
  /** Notes a finished scan; the next one starts from the beginning. */
  recordScan(shop: ShopAsSeen, at: EpochMs): Promise<void>;
  /** Notes how far an unfinished scan has come. */
  recordScanPlace(shop: ShopAsSeen, place: string): Promise<void>;
  recordReread(shop: ShopAsSeen, day: string, after: string): Promise<void>;
  /**
   * Sends the import back: the cursor to `to`, unless it stands before it, scan and re-reading to their beginning, and one
   * more time `rewound`. `changed` when the shop is no longer as it was seen, as far as that matters.
   */
  rewind(seen: Shop, to: EpochMs, at: EpochMs): Promise<'stored' | 'changed'>;
  /** Moves a shop from one shard to another. `changed` when it is in neither of them, or not there at all. */
  moveToShard(key: ShopKey, from: number, to: number): Promise<'stored' | 'changed'>;
  /**
   * Replaces the credential if the stored one still has the version before, and with it the key that waited to become the next
   * one: none waits any more, unless another one is given. With `seen` only if that key waits still, or none for null: so one that
   * was handed in meanwhile is not lost.
   */
  replaceCredential(
    key: ShopKey,
    credential: SealedCredential,
    pending?: PendingCredential,
    seen?: PendingCredential | null,
  ): Promise<'stored' | 'changed'>;
  /** Stores a key beside the shop's own, over whatever waited there, if the stored one still has the version before. */
  putPending(key: ShopKey, pending: PendingCredential): Promise<'stored' | 'changed'>;
  /**
   * Notes when the credential of this version stops working, and when that was read; what is absent stays as it is noted. A row
   * with another version stays as it is.
   */
  recordKeyExpiry(key: ShopKey, version: number, facts: KeyExpiryFacts): Promise<void>;
  /** Changes what people say of a shop. */
  change(key: ShopKey, facts: Partial<ShopFacts>): Promise<void>;
  /** Removes a shop with its credential, if that still has this version. `absent` when there is no such shop (any more). */
  remove(key: ShopKey, credentialVersion: number): Promise<'removed' | 'absent' | 'changed'>;
}
