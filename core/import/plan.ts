import {
  clockErrorMaxMs,
  dayMs,
  type EpochMs,
  fingerprintOf,
  jstText,
  sentence,
  wholeSecond,
} from '../kernel/index.ts';
import {
  type Claim,
  claimsOf,
  finalSince,
  type ItemSkus,
  isFinal,
  isStorableKey,
  type MallOrder,
  movedSince,
  nextRevision,
  type OrderProblem,
  type OrderRow,
  openingsOf,
  orderDueOf,
  pack,
  packedBytesMax,
  type RedactionMark,
  type RevisionEntry,
  rowProblem,
  type Shop,
  type StoredOrder,
  storedBefore,
  storedOrderOf,
  unpack,
  withSkus,
} from '../model/index.ts';
import type { MallTraits } from '../ports/index.ts';
import type { ImportSession, ImportSettings } from '../session/index.ts';
import { wayOf } from './list-window.ts';
import { changesBetween } from './order-history.ts';
import type { OrderLook, OrderRead, Pending } from './read-orders.ts';

export interface PlanContext {
  readonly shop: Shop;
  readonly traits: MallTraits;
  readonly settings: ImportSettings;
  readonly runId: string;
  readonly now: EpochMs;
}

export interface FamilyLook extends OrderLook {
  readonly takesOver: boolean;
  /** The buyer was removed from the order's source. */
  readonly inherited: RedactionMark | undefined;
}

/** A look without the mall's answer. */
export interface Look
  extends Pick<OrderLook, 'seen' | 'readAt'>,
    Required<Omit<Pending, 'seen'>>,
    Partial<Omit<FamilyLook, keyof OrderLook>> {
  readonly fingerprint?: string;
  readonly skus?: ItemSkus | undefined;
}

/** Writes that make a reading true, in their order. */
export interface OrderPlan {
  readonly news: 'imported' | 'changed' | 'same' | 'missing' | 'quarantined';
  readonly claims: readonly Claim[];
  /** Claims that change, whose SKUs are marked whatever the ledger says. */
  readonly moving: readonly Claim[];
  /** Zero claims as of 注文日時, written first, for pieces not held before a split or change. */
  readonly openings: readonly Claim[];
  readonly superseded: RevisionEntry | null;
  readonly row: OrderRow;
  readonly seen: number | null;
}

/** Plans looked-at orders together. Those without a plan need no write. */
export async function planOrders(run: ImportSession, looks: readonly FamilyLook[]): Promise<Map<Pending, OrderPlan>> {
  const { shop, traits, settings, runId, ports } = run;
  const context: PlanContext = { shop, traits, settings, runId, now: ports.clock.now() };
  const plans = new Map<Pending, OrderPlan>();
  for (const look of looks) {
    const plan = await planOf(run, look, context);
    if (plan) plans.set(look.pending, plan);
  }
  return plans;
}

async function planOf(
  run: ImportSession,
  { pending, seen, readAt, read, takesOver, inherited }: FamilyLook,
  context: PlanContext,
): Promise<OrderPlan | null> {
  const { orderNumber, floor, carried = [] } = pending;
  const look: Look = { orderNumber, seen, readAt, floor, carried };
  switch (read.kind) {
    case 'order': {
      const fingerprint = fingerprintOf(read.order.original);
      const skus = await skusOfOrder(read.order, seen, run, fingerprint);
      const plan = planReadable({ ...look, fingerprint, skus, takesOver, inherited }, read.order, context);
      const reason = plan?.row.kind === 'stored' ? rowProblem(plan.row) : null;
      if (plan === null) return null;
      if (reason === null) {
        reportWrongDate(run, read.order, plan);
        const elsewhere = await movingElsewhere(run, seen, read.order, plan);
        return elsewhere.length === 0 ? plan : { ...plan, moving: [...plan.moving, ...elsewhere] };
      }
      const unreadable = { orderNumber, raw: read.order.original, reason };
      return planProblem(look, { kind: 'quarantined', unreadable, order: read.order }, context);
    }
    case 'unread':
      return null;
    case 'missing':
      return planProblem(look, { kind: 'missing' }, context);
    case 'quarantined':
      return planProblem(look, read, context);
  }
}

/** SKUs under which items are listed by now, other than the order's: their levels at the mall moved, too, so they are marked. */
async function movingElsewhere(
  { traits, listedSkus }: Pick<ImportSession, 'traits' | 'listedSkus'>,
  seen: OrderRow | null,
  order: MallOrder,
  { row, moving: [moved] }: OrderPlan,
): Promise<Claim[]> {
  if (moved === undefined || row.kind !== 'stored' || seen?.kind !== 'stored') return [];
  const lines = [
    ...(storedBefore(seen, traits)?.lines ?? []),
    ...(row.original.length === 0 ? [] : withSkus(order, row.skus).lines),
  ];
  const items = lines.flatMap(({ item }) => item ?? []);
  const listed = items.length === 0 ? null : await listedSkus([...new Set(items)]);
  return lines.flatMap(({ item = '', sku }) => {
    const other = listed?.get(item);
    return other === undefined || other === sku ? [] : [{ ...moved, sku: other }];
  });
}

