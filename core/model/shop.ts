import { dayMs, type EpochMs, hourMs, jstOffsetMs, minuteMs } from '../kernel/index.ts';

/** A mall's name in `malls/adapters.ts`; `Malls` knows them all (`core/ports`). */
export type MallName = string;

/** A shop's identity: `<mall>#<shop code>`, for 楽天市場 `rms#<shopUrl>`. */
export type ShopKey = `${MallName}#${string}`;

/** Credentials sealed by the vault, with the shop as additional data. */
export interface SealedCredential {
  /** Raised by every rotation; a `credentials` pause names the refused one. */
  readonly version: number;
  readonly sealed: Uint8Array;
  /** Absent if unknown. */
  readonly expiresAt?: EpochMs;
  /** The part that ends then; absent in rows of older releases. */
  readonly expiringPart?: ExpiringPart;
  /** The next part to end, if any; absent in rows of older releases. */
  readonly laterEnd?: KeyEnd;
  /** Last reading of the end, even without a result. */
  readonly checkedAt?: EpochMs;
}

/** A key that replaces the shop's once the mall accepts it. Sealed under the next version. */
export interface PendingCredential extends Pick<SealedCredential, 'version' | 'sealed'> {
  readonly since: EpochMs;
}

/** Why an import waits or slows although the mall answers, for a reason beyond one order. */
export interface ImportTrouble {
  /**
   * `refused`: the mall refuses the listing, or returns no order, not even known ones.
   * `total-wrong`: the mall's count differs from its list; imported, perhaps incompletely.
   * `numbers-only`: the mall lists numbers without orders, which are read one by one.
   */
  readonly kind: 'refused' | 'total-wrong' | 'numbers-only';
  readonly since: EpochMs;
  readonly note: string;
}

/** True if trouble holds the cursor. */
export function importWaits({ importTrouble }: Pick<Shop, 'importTrouble'>): boolean {
  return importTrouble !== undefined && importTrouble.kind !== 'numbers-only';
}

/** Shop settings that operators can change. null clears an optional one. */
export type ShopFacts = Pick<Shop, 'name' | 'callsPerSecond'> & {
  readonly nextDayCutOff: string | null;
  readonly shipWithinDays: number | null;
  readonly cardDays: number | null;
};

/** A merchant's shop on one mall, with the progress of its import. */
export interface Shop {
  readonly key: ShopKey;
  readonly mall: MallName;
  /** The mall's name of the shop (楽天: shopUrl). */
  readonly code: string;
  readonly name: string;
  /** Owner of the stock that orders draw from. */
  readonly merchant: string;
  /** Polled by schedule `shard % shards`. Below `shardsMax`. */
  readonly shard: number;
  /** Start of the import; earlier orders are ignored. */
  readonly importFrom: EpochMs;
  /** When (last) added; absent in rows of older releases. */
  readonly addedAt?: EpochMs;
  /** Every order placed up to here is stored, or has a problem row. */
  readonly cursor: EpochMs;
  /** End of the last state scan; 0 if never. */
  readonly scannedAt: EpochMs;
  /** Where the current scan continues; '' or absent if none. */
  readonly scanPlace?: string;
  /** Japanese day of the last nightly re-reading, and today's progress; '' if never. */
  readonly rereadDay: string;
  readonly rereadAfter: string;
  readonly callsPerSecond: number;
  /** Time in Japan by which next-day orders leave the shop, such as `14:00`; absent: no warnings. */
  readonly nextDayCutOff?: string;
  /** Days from shippable to 出荷期限; absent: unknown. */
  readonly shipWithinDays?: number;
  /** Days of a card's authorisation (与信), 0 for no warning; absent: the mall's traits. */
  readonly cardDays?: number;
  readonly credential: SealedCredential;
  /** The next key, not yet accepted (`pendingOf` tells whether it counts). */
  readonly pending?: PendingCredential;
  readonly lostSpan?: { readonly from: EpochMs; readonly to: EpochMs };
  /** Present while orders cannot be stored, by a lasting failure of ours. */
  readonly failing?: ShopFailing;
  /** Rewinds after lost rows: their number, and the last. */
  readonly rewound?: Rewound;
  readonly importTrouble?: ImportTrouble;
}

