import { dayMs, type EpochMs, hourMs, jstOffsetMs, minuteMs } from '../kernel/index.ts';

/** A mall's name in `malls/adapters.ts`: which there are, `Malls` knows (`core/ports`). */
export type MallName = string;

/** A shop's identity everywhere: `<mall>#<shop code>`, for 楽天市場 `rms#<shopUrl>`. */
export type ShopKey = `${MallName}#${string}`;

/** Credentials as they are stored: sealed by the vault, with the shop as additional data. */
export interface SealedCredential {
  /** Counts up at every rotation; a `credentials` pause names the version that was refused. */
  readonly version: number;
  readonly sealed: Uint8Array;
  /** When it stops working, by the mall; absent until it was read, or if the mall does not return it. */
  readonly expiresAt?: EpochMs;
  /** Which part of it ends then; absent in rows of a release that did not note it. */
  readonly expiringPart?: ExpiringPart;
  /** Which part ends after that, and when, where another one does; absent in rows of a release that did not note it. */
  readonly laterEnd?: KeyEnd;
  /** When the end was last read at the mall, even without a result; absent if never. */
  readonly checkedAt?: EpochMs;
}

/** A key that is to take the place of a shop's key once the mall takes it. Sealed under the next version. */
export interface PendingCredential extends Pick<SealedCredential, 'version' | 'sealed'> {
  /** When a person entered it. */
  readonly since: EpochMs;
}

/** Why a shop's import waits, or goes on slower, although its mall answers; the reason is not about one order. */
export interface ImportTrouble {
  /**
   * `refused`: the mall refuses the shop's listing, or returns none of its orders, not even known ones; nothing is imported.
   * `total-wrong`: the mall counts other rows than it lists. What it lists is imported, and whether that is all is not proven.
   * `numbers-only`: the mall refuses to give orders with their listing. Their numbers are listed, and each order is read by itself.
   */
  readonly kind: 'refused' | 'total-wrong' | 'numbers-only';
  readonly since: EpochMs;
  /** Codes and counts, for a person. */
  readonly note: string;
}

/** True where trouble holds the shop's cursor. */
export function importWaits({ importTrouble }: Pick<Shop, 'importTrouble'>): boolean {
  return importTrouble !== undefined && importTrouble.kind !== 'numbers-only';
}

/** What of a shop people may change while it is imported; null takes away what may be absent. */
export type ShopFacts = Pick<Shop, 'name' | 'callsPerSecond'> & {
  readonly nextDayCutOff: string | null;
  readonly shipWithinDays: number | null;
  readonly cardDays: number | null;
};

/** One shop of a merchant on one mall, with its place in the import. */
export interface Shop {
  readonly key: ShopKey;
  readonly mall: MallName;
  /** The mall's own name of the shop (楽天: shopUrl). */
  readonly code: string;
  /** What people call it. */
  readonly name: string;
  /** Whose stock the shop's orders draw from. */
  readonly merchant: string;
  /** Which schedule polls it: of `shards` schedules the one of number `shard % shards`. Below `shardsMax`. */
  readonly shard: number;
  /** Orders placed before this moment are not imported. */
  readonly importFrom: EpochMs;
  /** When it was added, or added again; absent in rows of a release that did not note it. */
  readonly addedAt?: EpochMs;
  /** Every order placed up to here is stored, or has a problem row. */
  readonly cursor: EpochMs;
  /** When the state scan last finished for this shop; 0 when never. */
  readonly scannedAt: EpochMs;
  /** Where the scan under way continues; '' or absent if there is none. */
  readonly scanPlace?: string;
  /** Japanese day whose nightly re-reading is done, and how far today's has come; '' when never. */
  readonly rereadDay: string;
  readonly rereadAfter: string;
  /** Calls a second the mall allows this shop. */
  readonly callsPerSecond: number;
  /** Until when in the day orders promised for the next day leave the shop, `14:00` in Japan; absent: no warnings are sent. */
  readonly nextDayCutOff?: string;
  /** Days from the moment at which an order can be shipped until it must have left (出荷期限); absent: not known. */
  readonly shipWithinDays?: number;
  /** Days for which a card's authorisation lasts (与信), 0 for no warning; absent: as the mall's traits say. */
  readonly cardDays?: number;
  readonly credential: SealedCredential;
  /** The next key, which the mall did not take yet (`pendingOf` says whether it still counts); absent when none waits. */
  readonly pending?: PendingCredential;
  /** A span the mall no longer shows, so that it can be named; absent when nothing was lost. */
  readonly lostSpan?: { readonly from: EpochMs; readonly to: EpochMs };
  /** Present while its orders cannot be stored: its visits end with a failure of our own that stays. */
  readonly failing?: ShopFailing;
  /** How often the import was sent back because rows were lost, and when last; absent when never. */
  readonly rewound?: Rewound;
  /** Present while its cursor waits for a reason that is not about one order. */
  readonly importTrouble?: ImportTrouble;
}

