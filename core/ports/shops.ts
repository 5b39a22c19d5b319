import { type EpochMs, TsunagiError } from '../kernel/index.ts';
import {
  type Chat,
  type ImportTrouble,
  type KeyExpiryFacts,
  type MallName,
  type Merchant,
  type PendingCredential,
  type RemovedShop,
  type SealedCredential,
  type Shop,
  type ShopAsSeen,
  type ShopFacts,
  type ShopFailing,
  type ShopKey,
  shardsMax,
} from '../model/index.ts';

/**
 * The shops and their progress. Progress of a run is dropped if the shop was rewound after the run began: it was made over rows that may be
 * lost.
 */
export interface ShopStore {
  /** All shops of a shard. Eventually consistent: a stale cursor only makes a window longer. */
  inShard(shard: number): Promise<Shop[]>;
  /** Some shops of a mall, at most `limit`, by few cheap reads whatever the number of shops. Eventually consistent. */
  some(mall: MallName, limit: number): Promise<Shop[]>;
  get(key: ShopKey): Promise<Shop | null>;
  /** Those of these shops that there are, a hundred in a call. Eventually consistent. */
  those(keys: readonly ShopKey[]): Promise<Shop[]>;
  /** All shops, for commands only; never on a scheduled path. */
  all(): Promise<Shop[]>;
  add(shop: Shop): Promise<'stored' | 'duplicate'>;
  /** Moves the cursor forward; an older value than the stored one changes nothing. */
  moveCursor(shop: ShopAsSeen, cursor: EpochMs): Promise<void>;
  /** Moves an impossible cursor back, if it is unchanged since it was read. */
  bringCursorBack(seen: ShopAsSeen & Pick<Shop, 'cursor'>, cursor: EpochMs): Promise<void>;
  /** Notes why the shop's cursor waits; null: it no longer does. */
  noteImportTrouble(shop: ShopAsSeen, trouble: ImportTrouble | null): Promise<void>;
  /** Notes a span that the mall no longer shows. */
  recordLostSpan(key: ShopKey, span: { from: EpochMs; to: EpochMs }): Promise<void>;
  /** Notes that a shop's orders cannot be stored; null: they can. */
  recordFailing(key: ShopKey, failing: ShopFailing | null): Promise<void>;
  /** Notes a finished scan; the next one starts from the beginning. */
  recordScan(shop: ShopAsSeen, at: EpochMs): Promise<void>;
  /** Notes how far an unfinished scan has come. */
  recordScanPlace(shop: ShopAsSeen, place: string): Promise<void>;
  recordReread(shop: ShopAsSeen, day: string, after: string): Promise<void>;
  /**
   * Rewinds the import: the cursor to `to`, unless it is before it, scan and re-reading to their beginning, and `rewound` one higher. `changed`
   * if the relevant attributes of the shop are no longer as they were read.
   */
  rewind(seen: Shop, to: EpochMs, at: EpochMs): Promise<'stored' | 'changed'>;
  /** Moves a shop from one shard to another. `changed` if it is in neither of them, or does not exist. */
  moveToShard(key: ShopKey, from: number, to: number): Promise<'stored' | 'changed'>;
  /**
   * Replaces the credential if the stored one still has the version before, and with it the key that waited to become the next
   * one: none waits any more, unless another one is given. With `seen`, only if that key still waits (null: none does), so that one that arrived
   * in between is not lost.
   */
  replaceCredential(
    key: ShopKey,
    credential: SealedCredential,
    pending?: PendingCredential,
    seen?: PendingCredential | null,
  ): Promise<'stored' | 'changed'>;
  /** Stores a waiting key beside the shop's own, replacing an earlier one, if the shop's key still has the previous version. */
  putPending(key: ShopKey, pending: PendingCredential): Promise<'stored' | 'changed'>;
  /**
   * Notes when the credential of this version stops working, and when that was read; what is absent stays as it is noted. A row
   * with another version stays as it is.
   */
  recordKeyExpiry(key: ShopKey, version: number, facts: KeyExpiryFacts): Promise<void>;
  /** Changes what people set for a shop. */
  change(key: ShopKey, facts: Partial<ShopFacts>): Promise<void>;
  /** Removes a shop with its credential, if that still has this version. `absent` if there is no such shop. */
  remove(key: ShopKey, credentialVersion: number): Promise<'removed' | 'absent' | 'changed'>;
}