/** A failure of ours at each visit: a refused write, or an unreadable row. */
export interface ShopFailing {
  readonly since: EpochMs;
  /** An `ErrorCode`, or the name of another error. */
  readonly code: string;
}

/** A rewind of a shop's import, since its orders so far may be lost (`core/tenants/shop-changes.ts`). */
export interface Rewound {
  readonly times: number;
  /** Lost orders up to here may have been announced. */
  readonly at: EpochMs;
}

/** A shop as seen at the start of a run; a rewind since invalidates the run's findings. */
export type ShopAsSeen = Pick<Shop, 'key' | 'rewound'>;

export const shopKey = (mall: MallName, code: string): ShopKey => `${mall}#${code}`;

/** Enough for thousands of writes a second, few enough to query one by one. */
export const bucketCount = 16;

/** Bucket of a shop's or SKU's due work (FNV-1a). Independent of shards, which may change while running. */
export function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % bucketCount;
}

export function bucketsOfShard(shard: number, shards: number): number[] {
  return numbersWithRemainder(bucketCount, shard, shards);
}

export const allBuckets: readonly number[] = bucketsOfShard(0, 1);

export const shardsMax = 64;

/** Shards of one schedule. Each shard belongs to exactly one for any number of schedules, which can change without touching rows. */
export function shardsOfSchedule(shard: number, shards: number): number[] {
  return numbersWithRemainder(shardsMax, shard, shards);
}

function numbersWithRemainder(count: number, remainder: number, divisor: number): number[] {
  const numbers: number[] = [];
  if (remainder < divisor) for (let number = remainder; number < count; number += divisor) numbers.push(number);
  return numbers;
}

export function mallOf(key: ShopKey): MallName {
  return key.slice(0, key.indexOf('#')) as MallName;
}

/** Groups in the order of the malls' names. */
export function byMall<One>(all: readonly One[], of: (one: One) => MallName): (readonly [MallName, readonly One[]])[] {
  return [...Map.groupBy(all, of)].sort(([one], [other]) => (one < other ? -1 : 1));
}

/**
 * A part of a key that ends by itself, in its mall's word: `licence`, `consent`, `public-key`. Texts are in the mall's package (`mail.ts`,
 * `desk.ts`).
 */
export type ExpiringPart = string;

export interface KeyEnd {
  readonly part: ExpiringPart;
  readonly at: EpochMs;
}

/** The first end of a part of a shop's key. */
export interface KeyExpiry extends KeyEnd {
  /** The next part to end. Renewed by other work, so its merchant is told separately. */
  readonly later?: KeyEnd;
}

export type KeyExpiryFacts = Pick<SealedCredential, 'expiresAt' | 'expiringPart' | 'laterEnd' | 'checkedAt'>;

/** The part that rows of 0.1.0 mean, which knew licences only. */
const usualPart: ExpiringPart = 'licence';

export function keyExpiryOf({ credential }: Pick<Shop, 'credential'>): KeyEnd | null {
  const { expiresAt, expiringPart } = credential;
  return expiresAt === undefined ? null : { part: expiringPart ?? usualPart, at: expiresAt };
}

/** Known ends of a key's parts, the first one first. */
export function keyEndsOf(shop: Pick<Shop, 'credential'>): KeyEnd[] {
  const first = keyExpiryOf(shop);
  const { laterEnd } = shop.credential;
  return [...(first === null ? [] : [first]), ...(laterEnd === undefined ? [] : [laterEnd])];
}

/** Row fields for an expiry read at `checkedAt`; null: only that the mall was asked. */
export function expiryFacts(expiry: KeyExpiry | null, checkedAt: EpochMs): KeyExpiryFacts {
  if (expiry === null) return { checkedAt };
  const { part, at, later } = expiry;
  return { expiresAt: at, expiringPart: part, ...(later === undefined ? {} : { laterEnd: later }), checkedAt };
}

