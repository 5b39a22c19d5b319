import { clockErrorMaxMs, dayMs, type EpochMs, fingerprintOf, wholeSecond } from '../kernel/index.ts';
import {
  type AnnouncementKind,
  type Claim,
  type ClaimKey,
  claimId,
  type ItemSkus,
  type MallOrder,
  movedSince,
  type OrderRow,
  type PendingAnnouncement,
  pack,
  type RedactionMark,
  type RevisionEntry,
  revisionsPerRewind,
  type Shop,
  type StoredOrder,
  storedOrderOf,
  unpack,
  withSkus,
} from '../model/index.ts';
import type { MallTraits } from '../ports/index.ts';
import type { ImportSettings } from '../session/index.ts';
import { changesBetween } from './export.ts';
import { wayOf } from './listing-ways.ts';
import { dueOf, finalSince, isFinal } from './personal-data.ts';

/** What a plan is made from, beside the order itself. */
export interface PlanContext {
  readonly shop: Shop;
  readonly traits: MallTraits;
  readonly settings: ImportSettings;
  readonly runId: string;
  readonly now: EpochMs;
}

/** One look at one order: the row seen before the mall was asked, and when it was asked. */
export interface Look {
  readonly orderNumber: string;
  readonly seen: OrderRow | null;
  readonly readAt: EpochMs;
  /** Highest version of a claim that refused an earlier attempt of ours. */
  readonly floor: number;
  /** Claims an earlier attempt (ours, or a dead run's) may have left behind: this reading corrects them. */
  readonly carried: readonly ClaimKey[];
  /** Of the original that was read, where it is known already. */
  readonly fingerprint?: string;
  /** The SKUs that the order's items are listed under, as they stay with its row. */
  readonly skus?: ItemSkus | undefined;
  /** Its pieces were another stored order's until it was split off. */
  readonly takesOver?: boolean;
  /** The buyer was removed from the order that it was split off from. */
  readonly inherited?: RedactionMark | undefined;
}

/** The writes that make a reading true, in the order they are made. */
export interface OrderPlan {
  /** What the row says that was not known before. */
  readonly news: 'imported' | 'changed' | 'same' | 'missing' | 'quarantined';
  readonly claims: readonly Claim[];
  /** Those of the claims that hold something else than by the row before: their SKUs are marked, whatever stands in the ledger. */
  readonly moving: readonly Claim[];
  /** Claims of 0 as of 注文日時, written before the others: of pieces that the order did not hold before it was split off, or changed. */
  readonly openings: readonly Claim[];
  readonly superseded: RevisionEntry | null;
  readonly row: OrderRow;
  readonly seen: number | null;
}

/**
 * The version of a reading. Greater than everything it may have seen, so that readings of one order are totally ordered
 * even when clocks are wrong; and the time just before the call otherwise, so that a fresh reading beats an old one.
 */
export function versionOf(look: Look): number {
  return Math.max(look.readAt, (look.seen?.version ?? 0) + 1, look.floor + 1);
}

