import { acceptRequest, emptyTarget } from '../../core/model/order-acceptance.ts';
import { nextTarget, type OrderTarget, withChange } from '../../core/model/order-target.ts';
import type { Push } from '../../core/model/push.ts';
import type { OrderTargets } from '../../core/ports/order-targets.ts';

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
  const accepted = acceptRequest(before, { id, content, by, at: requestedAt });
  const request = accepted.target.requests.findIndex((one) => one.id === id);
  const steps = accepted.target.steps.filter((step) => step.request !== request);
  const asked = { ...accepted.target, steps };
  const { kind } = state;
  const row = withChange(asked, request, {
    ...(kind === 'pushing' || kind === 'requested' ? {} : { state }),
    ...(missed === undefined ? {} : { missed }),
    untold: untold ?? null,
    lookAgainAt: lookAgainAt ?? null,
    steps: trail,
  });
  const { unknownAt: _, mayBeDoubled: __, ...rest } = row.requests[request] as OrderTarget['requests'][number];
  const own = {
    ...rest,
    ...{ content, by, requestedAt },
    ...(unknownAt === undefined ? {} : { unknownAt }),
    ...(mayBeDoubled || unknownAt !== undefined ? { mayBeDoubled: true as const } : {}),
  };
  const claim = kind === 'pushing' ? { claim: { run: change.writer, until: state.until } } : {};
  return { ...row, ...claim, requests: row.requests.with(request, own) };
}