function reportWrongDate(
  { ports, shop }: ImportSession,
  { orderNumber, orderedAt }: MallOrder,
  { row }: OrderPlan,
): void {
  if (row.kind !== 'stored' || row.orderedAt === orderedAt) return;
  const dates = { orderedAt: jstText(orderedAt), storedAs: jstText(row.orderedAt) };
  ports.log.warn('order.date-wrong', { shop: shop.key, orderNumber, ...dates });
}

/**
 * SKUs of an order's items: those stored, and those of new items. A known item without a listing keeps its SKU. `fingerprint`: of the
 * original.
 */
async function skusOfOrder(
  order: MallOrder,
  seen: OrderRow | null,
  { traits, listedSkus }: Pick<ImportSession, 'traits' | 'listedSkus'>,
  fingerprint: string,
): Promise<ItemSkus | undefined> {
  const before = seen?.kind === 'stored' ? seen : null;
  if (order.lines.every(({ item }) => item === undefined)) return before?.skus;
  if (before?.fingerprint === fingerprint) return before.skus;
  const known = new Set(storedBefore(seen, traits)?.lines.map(({ item }) => item));
  const fresh = order.lines.filter(({ item }) => item !== undefined && !known.has(item));
  if (fresh.length === 0) return before?.skus;
  const found = await listedSkus([...new Set(fresh.map(({ item }) => item as string))]);
  const skus = new Map(Object.entries(before?.skus ?? {}));
  for (const { item = '', sku } of fresh) {
    const listed = found.get(item);
    if (listed !== undefined && listed !== sku) skus.set(item, listed);
  }
  return skus.size === 0 ? undefined : Object.fromEntries(skus);
}

/**
 * A reading's version: the time before the call, but above all it may have seen, so that readings are totally ordered despite wrong clocks.
 */
function versionOf(look: Look): number {
  return Math.max(look.readAt, (look.seen?.version ?? 0) + 1, look.floor + 1);
}

/** Plan of a readable order; null if nothing has to be written. */
export function planReadable(look: Look, asRead: MallOrder, context: PlanContext): OrderPlan | null {
  const { seen, skus } = look;
  const redacted = markOf(look);
  const shown = { ...withSkus(asRead, skus), orderedAt: orderedAtOf(asRead, seen, context) };
  if (seen === null && isFromBefore(shown, context)) return null;
  const order = redacted === undefined ? shown : { ...shown, original: context.traits.redactOriginal(shown.original) };
  const asStored = seen?.kind === 'stored' ? seen : null;
  const inherits = asStored !== null && redacted !== undefined && asStored.redacted === undefined;
  // Buyer data are no news and enter no history.
  const before = inherits ? withoutBuyer(asStored, context.traits) : asStored;
  if (before?.erasedAt !== undefined) return null;
  const final = isFinal(order.progress, order.orderedAt, context);
  const finalAt = final ? finalSince(order, before, context) : undefined;
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
  const removed = inherits ? [{ revision: next.revision, kind: 'OrderBuyerRemoved' as const }] : [];
  const unannounced = [...(before?.unannounced ?? []), ...next.pending, ...removed];
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
    // A mall may list the parts of a split order before the source shows the split.
    ...(before?.parts === undefined || order.splitInto !== undefined ? {} : { parts: before.parts }),
    ...orderDueOf({ unannounced, final, finalAt }, context),
  };
  const isSame = sameContent && sameDate;
  const earlier = before === null || isSame ? [] : claimsBefore(before, context);
  const claims = claimsOf(order, version, [...earlier, ...look.carried], context);
  return {
    news: before === null ? 'imported' : sameContent ? 'same' : 'changed',
    claims,
    // Claims of dead runs are in no row, so they are marked in any case.
    moving: look.carried.length > 0 ? claims : isSame ? [] : movedSince(earlier, claims),
    openings: (before === null ? look.takesOver === true : !isSame) ? openingsOf(earlier, claims) : [],
    superseded: before === null || sameContent ? null : revisionEntryOf(before, context.now),
    row,
    seen: seen?.version ?? null,
  };
}

/** True for an order from before the import that a listing by change shows. */
function isFromBefore({ orderedAt }: MallOrder, { shop, traits }: PlanContext): boolean {
  return wayOf(traits).showsChanges && wholeSecond(orderedAt) < wholeSecond(shop.importFrom);
}

/**
 * 注文日時 as stored. A future date, or one before the look-back, is wrong and would settle late or at once: the row's date, or the first
 * reading, counts instead.
 */
function orderedAtOf({ orderedAt }: MallOrder, seen: OrderRow | null, { now, traits }: PlanContext): EpochMs {
  const isPossible = (at: EpochMs): boolean => at <= now + clockErrorMaxMs && at >= now - traits.lookBackMs - dayMs;
  if (isPossible(orderedAt)) return orderedAt;
  // An order that aged since it was stored keeps its date.
  const stored = seen?.kind === 'stored' && seen.orderedAt <= now + clockErrorMaxMs ? seen.orderedAt : null;
  return stored ?? wholeSecond(now);
}