/** Plans what a readable order implies, or null when nothing has to be written. */
export function planReadable(look: Look, asRead: MallOrder, context: PlanContext): OrderPlan | null {
  const { seen, skus } = look;
  const redacted = markOf(look);
  const shown = { ...withSkus(asRead, skus), orderedAt: orderedAtOf(asRead, seen, context) };
  if (seen === null && isFromBefore(shown, context)) return null;
  const order = redacted === undefined ? shown : { ...shown, original: context.traits.redactOriginal(shown.original) };
  const asStored = seen?.kind === 'stored' ? seen : null;
  const inherits = asStored !== null && redacted !== undefined && asStored.redacted === undefined;
  // What it held of its buyer is no news, and goes into no history.
  const before = inherits ? withoutBuyer(asStored, context.traits) : asStored;
  if (before?.erasedAt !== undefined) return null;
  const final = isFinal(order.progress, order.orderedAt, context);
  const finalAt = final ? finalSince(order, before, context) : undefined;
  // The look's is that of the order as it was read, with its buyer.
  const known = redacted === undefined ? look.fingerprint : undefined;
  const fingerprint = known ?? fingerprintOf(order.original);
  const sameContent = before !== null && isSameContent(before, fingerprint, order.original);
  const sameDate = before?.orderedAt === order.orderedAt;
  const isAsStored =
    sameContent && sameDate && before.final === final && before.cancelRequested === order.cancelRequested;
  const nothingToDo = isAsStored && !inherits && look.carried.length === 0 && !before.problem;
  if (nothingToDo) return null;

  const version = versionOf(look);
  const next = sameContent ? { revision: before.revision, pending: [] } : nextRevision(before, order, context);
  const unannounced = [...(before?.unannounced ?? []), ...next.pending];
  const row: StoredOrder = {
    kind: 'stored',
    shop: context.shop.key,
    orderNumber: look.orderNumber,
    version,
    writer: context.runId,
    ...(redacted === undefined ? {} : { redacted }),
    revision: next.revision,
    progress: order.progress,
    orderedAt: order.orderedAt,
    ...(skus === undefined ? {} : { skus }),
    storedAt: before?.storedAt ?? context.now,
    readAt: look.readAt,
    fingerprint,
    original: pack(order.original),
    unannounced,
    final,
    ...(finalAt === undefined ? {} : { finalAt }),
    ...(order.cancelRequested === true ? { cancelRequested: true } : {}),
    // Parts may be shown before the order that they came from says that it was split.
    ...(before?.parts === undefined || order.splitInto !== undefined ? {} : { parts: before.parts }),
    ...dueOf({ unannounced, final, finalAt }, context),
  };
  const isSame = sameContent && sameDate;
  const earlier = before === null || isSame ? [] : claimsBefore(before, context);
  const claims = claimsOf(order, version, [...earlier, ...look.carried], context);
  return {
    news: before === null ? 'imported' : sameContent ? 'same' : 'changed',
    claims,
    // What a dead run may have claimed is known by no row: it is marked in any case.
    moving: look.carried.length > 0 ? claims : isSame ? [] : movedSince(earlier, claims),
    openings: (before === null ? look.takesOver === true : !isSame) ? openingsOf(earlier, claims) : [],
    superseded: before === null || sameContent ? null : revisionEntryOf(before, context.now),
    row,
    seen: seen?.version ?? null,
  };
}

/** True for an order of another time that a mall which lists by change shows because it changed: only newer ones are imported. */
function isFromBefore({ orderedAt }: MallOrder, { shop, traits }: PlanContext): boolean {
  return wayOf(traits).showsChanges && wholeSecond(orderedAt) < wholeSecond(shop.importFrom);
}

/**
 * 注文日時 as it is stored. A date in the future, or from before the mall looks back, is wrong: the order would be settled only
 * then, or count as settled at once. The date of the row counts instead, or the moment of the first reading.
 */
function orderedAtOf({ orderedAt }: MallOrder, seen: OrderRow | null, { now, traits }: PlanContext): EpochMs {
  const isPossible = (at: EpochMs): boolean => at <= now + clockErrorMaxMs && at >= now - traits.lookBackMs - dayMs;
  if (isPossible(orderedAt)) return orderedAt;
  // An order that has grown older than that since it was stored keeps its date.
  const stored = seen?.kind === 'stored' && seen.orderedAt <= now + clockErrorMaxMs ? seen.orderedAt : null;
  return stored ?? wholeSecond(now);
}

/** An order that was stored with its buyer before the one it was split off from lost them has a mark of its own: older history is to go. */
function markOf(look: Look): RedactionMark | undefined {
  const { seen, inherited } = look;
  if (seen?.redacted !== undefined || inherited === undefined) return seen?.redacted;
  return seen?.kind === 'stored' ? { at: inherited.at, version: versionOf(look) } : inherited;
}

function withoutBuyer(row: StoredOrder, traits: MallTraits): StoredOrder {
  if (row.original.length === 0) return row;
  const original = traits.redactOriginal(unpack(row.original));
  return { ...row, fingerprint: fingerprintOf(original), original: pack(original) };
}

function isSameContent(before: StoredOrder, fingerprint: string, original: string): boolean {
  return before.fingerprint === fingerprint || changesBetween(unpack(before.original), original).length === 0;
}

function revisionEntryOf(before: StoredOrder, now: EpochMs): RevisionEntry {
  return {
    shop: before.shop,
    orderNumber: before.orderNumber,
    revision: before.revision,
    version: before.version,
    progress: before.progress,
    readAt: before.readAt,
    supersededAt: now,
    original: before.original,
  };
}

