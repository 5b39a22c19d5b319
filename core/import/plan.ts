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

/** What a plan is made from, beside the order itself. */
export interface PlanContext {
  readonly shop: Shop;
  readonly traits: MallTraits;
  readonly settings: ImportSettings;
  readonly runId: string;
  readonly now: EpochMs;
}

/** A look, and what the order that this one was split off from says by its row, before anything is written. */
export interface FamilyLook extends OrderLook {
  /** Its pieces were another stored order's until it was split off. */
  readonly takesOver: boolean;
  /** The buyer was removed from the order that it was split off from. */
  readonly inherited: RedactionMark | undefined;
}

/** A look without what the mall gave, as it is planned by. */
export interface Look
  extends Pick<OrderLook, 'seen' | 'readAt'>,
    Required<Omit<Pending, 'seen'>>,
    Partial<Omit<FamilyLook, keyof OrderLook>> {
  /** Of the original that was read, where it is known already. */
  readonly fingerprint?: string;
  /** The SKUs that the order's items are listed under, as they stay with its row. */
  readonly skus?: ItemSkus | undefined;
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

/** Plans what orders that were looked at together imply together. An order without a plan needs no write. */
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

/**
 * An order that changes moves the levels of its items at the mall. An item that is listed as another SKU by now than the order's claims stand
 * on shows that SKU's level, which is to be set again: that SKU is marked, too.
 */
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

/** Logs an order whose 注文日時 cannot be right, so that an operator can ask the mall about it. */
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
 * The SKUs of an order's items: those that were taken when it was stored, and those of items that are new in it. An item that was in
 * it before and had no listing keeps the SKU its order names, whatever was listed since. `fingerprint` is that of the order's original.
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
 * The version of a reading. Greater than everything it may have seen, so that readings of one order are totally ordered
 * even when clocks are wrong; and the time just before the call otherwise, so that a fresh reading beats an old one.
 */
function versionOf(look: Look): number {
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
    ...orderDueOf({ unannounced, final, finalAt }, context),
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

function revisionEntryOf(before: StoredOrder, supersededAt: EpochMs): RevisionEntry {
  const { shop, orderNumber, revision, version, progress, readAt, original } = before;
  return { shop, orderNumber, revision, version, progress, readAt, supersededAt, original };
}

/** What an order holds by its row. */
function claimsBefore(before: StoredOrder, context: PlanContext): Claim[] {
  return claimsOf(storedOrderOf(before.original, before, context.traits), before.version, [], context);
}

/** What went wrong with one order of a reading that otherwise worked. */
type Trouble = Extract<OrderRead, { readonly kind: 'missing' | 'quarantined' }>;

/**
 * Plans the row of an order that the mall lists but does not hand out, or that cannot be understood. Once that row exists
 * the cursor may pass: one bad order never blocks a shop. A stored order keeps its content and only notes the problem.
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
    // Older than the mall's look-back: not missing, but never listed again.
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

/** The received content, packed; empty if the buyer was removed, or if it is larger than a row can be. */
function rawOf({ seen }: Look, { raw }: { readonly raw: string }): Uint8Array {
  const packed = seen?.redacted === undefined ? pack(raw) : noBytes;
  return packed.length <= packedBytesMax ? packed : noBytes;
}

/**
 * What earlier attempts may have claimed for an order that can be read and not stored: it holds what its stored reading has, and
 * nothing where none is stored. So their intents can be closed, while those of an order that cannot be read have to stay.
 */
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

/** An order that cannot be stored as it is now keeps what was stored of it before. */
const stockOf = (seen: Look['seen']): string =>
  seen?.kind === 'stored' ? 'Its earlier reading stands, with the stock that it holds' : 'It holds no stock here';

/** Whole sentences say themselves what to do; a check of the reply says only what it expected. */
const wholeReason = (why: string): string =>
  why.endsWith('.') ? why : `${why}. It cannot be read here: handle it at the mall.`;

function waitBefore(tries: number, context: PlanContext): number {
  const { problemWaitMs, problemWaitMaxMs } = context.settings;
  return Math.min(problemWaitMs * 2 ** (tries - 1), problemWaitMaxMs);
}
