import type { EpochMs } from '../kernel/index.ts';
import type { DueClaim } from './due-row.ts';
import type { PauseCause } from './pause.ts';
import type { ShopKey } from './shop.ts';

export const listingRowFormat = 1;

/** Names a listing: one thing that a shop sells at its mall. */
export interface ListingKey {
  readonly shop: ShopKey;
  /** The mall's own key, as `traits.stock.item` forms it: 楽天 `manageNumber/variantId`, Yahoo `item_code` or `item_code:sub`, others the SKU. */
  readonly item: string;
}

/** How much of what is free a listing shows. */
export interface ListingTerms {
  /** False: its level at the mall is left alone (連携しない). */
  readonly linked: boolean;
  /** 安全在庫: pieces that this listing does not show. */
  readonly buffer: number;
  /** 上限: it never shows more; null for no limit. */
  readonly cap: number | null;
  /** 下限: it shows 0 when fewer than this are left; null for no limit. */
  readonly floor: number | null;
}

/** The level that a mall was last known to have taken. */
export interface AckedLevel {
  readonly level: number;
  /** What the level was reckoned from (`core/stock/ledger.ts`). */
  readonly fingerprint: string;
  readonly at: EpochMs;
}

/** Who may call the mall for a listing, and until when. */
interface ListingClaim extends DueClaim {
  /** Part of a batch that the mall is processing. After `until`, too, the mall is asked before the next call. `ticket` null: not known yet. */
  readonly batch?: { readonly since: EpochMs; readonly ticket: string | null };
}

/** Why a listing that is due is not pushed. */
export type ListingWait =
  /** A pause holds its shop; `cause` is the pause's. */
  | { readonly kind: 'held'; readonly cause: PauseCause; readonly since: EpochMs }
  /** It should show more, and its shop's orders cannot be imported just now. */
  | {
      readonly kind: 'raise-held';
      readonly since: EpochMs;
      /** What the mall showed when it was read (`verifiedAt`); absent in rows written before 0.2.0 was finished. */
      readonly shown?: number;
    }
  /** The mall did not answer or was busy; the nth time in a row. */
  | { readonly kind: 'retrying'; readonly tries: number; readonly since: EpochMs; readonly code: string }
  /**
   * The mall refuses it by name: a person has to act. Tried again ever more rarely, and when its level changes. Of a function that is off
   * (`key.function-off`) `words` is the function, and it is tried every ten minutes.
   */
  | { readonly kind: 'refused'; readonly code: string; readonly words: string; readonly since: EpochMs };

/** One listing and how it stands. Written whole, over the row whose version is one less. */
export interface Listing extends ListingKey, ListingTerms {
  readonly merchant: string;
  /** The merchant's SKU that it sells; may be a set's. */
  readonly sku: string;
  /** 1 for the first row, one more with every write. */
  readonly version: number;
  readonly writer: string;
  /** Counts the changes of its terms and SKU: part of its fingerprint. */
  readonly terms: number;
  /** When it is to be looked at, or was when it was claimed; absent when the mall shows what it should. */
  readonly dueAt?: EpochMs;
  readonly claim?: ListingClaim;
  /** Absent before the first push. */
  readonly acked?: AckedLevel;
  /** Since when a call with an open end may still be applied. */
  readonly unknownAt?: EpochMs;
  /** When to read the mall once more after such a call. */
  readonly lookAgainAt?: EpochMs;
  readonly wait?: ListingWait;
  /** When the mall was last seen to have such an item at all. */
  readonly verifiedAt?: EpochMs;
  /** Since when the mall is known to have no such item: it is not pushed. */
  readonly orphanSince?: EpochMs;
  /** Since when the mall sells none of it, whatever level it shows (Yahoo: 在庫クローズ). Its level is still pushed; only people open it. */
  readonly closedSince?: EpochMs;
  /** The mall was found to show another level than was pushed, and a person has to say what is right (`stockDrift`: ask). */
  readonly drift?: { readonly level: number | null; readonly at: EpochMs };
}

/** What a row has at some times only. */
type Passing = keyof { [Name in keyof Listing as undefined extends Listing[Name] ? Name : never]: true };

/** What changes in a listing's row. An absent field stays as it is, null takes it away. */
export type ListingChange = { readonly [Name in Passing]?: Listing[Name] | null };

/** The row that follows: one version further, written by this run. */
export function nextListing(listing: Listing, runId: string, change: ListingChange): Listing {
  const changed = { ...listing, ...change, version: listing.version + 1, writer: runId };
  // A cap and a floor are null where there is none.
  const isThere = ([name, value]: [string, unknown]): boolean =>
    value !== undefined && (value !== null || name === 'cap' || name === 'floor');
  return Object.fromEntries(Object.entries(changed).filter(isThere)) as unknown as Listing;
}

/** The earliest of moments of which each may be none. */
export function earliest(...moments: readonly (EpochMs | null | undefined)[]): EpochMs | null {
  const set = moments.filter((at) => at !== undefined && at !== null);
  return set.length === 0 ? null : Math.min(...set);
}

type DueListing = Pick<Listing, 'dueAt' | 'lookAgainAt' | 'claim'>;

/** The place in the index of due listings: when it is due or to be read; else where its claim ends, as for a batch. Null outside of it. */
export function listingPlaceOf({ dueAt, lookAgainAt, claim }: DueListing): EpochMs | null {
  return earliest(dueAt, lookAgainAt) ?? claim?.until ?? null;
}

/** From when on a worker may take a listing: never before its claim is over. Null outside of the index. */
export function listingDueOf(listing: DueListing): EpochMs | null {
  const place = listingPlaceOf(listing);
  return place === null ? null : Math.max(place, listing.claim?.until ?? place);
}

/** The row made due at `at`; null where it is already and no worker holds it. `writer` is no worker, which would take the row for its own. */
export function madeDue(listing: Listing, at: EpochMs): Listing | null {
  const { dueAt, claim } = listing;
  if (claim === undefined && dueAt !== undefined && dueAt <= at) return null;
  return { ...listing, dueAt: Math.min(dueAt ?? at, at), version: listing.version + 1, writer: dueMarkerAt(at) };
}

/** Who wrote a row that was made due, by the moment. */
export const dueMarkerAt = (at: EpochMs): string => `mark-due@${at}`;

/** Since when a listing waits to show what it should; null when it does, or when a person has to act first. */
export function waitingSince({ linked, orphanSince, wait, dueAt }: Listing): EpochMs | null {
  if (!linked || orphanSince !== undefined || dueAt === undefined) return null;
  if (wait === undefined) return dueAt;
  return wait.kind === 'refused' ? null : wait.since;
}

/** True of a listing that a person must set right before its mall sells what it should. One that is closed there may wait for its level first. */
export function needsPerson({ linked, orphanSince, wait, closedSince, dueAt }: Listing): boolean {
  if (!linked) return false;
  return orphanSince !== undefined || wait?.kind === 'refused' || (closedSince !== undefined && dueAt === undefined);
}
