import { acceptRequest, emptyTarget } from '../../core/model/order-acceptance.ts';
import { changed, nextTarget, type OrderTarget, unmarked, withChange } from '../../core/model/order-target.ts';
import type { OrderTargets } from '../../core/ports/order-targets.ts';
import type { Push } from './push.ts';

/**
 * Writes changes of orders as they stand, over whatever is stored of them: `pushing` is the claim of a worker that is not there. For tests that
 * begin in the middle of a story.
 */
export async function putChanges(targets: OrderTargets, ...changes: readonly Push[]): Promise<void> {
  for (const change of changes) {
    const before = (await targets.get(change)) ?? emptyTarget({ ...change, writer: change.writer });
    if ((await targets.put(nextTarget(withRow(before, change), change.writer))) !== 'stored')
      throw new Error(`The row of ${change.orderNumber} was written by others at the same time.`);
  }
}

function withRow(before: OrderTarget, change: Push): OrderTarget {
  const { id, content, by, requestedAt, state, unknownAt, lookAgainAt, untold, missed, mayBeDoubled, trail } = change;
  const place = before.requests.findIndex((one) => one.id === id);
  const isNew = place === -1;
  const counts = state.kind !== 'failed' && state.kind !== 'withdrawn';
  const asked = isNew
    ? acceptRequest(before, { id, content, by, at: requestedAt }).target
    : counts
      ? unmarked(before, place)
      : before;
  const request = asked.requests.findIndex((one) => one.id === id);
  const steps = asked.steps.filter((step) => step.request !== request);
  const row = withChange({ ...asked, steps }, request, {
    ...{ by, requestedAt, steps: trail },
    ...(state.kind === 'pushing' ? {} : { state }),
    ...{ unknownAt, untold, lookAgainAt },
  });
  const heldAt = trail.findLast(({ what }) => what === 'held')?.at;
  const own = changed(row, request, {
    content,
    ...(heldAt === undefined ? {} : { heldAt }),
    ...(mayBeDoubled === undefined ? {} : { mayBeDoubled }),
  });
  const { claim, ...free } = { ...own, ...(missed === undefined ? {} : { missed }) };
  if (state.kind === 'pushing') return { ...free, claim: { run: change.writer, until: state.until } };
  return isNew && claim !== undefined ? { ...free, claim } : free;
}