const readEveryMs = dayMs;
/** Interval after a failure: the mall may be down, or not tell for hours. */
const readAgainMs = hourMs;

/** `triedAt`: this process's last try, whatever the outcome. */
export function expiryReadingDue({ checkedAt }: SealedCredential, triedAt: EpochMs | null, now: EpochMs): boolean {
  const isOld = checkedAt === undefined || now - checkedAt >= readEveryMs;
  return isOld && (triedAt === null || now - triedAt >= readAgainMs);
}

/** Days before its end on which a merchant gets a mail about a key. */
export const warnedDaysBefore = [14, 7, 3, 1] as const;

/** Midnights in Japan until the end: 0 on its last day, negative afterwards. */
export function daysLeft(endsAt: EpochMs, now: EpochMs): number {
  return japaneseDay(endsAt) - japaneseDay(now);
}

const japaneseDay = (at: EpochMs): number => Math.floor((at + jstOffsetMs) / dayMs);

/** Remains of a removed shop, without a key, so that adding it again loses and doubles no order. */
export interface RemovedShop
  extends Pick<
    Shop,
    'key' | 'mall' | 'code' | 'name' | 'merchant' | 'importFrom' | 'cursor' | 'callsPerSecond' | 'lostSpan' | 'rewound'
  > {
  /** Version of its last credential. Versions never repeat, or an old pause could hold a new key. */
  readonly credentialVersion: number;
  readonly removedAt: EpochMs;
  readonly by: string;
}

export function removedShop(shop: Shop, by: string, now: EpochMs): RemovedShop {
  const { key, mall, code, name, merchant, importFrom, cursor, callsPerSecond, credential } = shop;
  return {
    ...{ key, mall, code, name, merchant, importFrom, cursor, callsPerSecond },
    ...(shop.lostSpan === undefined ? {} : { lostSpan: shop.lostSpan }),
    ...(shop.rewound === undefined ? {} : { rewound: shop.rewound }),
    credentialVersion: credential.version,
    removedAt: now,
    by,
  };
}

/** The old cursor whatever `importFrom` says, unless that precedes everything imported. */
export function resumedImport(
  importFrom: EpochMs,
  before: Pick<RemovedShop, 'importFrom' | 'cursor'>,
): { readonly importFrom: EpochMs; readonly cursor: EpochMs } {
  if (importFrom < before.importFrom) return { importFrom, cursor: importFrom };
  return { importFrom: before.importFrom, cursor: before.cursor };
}

/** Eager tries: RMS refuses new keys for up to an hour and a half (`docs/malls/rms.md`). */
const eagerEveryMs = 2 * minuteMs;
const eagerMs = 2 * hourMs;
/** Later interval, since the key is wrong or the mall down for long. */
const laterEveryMs = 15 * minuteMs;
/** Time after which a key is given up and a person must look. */
export const givenUpAfterMs = 72 * hourMs;

/** The waiting key, unless another was stored since. Earlier releases leave it in the row. */
export function pendingOf({ credential, pending }: Pick<Shop, 'credential' | 'pending'>): PendingCredential | null {
  return pending !== undefined && pending.version === credential.version + 1 ? pending : null;
}

export function withPendingKey(shop: Shop, { version, sealed }: PendingCredential): Shop {
  return { ...shop, credential: { version, sealed } };
}

export function isAwaited({ since }: PendingCredential, now: EpochMs): boolean {
  return now - since < eagerMs;
}

/** `triedAt`: this process's last try. */
export function pendingTryDue({ since }: PendingCredential, triedAt: EpochMs | null, now: EpochMs): boolean {
  const age = now - since;
  if (age >= givenUpAfterMs) return false;
  return triedAt === null || now - triedAt >= (age < eagerMs ? eagerEveryMs : laterEveryMs);
}
