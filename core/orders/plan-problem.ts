import type { UnreadableOrder } from './order.ts';
import { pack } from './packing.ts';
import { dueOf, isFinal, type Look, type OrderPlan, type PlanContext, versionOf } from './plan.ts';
import type { OrderProblem, StoredOrder } from './row.ts';

/** What went wrong with one order of a reading that otherwise worked. */
export type Trouble =
  | { readonly kind: 'missing' }
  | { readonly kind: 'quarantined'; readonly unreadable: UnreadableOrder };

/**
 * Plans the row of an order that the mall lists but does not hand out, or that cannot be understood. Once that row exists
 * the cursor may pass: one bad order never blocks a shop. A stored order keeps its content and only notes the problem.
 */
export function planProblem(look: Look, trouble: Trouble, context: PlanContext): OrderPlan | null {
  const { seen } = look;
  if (seen?.kind === 'stored' && (seen.erasedAt !== undefined || seen.final)) return null;
  const problem = problemOf(look, trouble, context);
  const base = {
    shop: context.shop.key,
    orderNumber: look.orderNumber,
    version: versionOf(look),
    writer: context.writer,
    ...(seen?.redacted === undefined ? {} : { redacted: seen.redacted }),
    dueAt: context.now + waitBefore(problem.tries, context),
  };
  const nothingElse = { news: trouble.kind, claims: [], openings: [], superseded: null, seen: seen?.version ?? null };
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
  const raw = seen?.redacted === undefined ? pack(trouble.unreadable.raw) : new Uint8Array();
  return { ...nothingElse, row: { ...base, kind: 'quarantined', problem, raw } };
}

function problemOf(look: Look, trouble: Trouble, context: PlanContext): OrderProblem {
  const before = look.seen === null ? undefined : look.seen.problem;
  return {
    kind: trouble.kind,
    since: before?.since ?? context.now,
    tries: (before?.tries ?? 0) + 1,
    reason:
      trouble.kind === 'missing' ? 'The mall lists this order but does not hand it out.' : trouble.unreadable.reason,
  };
}

function waitBefore(tries: number, context: PlanContext): number {
  const { problemWaitMs, problemWaitMaxMs } = context.settings;
  return Math.min(problemWaitMs * 2 ** (tries - 1), problemWaitMaxMs);
}
