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

/** Progress is dropped if the shop was rewound after the run began: its rows may be lost. */
export interface ShopStore {
  /** May lag: a stale cursor only lengthens a window. */
  inShard(shard: number): Promise<Shop[]>;
  /** Few cheap reads. May lag. */
  some(mall: MallName, limit: number): Promise<Shop[]>;
  get(key: ShopKey): Promise<Shop | null>;
  /** A hundred shops per call. May lag. */
  those(keys: readonly ShopKey[]): Promise<Shop[]>;
  /** Reads all shops, for commands only, never on a scheduled path. */
  all(): Promise<Shop[]>;
  add(shop: Shop): Promise<'stored' | 'duplicate'>;
  /** Moves the cursor forward, never back. */
  moveCursor(shop: ShopAsSeen, cursor: EpochMs): Promise<void>;
  /** Moves an impossible cursor back, if unchanged since read. */
  bringCursorBack(seen: ShopAsSeen & Pick<Shop, 'cursor'>, cursor: EpochMs): Promise<void>;
  /** Notes why the cursor waits; null if no longer. */
  noteImportTrouble(shop: ShopAsSeen, trouble: ImportTrouble | null): Promise<void>;
  recordLostSpan(key: ShopKey, span: { from: EpochMs; to: EpochMs }): Promise<void>;
  /** Notes a lasting failure to store orders; null clears it. */
  recordFailing(key: ShopKey, failing: ShopFailing | null): Promise<void>;
  recordScan(shop: ShopAsSeen, at: EpochMs): Promise<void>;
  recordScanPlace(shop: ShopAsSeen, place: string): Promise<void>;
  recordReread(shop: ShopAsSeen, day: string, after: string): Promise<void>;
  /**
   * Moves the cursor back to `to`, scan and re-reading to their beginning, `rewound` one higher. `changed` if the shop is not as it was
   * read.
   */
  rewind(seen: Shop, to: EpochMs, at: EpochMs): Promise<'stored' | 'changed'>;
  /** `changed` if the shop is in neither shard or does not exist. */
  moveToShard(key: ShopKey, from: number, to: number): Promise<'stored' | 'changed'>;
  /**
   * Replaces the credential and the waiting key (absent: none waits), if the version is unchanged. `seen`: only if that key still waits
   * (null: none), so that one that arrived meanwhile is not lost.
   */
  replaceCredential(
    key: ShopKey,
    credential: SealedCredential,
    pending?: PendingCredential,
    seen?: PendingCredential | null,
  ): Promise<'stored' | 'changed'>;
  /** Stores or replaces the waiting key, if the shop's version is the one before. */
  putPending(key: ShopKey, pending: PendingCredential): Promise<'stored' | 'changed'>;
  /** Notes the end of this credential version; absent facts stay, and so do other versions. */
  recordKeyExpiry(key: ShopKey, version: number, facts: KeyExpiryFacts): Promise<void>;
  change(key: ShopKey, facts: Partial<ShopFacts>): Promise<void>;
  remove(key: ShopKey, credentialVersion: number): Promise<'removed' | 'absent' | 'changed'>;
}

/** A shop may name a merchant without a row. */
export interface MerchantStore {
  get(id: string): Promise<Merchant | null>;
  /** Reads merchants unordered, at most a second old; each in its own partition. */
  some(ids: readonly string[]): Promise<Merchant[]>;
  /** One read of one partition. For commands and mails to everybody, never per shard. */
  list(): Promise<Merchant[]>;
  put(merchant: Merchant): Promise<'stored' | 'changed'>;
}

export interface ChatStore {
  get(merchant: string): Promise<Chat | null>;
  /** Reads all chats, also without address; one partition. */
  list(): Promise<Chat[]>;
  put(chat: Chat): Promise<'stored' | 'changed'>;
}

/** Remains of removed shops. The row of a shop added again counts more. */
export interface RemovedShops {
  get(key: ShopKey): Promise<RemovedShop | null>;
  list(): Promise<RemovedShop[]>;
  put(removed: RemovedShop): Promise<void>;
}

/**
 * A credential in the clear, in parts that the mall's package understands (`malls/<mall>/site.ts`). `mall` is absent where release 0.1.0
 * sealed it, for 楽天市場. In memory only; never logged, stored, or sent except to the mall.
 */
export type Credential = Readonly<Record<string, string | number | undefined>>;

/**
 * `app` in the encryption context of every data key. Never changes: roles decrypt under this value alone
 * (`lib/constructs/tsunagi-function.ts`), and stored keys were made under it.
 */
export const dataKeyApp = 'tsunagi';

/** The shop is authenticated data, so that a copy does not open for another. */
export interface Vault {
  seal(shop: ShopKey, shard: number, version: number, credential: Credential): Promise<SealedCredential>;
  open(shop: ShopKey, sealed: SealedCredential): Promise<Credential>;
}

/** Dozens of reads, by the index of shards: not for work of every minute. */
export async function allShops({ shops }: { readonly shops: ShopStore }): Promise<Shop[]> {
  const shards = Array.from({ length: shardsMax }, (_, shard) => shard);
  return (await Promise.all(shards.map((shard) => shops.inShard(shard)))).flat();
}

/** Costs what `allShops` does. */
export async function shopsOfMall(ports: { readonly shops: ShopStore }, mall: MallName): Promise<Shop[]> {
  return (await allShops(ports)).filter((shop) => shop.mall === mall);
}

/** Opens a credential; null if it does not open, after which the shop is paused. */
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
