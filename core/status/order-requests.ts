import { type EpochMs, type Sentence, sentence, TsunagiError } from '../kernel/index.ts';
import {
  acceptRequest,
  type Change,
  canonicalContent,
  changesOfTarget,
  emptyTarget,
  nextTarget,
  type OrderTarget,
  type PushContent,
  pushIdOf,
  pushKinds,
  type ShopKey,
  targetMax,
} from '../model/index.ts';
import type { OrderKey, OrderTargets } from '../ports/index.ts';
import { writeOver } from '../session/index.ts';

/** A change that is requested for one order. */
export interface PushRequest {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly content: PushContent;
}

/** What became of one request, and how it stands now. */
export interface Answer<Kind> {
  readonly kind: Kind;
  readonly push: Change;
}

/**
 * The result of one request. `stored`: it is written down, and will be made true. `standing`: the same request exists: not done yet, or confirmed,
 * and then the confirmation is published once more. `reopened`: the same was requested before, and failed, was taken back, or was undone by a later
 * request: it starts anew.
 */
export type Requested =
  | Answer<'stored' | 'standing' | 'reopened'>
  | { readonly kind: 'refused'; readonly problems: readonly Sentence[] };

/** Accepts what is requested of one order by one write, in the sequence of kinds. With `dryRun` nothing is written. */
export async function requestOfOrder(
  targets: OrderTargets,
  key: OrderKey,
  requests: readonly PushRequest[],
  {
    by,
    now,
    runId,
    dryRun,
  }: { readonly by: string; readonly now: EpochMs; readonly runId: string; readonly dryRun: boolean },
): Promise<Requested[]> {
  return changeRow(targets, key, runId, (before) => {
    let target = before ?? emptyTarget({ ...key, writer: runId });
    const results: Requested[] = [];
    for (const kind of pushKinds) {
      for (const [place, { content: wanted }] of requests.entries()) {
        if (wanted.kind !== kind) continue;
        const content = canonicalContent(wanted);
        const id = pushIdOf(content);
        const accepted = acceptRequest(target, { id, content, by, at: now });
        target = accepted.target;
        results[place] = accepted.kind === 'full' ? isFull(key) : { kind: accepted.kind, push: changeOf(target, id) };
      }
    }
    return { target: dryRun ? null : target, result: results };
  });
}

function isFull({ orderNumber }: OrderKey): Requested {
  const problem = sentence`orderNumber: ${orderNumber} has ${targetMax.requests} requests, or ${targetMax.bytes / 1_000} KB of them, and takes no more. Change the order in the mall's own pages.`;
  return { kind: 'refused', problems: [problem] };
}

/** A request of a row, as people read about it. */
export const changeOf = (target: OrderTarget, id: string): Change =>
  changesOfTarget(target).find((one) => one.id === id) as Change;

/** Changes a row over the version that was read. A row that nothing changed is not written. Throws `push.changing` when others keep writing. */
export async function changeRow<Result>(
  targets: OrderTargets,
  key: OrderKey,
  runId: string,
  change: (target: OrderTarget | null) => { readonly target: OrderTarget | null; readonly result: Result },
): Promise<Result> {
  const { shop, orderNumber } = key;
  let answer: Result | undefined;
  const written = await writeOver<OrderKey, OrderTarget>(targets, { shop, orderNumber }, (before) => {
    const { target, result } = change(before);
    answer = result;
    const isChanged = target !== null && target !== before && target.requests.length > 0;
    return isChanged ? nextTarget(target, runId) : null;
  });
  if (written !== 'overtaken') return answer as Result;
  throw new TsunagiError(
    'push.changing',
    'later',
    sentence`What is asked of ${orderNumber} of ${shop} keeps being changed by others. Run this again.`,
    { shop, orderNumber },
  );
}