/** A failure of our own that a shop's import meets at each visit: the store refuses a write, or what is stored cannot be read. */
export interface ShopFailing {
  readonly since: EpochMs;
  /** An `ErrorCode`, or the name of an error that is not ours. */
  readonly code: string;
}

/** A shop's import was sent back: what was known of its orders until then may be lost (`core/tenants/shop-changes.ts`). */
export interface Rewound {
  readonly times: number;
  /** The moment up to which orders may have been imported and announced, and the rows are gone. */
  readonly at: EpochMs;
}

/** A shop as a run saw it when it began. Once the import has been sent back, what the run found out counts no more. */
export type ShopAsSeen = Pick<Shop, 'key' | 'rewound'>;

/** Builds a shop's key. */
export const shopKey = (mall: MallName, code: string): ShopKey => `${mall}#${code}`;

/** Fixed number of index buckets; enough for thousands of writes a second, few enough to ask one by one. */
export const bucketCount = 16;

/** The bucket of the due work of a shop, or of a SKU. Independent of shards, so shards can change while running (FNV-1a). */
export function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % bucketCount;
}

/** The buckets of one shard of a sharded job. */
export function bucketsOfShard(shard: number, shards: number): number[] {
  return numbersWithRemainder(bucketCount, shard, shards);
}

/** Every bucket: for what is asked of all shops at once. */
export const allBuckets: readonly number[] = bucketsOfShard(0, 1);

/** A shop's shard is below this, which is also the most schedules of a function. */
export const shardsMax = 64;

/**
 * The shards whose shops one of `shards` schedules looks after: its own first, then those that only other numbers of
 * schedules give a schedule of their own. None is left out and none belongs to two, however many schedules there are, so
 * their number can change without a row being touched.
 */
export function shardsOfSchedule(shard: number, shards: number): number[] {
  return numbersWithRemainder(shardsMax, shard, shards);
}

/** The numbers below `count` that leave `remainder` when divided by `divisor`, in order. */
function numbersWithRemainder(count: number, remainder: number, divisor: number): number[] {
  const numbers: number[] = [];
  if (remainder < divisor) for (let number = remainder; number < count; number += divisor) numbers.push(number);
  return numbers;
}

/** The mall a shop's key belongs to. */
export function mallOf(key: ShopKey): MallName {
  return key.slice(0, key.indexOf('#')) as MallName;
}

/** Things by the mall that they belong to, in the order of the malls' names. */
export function byMall<One>(all: readonly One[], of: (one: One) => MallName): (readonly [MallName, readonly One[]])[] {
  return [...Map.groupBy(all, of)].sort(([one], [other]) => (one < other ? -1 : 1));
}

/**
 * A part of shops' keys that ends by itself, in a word of its mall: `licence`, `consent`, `public-key`. The mall's package has the words
 * for merchants (`mail.ts`) and for the operator (`desk.ts`).
 */
export type ExpiringPart = string;

/** The end of a part of a shop's key. */
export interface KeyEnd {
  readonly part: ExpiringPart;
  readonly at: EpochMs;
}

/** When a shop's key stops working, and which part of it ends then. Where several parts end, it is the one that ends first. */
export interface KeyExpiry extends KeyEnd {
  /** The part that ends after it, where there is one: it is renewed by other work, so its merchant is informed of it separately. */
  readonly later?: KeyEnd;
}

/** What a shop's row keeps of the end of its key. */
export type KeyExpiryFacts = Pick<SealedCredential, 'expiresAt' | 'expiringPart' | 'laterEnd' | 'checkedAt'>;

/** What ends where a row does not say it: release 0.1.0 noted the moment alone, and knew licences alone. */
const usualPart: ExpiringPart = 'licence';

/** When a shop's stored key ends; null while that is unknown. */
export function keyExpiryOf({ credential }: Pick<Shop, 'credential'>): KeyEnd | null {
  const { expiresAt, expiringPart } = credential;
  return expiresAt === undefined ? null : { part: expiringPart ?? usualPart, at: expiresAt };
}