/** The claims of an order's lines, plus a zero for every key that its lines no longer have. */
export function claimsOf(
  order: Pick<MallOrder, 'orderNumber' | 'orderedAt' | 'progress' | 'lines'>,
  version: number,
  staleKeys: readonly ClaimKey[],
  { shop, runId, traits }: PlanContext,
): Claim[] {
  const cancelled = traits.isCancelled(order.progress);
  const claims = new Map<string, Claim>();
  for (const line of order.lines) {
    const key = claimKeyOf(shop, order, line);
    claims.set(claimId(key), { ...key, quantity: cancelled ? 0 : line.quantity, version, writer: runId });
  }
  for (const key of staleKeys) {
    if (!claims.has(claimId(key))) claims.set(claimId(key), { ...key, quantity: 0, version, writer: runId });
  }
  return [...claims.values()];
}

/**
 * Of an order that was split off, and of one that changed: claims of 0 for the pieces that it did not hold before. Without them, a
 * count made before would be taken to have found these pieces sold.
 */
function openingsOf(earlier: readonly Claim[], claims: readonly Claim[]): Claim[] {
  const stood = new Set(earlier.map(claimId));
  const added = claims.filter((claim) => claim.quantity > 0 && !stood.has(claimId(claim)));
  return added.map((claim) => ({ ...claim, quantity: 0, version: Math.min(claim.orderedAt, claim.version - 1) }));
}

/** What an order holds by its row. */
function claimsBefore(before: StoredOrder, context: PlanContext): Claim[] {
  return claimsOf(storedOrderOf(before.original, before, context.traits), before.version, [], context);
}

/** The ledger key of one line. */
export function claimKeyOf(
  shop: Pick<Shop, 'key' | 'merchant'>,
  order: Pick<MallOrder, 'orderNumber' | 'orderedAt'>,
  line: { readonly lineId: string; readonly sku: string },
): ClaimKey {
  return {
    merchant: shop.merchant,
    sku: line.sku,
    shop: shop.key,
    orderNumber: order.orderNumber,
    lineId: line.lineId,
    orderedAt: order.orderedAt,
  };
}

/** The number of a reading with other content, and what has to be announced on the bus for it. */
interface NextRevision {
  readonly revision: number;
  readonly pending: readonly PendingAnnouncement[];
}

/**
 * Numbers a reading whose content is not the stored one. The number is part of the announcement's id, so none is ever used for
 * two contents: where rows were lost, what they were numbered and announced under is not known any more, and numbering goes on
 * behind everything it can have been (1001, after a second loss 2001).
 */
export function nextRevision(
  before: StoredOrder | null,
  order: Pick<MallOrder, 'progress' | 'orderedAt'>,
  { shop, traits }: { readonly shop: Pick<Shop, 'rewound'>; readonly traits: Pick<MallTraits, 'isCancelled'> },
): NextRevision {
  const lost = lostRevisions(shop, before?.storedAt ?? order.orderedAt);
  const revision = Math.max(before?.revision ?? 0, lost) + 1;
  const isCancelled = traits.isCancelled(order.progress);
  if (before !== null) {
    const justCancelled = isCancelled && !traits.isCancelled(before.progress);
    return { revision, pending: [{ revision, kind: justCancelled ? 'OrderCancelled' : 'OrderChanged' }] };
  }
  const imported: PendingAnnouncement = { revision: 1, kind: 'OrderImported' };
  if (lost === 0) return { revision, pending: [imported] };
  // It may have been imported before, or not. A receiver of the earlier announcement knows the first id; the second one says that
  // the order may have changed since. For every other receiver the first one is the import.
  const kind: AnnouncementKind = isCancelled ? 'OrderCancelled' : 'OrderChanged';
  return { revision, pending: [imported, { revision, kind }] };
}

/** The highest number an order may have had in lost rows, when it was known `since`; 0 when no row of its time was lost. */
function lostRevisions({ rewound }: Pick<Shop, 'rewound'>, since: EpochMs): number {
  return rewound !== undefined && since <= rewound.at ? rewound.times * revisionsPerRewind : 0;
}
