import { brokenChangesLaws } from '../../laws/changes.ts';
import type { SceneFinding } from '../../laws/known.ts';
import { brokenSentLaws, type OrderSent } from '../../laws/sent.ts';
import { brokenStatusLaws, type OrderEnd } from '../../laws/status.ts';

/** Everything that the laws find in a scene of one order, which is at its mall all the time. */
export function unlawfulInScene(end: OrderEnd & OrderSent, order: string): SceneFinding[] {
  const failures = end.acts.flatMap((act) =>
    act.kind === 'news' && act.end === 'failed' && act.reason !== undefined
      ? [{ order, reason: act.reason, borneOut: new Set(act.reason === 'order-unknown' ? [] : [act.reason]) }]
      : [],
  );
  const broken = brokenChangesLaws({ failures, confirmations: [], tooEarly: [], cancels: [], calls: null });
  return [...brokenStatusLaws(end), ...brokenSentLaws(end), ...broken];
}