/** The stored merchants. A shop may name one without a row. */
export interface MerchantStore {
  get(id: string): Promise<Merchant | null>;
  /** Those of these that have a row, in no order, as they stood at most a second ago: each is read from a partition of its own. */
  some(ids: readonly string[]): Promise<Merchant[]>;
  /** All of them, by one read of one partition. For people's commands and for mails to everybody, never for a run of each shard. */
  list(): Promise<Merchant[]>;
  /**
   * Writes a merchant's row if the one that stands has the version before (none for version 1). `changed` means that
   * another process wrote in between; a repeat of the same write is `stored`.
   */
  put(merchant: Merchant): Promise<'stored' | 'changed'>;
}

/** The chats of merchants. */
export interface ChatStore {
  get(merchant: string): Promise<Chat | null>;
  /** All of them, those whose address was removed too, by one read of one partition. */
  list(): Promise<Chat[]>;
  /** Writes a row if the one that stands has the version before (none counts as 0). A repeat of our own write is `stored`. */
  put(chat: Chat): Promise<'stored' | 'changed'>;
}

/** What remains of removed shops. If a shop was added again since, its own row counts. */
export interface RemovedShops {
  get(key: ShopKey): Promise<RemovedShop | null>;
  list(): Promise<RemovedShop[]>;
  /** Notes a removal, replacing an earlier one of the same shop. */
  put(removed: RemovedShop): Promise<void>;
}

/**
 * A shop's credential in the clear: parts by name, which the package of its mall understands (`malls/<mall>/site.ts`). `mall` is absent
 * where release 0.1.0 sealed it, which knew 楽天市場 alone. Lives in memory only; never logged, stored or sent anywhere but to the mall.
 */
export type Credential = Readonly<Record<string, string | number | undefined>>;

/**
 * `app` in the encryption context of every data key. Roles may decrypt under this value alone (`lib/constructs/tsunagi-function.ts`),
 * and every data key in a table was made under it: it never changes.
 */
export const dataKeyApp = 'tsunagi';

/** Seals and opens credentials. The shop is additional data: a sealed credential copied to another shop does not open. */
export interface Vault {
  seal(shop: ShopKey, shard: number, version: number, credential: Credential): Promise<SealedCredential>;
  open(shop: ShopKey, sealed: SealedCredential): Promise<Credential>;
}

/** All shops, by the index of shards: no scan, but dozens of reads, so not for work of every minute. */
export async function allShops({ shops }: { readonly shops: ShopStore }): Promise<Shop[]> {
  const shards = Array.from({ length: shardsMax }, (_, shard) => shard);
  return (await Promise.all(shards.map((shard) => shops.inShard(shard)))).flat();
}

/** All shops of a mall; it costs what `allShops` does. */
export async function shopsOfMall(ports: { readonly shops: ShopStore }, mall: MallName): Promise<Shop[]> {
  return (await allShops(ports)).filter((shop) => shop.mall === mall);
}

/** A shop's credential in the clear; null if it does not open, which has paused its shop. */
export async function openedOrNull(
  ports: { readonly vault: Vault },
  shop: Pick<Shop, 'key' | 'credential'>,
): Promise<Credential | null> {
  try {
    return await ports.vault.open(shop.key, shop.credential);
  } catch (error) {
    if (error instanceof TsunagiError && error.code === 'key.unreadable') return null;
    throw error;
  }
}