/** When each part of a shop's stored key ends, as far as it is known, the first one first. */
export function keyEndsOf(shop: Pick<Shop, 'credential'>): KeyEnd[] {
  const first = keyExpiryOf(shop);
  const { laterEnd } = shop.credential;
  return [...(first === null ? [] : [first]), ...(laterEnd === undefined ? [] : [laterEnd])];
}

/** What a shop's row keeps of an expiry that was read at `checkedAt`; if the mall does not return it, only that it was asked. */
export function expiryFacts(expiry: KeyExpiry | null, checkedAt: EpochMs): KeyExpiryFacts {
  if (expiry === null) return { checkedAt };
  const { part, at, later } = expiry;
  return { expiresAt: at, expiringPart: part, ...(later === undefined ? {} : { laterEnd: later }), checkedAt };
}

/** How long after a reading the next one is due. */
const readEveryMs = dayMs;
/** How long after one that failed: the mall may be down, or may not return it for hours. */
const readAgainMs = hourMs;

/** True when the end of a shop's key is to be read. `triedAt`: when this process last tried, whatever the outcome. */
export function expiryReadingDue({ checkedAt }: SealedCredential, triedAt: EpochMs | null, now: EpochMs): boolean {
  const isOld = checkedAt === undefined || now - checkedAt >= readEveryMs;
  return isOld && (triedAt === null || now - triedAt >= readAgainMs);
}

/** This many days before its end a merchant gets a mail about a key. */
export const warnedDaysBefore = [14, 7, 3, 1] as const;

/** Midnights in Japan between now and the end: 0 on its last day, 1 on the day before; negative afterwards. */
export function daysLeft(endsAt: EpochMs, now: EpochMs): number {
  return japaneseDay(endsAt) - japaneseDay(now);
}

const japaneseDay = (at: EpochMs): number => Math.floor((at + jstOffsetMs) / dayMs);

/**
 * What stays of a shop that was removed: everything that adding it again needs, so that no order is lost or doubled then,
 * and no key. Its orders and their history stay in their own tables.
 */
export interface RemovedShop
  extends Pick<
    Shop,
    'key' | 'mall' | 'code' | 'name' | 'merchant' | 'importFrom' | 'cursor' | 'callsPerSecond' | 'lostSpan' | 'rewound'
  > {
  /** The version its last credential had: versions never come twice, or an old pause could hold a new key. */
  readonly credentialVersion: number;
  readonly removedAt: EpochMs;
  readonly by: string;
}

/** What is kept of a shop that is removed now. */
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

/**
 * Where the import of a shop begins that is added again. It goes on at the cursor it had, whatever `importFrom` says, unless
 * that lies before everything imported so far: then it begins there, and the orders that have a row are known by it.
 */
export function resumedImport(
  importFrom: EpochMs,
  before: Pick<RemovedShop, 'importFrom' | 'cursor'>,
): { readonly importFrom: EpochMs; readonly cursor: EpochMs } {
  if (importFrom < before.importFrom) return { importFrom, cursor: importFrom };
  return { importFrom: before.importFrom, cursor: before.cursor };
}

/** A new key is tried this often for two hours: RMS refuses one for up to an hour and a half (`docs/malls/rms.md`). */
const eagerEveryMs = 2 * minuteMs;
const eagerMs = 2 * hourMs;
/** Then only this often, since it is wrong or the mall is down for long. */
const laterEveryMs = 15 * minuteMs;
/** After this long it is no longer tried: a person has to look. */
export const givenUpAfterMs = 72 * hourMs;

/**
 * The key that waits to take a shop's key's place, as long as it is the next one: once another key was stored, whatever waited
 * counts no more. A release before this one leaves it in the row when it stores a key.
 */
export function pendingOf({ credential, pending }: Pick<Shop, 'credential' | 'pending'>): PendingCredential | null {
  return pending !== undefined && pending.version === credential.version + 1 ? pending : null;
}

/** The shop with the key that waits in its key's place: what the mall is asked with to see whether it takes that. */
export function withPendingKey(shop: Shop, { version, sealed }: PendingCredential): Shop {
  return { ...shop, credential: { version, sealed } };
}

/** True while the wait is normal: the mall may still begin to accept the key. */
export function isAwaited({ since }: PendingCredential, now: EpochMs): boolean {
  return now - since < eagerMs;
}

/** True when a waiting key is to be tried. `triedAt`: when this process last did. */
export function pendingTryDue({ since }: PendingCredential, triedAt: EpochMs | null, now: EpochMs): boolean {
  const age = now - since;
  if (age >= givenUpAfterMs) return false;
  return triedAt === null || now - triedAt >= (age < eagerMs ? eagerEveryMs : laterEveryMs);
}
