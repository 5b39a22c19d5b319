import type { EpochMs } from '../kernel/index.ts';
import type { DueClaim } from './due-row.ts';
import type { PauseCause } from './pause.ts';
import type { ShopKey } from './shop.ts';

export const listingRowFormat = 1;

/** Names a thing that a shop sells at its mall. */
export interface ListingKey {
  readonly shop: ShopKey;
  /**
   * The mall's key in the form of `traits.stock.item`: 楽天 `manageNumber/variantId`, Yahoo `item_code` or `item_code:sub`, others the SKU.
   */
  readonly item: string;
}

export interface ListingTerms {
  /** False: the mall's level is left alone (連携しない). */
  readonly linked: boolean;
  /** 安全在庫: pieces not shown. */
  readonly buffer: number;
  /** 上限: most pieces shown; null: no limit. */
  readonly cap: number | null;
  /** 下限: shows 0 below this; null: no limit. */
  readonly floor: number | null;
}

export interface AckedLevel {
  readonly level: number;
  /** Identifies what the level was computed from (`core/stock/ledger.ts`). */
  readonly fingerprint: string;
  readonly at: EpochMs;
}

interface ListingClaim extends DueClaim {
  /** Part of a batch at the mall, asked about before the next call, even after `until`. `ticket` null: unknown yet. */
  readonly batch?: { readonly since: EpochMs; readonly ticket: string | null };
}

/** Reasons why a due listing is not pushed. */
export type ListingWait =
  /** A pause holds the shop; `cause` is the pause's. */
  | { readonly kind: 'held'; readonly cause: PauseCause; readonly since: EpochMs }
  /** Level to be raised, while the shop's orders cannot be imported. */
  | {
      readonly kind: 'raise-held';
      readonly since: EpochMs;
      /** Level read at `verifiedAt`; absent in rows from before 0.2.0 was finished. */
      readonly shown?: number;
    }
  /** No answer or a busy mall, `tries` times in a row. */
  | { readonly kind: 'retrying'; readonly tries: number; readonly since: EpochMs; readonly code: string }
  /**
   * Refused, for a person to act. Retried ever more rarely, and when the level changes. For `key.function-off`, `words` is the function,
   * retried every ten minutes.
   */
  | { readonly kind: 'refused'; readonly code: string; readonly words: string; readonly since: EpochMs };

/** A listing's row. */
export interface Listing extends ListingKey, ListingTerms {
  readonly merchant: string;
  /** May be a set's. */
  readonly sku: string;
  readonly version: number;
  readonly writer: string;
  /** Number of changes of terms and SKU; part of the fingerprint. */
  readonly terms: number;
  /** Next look, or the one claimed; absent when the mall shows the right level. */
  readonly dueAt?: EpochMs;
  readonly claim?: ListingClaim;
  readonly acked?: AckedLevel;
  /** Start of a call without an outcome that may still be applied. */
  readonly unknownAt?: EpochMs;
  readonly lookAgainAt?: EpochMs;
  readonly wait?: ListingWait;
  /** Last reading in which the mall had the item. */
  readonly verifiedAt?: EpochMs;
  /** First reading without the item, which is not pushed since. */
  readonly orphanSince?: EpochMs;
  /** First sight of an item that sells none whatever the level (Yahoo: 在庫クローズ). Still pushed; only people reopen. */
  readonly closedSince?: EpochMs;
  /** A level at the mall that differs from the one pushed, for a person to decide. */
  readonly drift?: { readonly level: number | null; readonly at: EpochMs };
}

type Passing = keyof { [Name in keyof Listing as undefined extends Listing[Name] ? Name : never]: true };

/** Changes of a row: an absent field stays, null removes it. */
export type ListingChange = { readonly [Name in Passing]?: Listing[Name] | null };

export function nextListing(listing: Listing, runId: string, change: ListingChange): Listing {
  const changed = { ...listing, ...change, version: listing.version + 1, writer: runId };
  // Caps and floors may be null.
  const isThere = ([name, value]: [string, unknown]): boolean =>
    value !== undefined && (value !== null || name === 'cap' || name === 'floor');
  return Object.fromEntries(Object.entries(changed).filter(isThere)) as unknown as Listing;
}

export function earliest(...moments: readonly (EpochMs | null | undefined)[]): EpochMs | null {
  const set = moments.filter((at) => at !== undefined && at !== null);
  return set.length === 0 ? null : Math.min(...set);
}

type DueListing = Pick<Listing, 'dueAt' | 'lookAgainAt' | 'claim'>;

/** Place in the index of due listings: when due or to be read, else the end of a claim; null if none. */
export function listingPlaceOf({ dueAt, lookAgainAt, claim }: DueListing): EpochMs | null {
  return earliest(dueAt, lookAgainAt) ?? claim?.until ?? null;
}

/** Next time for a worker, never before a claim ends; null outside of the index. */
export function listingDueOf(listing: DueListing): EpochMs | null {
  const place = listingPlaceOf(listing);
  return place === null ? null : Math.max(place, listing.claim?.until ?? place);
}

/** Makes the row due; null if already due and unclaimed. `writer` is no worker, which would take the row for its own. */
export function madeDue(listing: Listing, at: EpochMs): Listing | null {
  const { dueAt, claim } = listing;
  if (claim === undefined && dueAt !== undefined && dueAt <= at) return null;
  return { ...listing, dueAt: Math.min(dueAt ?? at, at), version: listing.version + 1, writer: dueMarkerAt(at) };
}

export const dueMarkerAt = (at: EpochMs): string => `mark-due@${at}`;

/** Start of waiting; null if not waiting, or if a person must act first. */
export function waitingSince({ linked, orphanSince, wait, dueAt }: Listing): EpochMs | null {
  if (!linked || orphanSince !== undefined || dueAt === undefined) return null;
  if (wait === undefined) return dueAt;
  return wait.kind === 'refused' ? null : wait.since;
}

/** True if a person must act first. A closed listing may wait for its level before. */
export function needsPerson({ linked, orphanSince, wait, closedSince, dueAt }: Listing): boolean {
  if (!linked) return false;
  return orphanSince !== undefined || wait?.kind === 'refused' || (closedSince !== undefined && dueAt === undefined);
}
