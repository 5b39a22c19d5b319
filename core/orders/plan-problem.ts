import type { Claim } from '../stock/claim.ts';
import type { MallOrder, UnreadableOrder } from './order.ts';
import { pack } from './packing.ts';
import { claimsOf, dueOf, isFinal, type Look, type OrderPlan, type PlanContext, versionOf } from './plan.ts';
import type { OrderProblem, StoredOrder } from './row.ts';
import { isStorableKey, packedBytesMax } from './storable.ts';
import { storedOrderOf } from './stored-order.ts';

/** What went wrong with one order of a reading that otherwise worked. */
export type Trouble =
  | { readonly kind: 'missing' }
  /** `order` where it could be read and cannot be stored. */
  | { readonly kind: 'quarantined'; readonly unreadable: UnreadableOrder; readonly order?: MallOrder };

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
    writer: context.writer,
    ...(seen?.redacted === undefined ? {} : { redacted: seen.redacted }),
    dueAt: context.now + waitBefore(problem.tries, context),
  };
  const claims = trouble.kind === 'quarantined' && trouble.order ? claimsLeft(look, trouble.order, context) : [];
  const nothingElse = { news: trouble.kind, claims, openings: [], superseded: null, seen: seen?.version ?? null };
  if (seen?.kind === 'stored' && trouble.kind === 'missing' && isFinal(seen.progress, seen.orderedAt, context)) {
    // Older than the mall looks back: not missing, just out of sight for good.
    const { problem: _, ...stored } = seen;
    const { dueAt: __, ...rest } = base;
    return { ...nothingElse, row: { ...stored, ...rest, final: true, ...dueOf({ ...seen, final: true }, context) } };
  }
  if (seen?.kind === 'stored') {
    const row: StoredOrder = { ...seen, ...base, problem };
    return { ...nothingElse, row };
  }
  if (trouble.kind === 'missing') return { ...nothingElse, row: { ...base, kind: 'missing', problem } };
  return { ...nothingElse, row: { ...base, kind: 'quarantined', problem, raw } };
}

const noBytes = new Uint8Array();

/** What came, packed; nothing where the buyer was removed, or where it is more than a row takes. */
function rawOf({ seen }: Look, { raw }: UnreadableOrder): Uint8Array {
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
  const hasLines = seen?.kind === 'stored' && seen.original.length > 0;
  const standing = hasLines ? storedOrderOf(seen.original, seen, context.traits) : { progress, lines: [] };
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
  if (trouble.kind === 'missing') return 'The mall lists this order but does not hand it out.';
  const { reason, raw: came } = trouble.unreadable;
  const isDropped = seen?.kind !== 'stored' && seen?.redacted === undefined && came !== '' && raw.length === 0;
  return isDropped ? `${reason} What came is not kept: it is larger than a row can be.` : reason;
}

function waitBefore(tries: number, context: PlanContext): number {
  const { problemWaitMs, problemWaitMaxMs } = context.settings;
  return Math.min(problemWaitMs * 2 ** (tries - 1), problemWaitMaxMs);
}
