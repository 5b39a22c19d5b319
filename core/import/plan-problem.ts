import { sentence } from '../kernel/index.ts';
import {
  type Claim,
  type MallOrder,
  type OrderProblem,
  pack,
  type StoredOrder,
  storedOrderOf,
  type UnreadableOrder,
} from '../model/index.ts';
import { dueOf, finalSince, isFinal } from './personal-data.ts';
import { claimsOf, type Look, type OrderPlan, type PlanContext, versionOf } from './plan.ts';
import { isStorableKey, packedBytesMax } from './storable.ts';

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
    return { ...nothingElse, row: { ...final, ...dueOf(final, context) } };
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