/** An order stored with its buyer before the source lost them gets its own mark, so that older history goes. */
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

function revisionEntryOf(before: StoredOrder, supersededAt: EpochMs): RevisionEntry {
  const { shop, orderNumber, revision, version, progress, readAt, original } = before;
  return { shop, orderNumber, revision, version, progress, readAt, supersededAt, original };
}

function claimsBefore(before: StoredOrder, context: PlanContext): Claim[] {
  return claimsOf(storedOrderOf(before.original, before, context.traits), before.version, [], context);
}

type Trouble = Extract<OrderRead, { readonly kind: 'missing' | 'quarantined' }>;

/**
 * Plans the row of a missing or quarantined order, so that the cursor may pass: one bad order never blocks a shop. A stored order keeps its
 * content and notes the problem.
 */
export function planProblem(look: Look, trouble: Trouble, context: PlanContext): OrderPlan | null {
  const { seen } = look;
  if (seen?.kind === 'stored' && (seen.erasedAt !== undefined || seen.final)) return null;
  const raw = trouble.kind === 'quarantined' && seen?.kind !== 'stored' ? rawOf(look, trouble.unreadable) : noBytes;
  const problem = problemOf(look, trouble, context, raw);
  const base = {
    shop: context.shop.key,
    orderNumber: look.orderNumber,
    version: versionOf(look),
    writer: context.runId,
    ...(seen?.redacted === undefined ? {} : { redacted: seen.redacted }),
    dueAt: context.now + waitBefore(problem.tries, context),
  };
  const claims = trouble.kind === 'quarantined' && trouble.order ? claimsLeft(look, trouble.order, context) : [];
  const nothingElse = {
    news: trouble.kind,
    claims,
    moving: claims,
    openings: [],
    superseded: null,
    seen: seen?.version ?? null,
  };
  if (seen?.kind === 'stored' && trouble.kind === 'missing' && isFinal(seen.progress, seen.orderedAt, context)) {
    // Beyond the mall's look-back: never listed again.
    const { problem: _, ...stored } = seen;
    const { dueAt: __, ...rest } = base;
    const final = { ...stored, ...rest, final: true, finalAt: finalSince(seen, seen, context) };
    return { ...nothingElse, row: { ...final, ...orderDueOf(final, context) } };
  }
  if (seen?.kind === 'stored') {
    const row: StoredOrder = { ...seen, ...base, problem };
    return { ...nothingElse, row };
  }
  if (trouble.kind === 'missing') return { ...nothingElse, row: { ...base, kind: 'missing', problem } };
  return { ...nothingElse, row: { ...base, kind: 'quarantined', problem, raw } };
}

const noBytes = new Uint8Array();

/** Packed content; empty without the buyer, or if too large for a row. */
function rawOf({ seen }: Look, { raw }: { readonly raw: string }): Uint8Array {
  const packed = seen?.redacted === undefined ? pack(raw) : noBytes;
  return packed.length <= packedBytesMax ? packed : noBytes;
}

/** Claims of a readable but unstorable order: its stored reading's, or none. Closes intents, which unreadable orders keep open. */
function claimsLeft(look: Look, { orderNumber, orderedAt, progress }: MallOrder, context: PlanContext): Claim[] {
  const { seen } = look;
  const carried = look.carried.filter(isStorableKey);
  if (carried.length === 0) return [];
  const standing = storedBefore(seen, context.traits) ?? { progress, lines: [] };
  return claimsOf({ orderNumber, orderedAt, ...standing }, versionOf(look), carried, context);
}

function problemOf(look: Look, trouble: Trouble, context: PlanContext, raw: Uint8Array): OrderProblem {
  const before = look.seen === null ? undefined : look.seen.problem;
  return {
    kind: trouble.kind,
    since: before?.since ?? context.now,
    tries: (before?.tries ?? 0) + 1,
    reason: reasonOf(look, trouble, raw),
  };
}

function reasonOf({ seen }: Look, trouble: Trouble, raw: Uint8Array): string {
  if (trouble.kind === 'missing') return String(sentence`The mall lists this order but does not hand it out.`);
  const { reason: why, raw: came } = trouble.unreadable;
  const reason = trouble.order ? `${why} ${stockOf(seen)}: handle it at the mall.` : wholeReason(why);
  const isDropped = seen?.kind !== 'stored' && seen?.redacted === undefined && came !== '' && raw.length === 0;
  return isDropped ? `${reason} The reply is not kept: it is larger than a row can be.` : reason;
}

const stockOf = (seen: Look['seen']): string =>
  seen?.kind === 'stored' ? 'Its earlier reading stands, with the stock that it holds' : 'It holds no stock here';

const wholeReason = (why: string): string =>
  why.endsWith('.') ? why : `${why}. It cannot be read here: handle it at the mall.`;

function waitBefore(tries: number, context: PlanContext): number {
  const { problemWaitMs, problemWaitMaxMs } = context.settings;
  return Math.min(problemWaitMs * 2 ** (tries - 1), problemWaitMaxMs);
}
