import type { EpochMs } from '../kernel/index.ts';
import type { PendingCredential, SealedCredential } from './credential.ts';

/** A mall's name in `malls/adapters.ts`; `Malls` knows them all (`core/ports`). */
export type MallName = string;

/** A shop's identity: `<mall>#<shop code>`, for 楽天市場 `rms#<shopUrl>`. */
export type ShopKey = `${MallName}#${string}`;

/** Reason why an import waits or slows although the mall answers, beyond one order. */
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
  /** Time of (last) adding; absent in rows of older releases. */
  readonly addedAt?: EpochMs;
  /** Every order placed up to here is stored, or has a problem row. */
  readonly cursor: EpochMs;
  /** End of the last state scan; 0 if never. */
  readonly scannedAt: EpochMs;
  /** Place of the current scan; '' or absent if none. */
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
  /** Moment up to which lost orders may have been announced. */
  readonly at: EpochMs;
}

/** A shop as seen at the start of a run; a rewind since invalidates the run's findings. */
export type ShopAsSeen = Pick<Shop, 'key' | 'rewound'>;

export const shopKey = (mall: MallName, code: string): ShopKey => `${mall}#${code}`;

export function mallOf(key: ShopKey): MallName {
  return key.slice(0, key.indexOf('#')) as MallName;
}

/** Groups in the order of the malls' names. */
export function byMall<One>(all: readonly One[], of: (one: One) => MallName): (readonly [MallName, readonly One[]])[] {
  return [...Map.groupBy(all, of)].sort(([one], [other]) => (one < other ? -1 : 1));
}

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

/** Resumes at the old cursor whatever `importFrom` says, unless that precedes everything imported. */
export function resumedImport(
  importFrom: EpochMs,
  before: Pick<RemovedShop, 'importFrom' | 'cursor'>,
): { readonly importFrom: EpochMs; readonly cursor: EpochMs } {
  if (importFrom < before.importFrom) return { importFrom, cursor: importFrom };
  return { importFrom: before.importFrom, cursor: before.cursor };
}
