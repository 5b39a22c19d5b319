import { type EpochMs, sentence, TsunagiError } from '../kernel/index.ts';
import {
  acceptRequest,
  canonicalContent,
  changeOf,
  emptyTarget,
  forgetRequests,
  nextTarget,
  type OrderTarget,
  type Push,
  pushIdOf,
  pushKinds,
  pushOfRequest,
  retryRequest,
  targetMax,
  withdrawRequest,
} from '../model/index.ts';
import type { OrderKey, OrderTargets } from '../ports/index.ts';
import type { PushKey, PushRequest, Requested, RetryResult, WithdrawResult } from './answers.ts';
import { placeOf } from './order-seen.ts';

/** Attempts at a row that other processes keep writing, before the call fails. */
const looksMax = 5;

/** The author of a write, and its moment. */
interface Writer {
  readonly by: string;
  readonly now: EpochMs;
  readonly runId: string;
}

/** Accepts what is requested of one order by one write, in the sequence of kinds. With `dryRun` nothing is written. */
export async function requestOfOrder(
  targets: OrderTargets,
  key: OrderKey,
  requests: readonly PushRequest[],
  { by, now, runId, dryRun }: Writer & { readonly dryRun: boolean },
): Promise<Requested[]> {
  return changeRow(targets, key, runId, !dryRun, (before) => {
    let target = before ?? emptyTarget({ ...key, writer: runId });
    const results: Requested[] = [];
    for (const kind of pushKinds) {
      for (const [place, { content: wanted }] of requests.entries()) {
        if (wanted.kind !== kind) continue;
        const content = canonicalContent(wanted);
        const id = pushIdOf(content);
        const accepted = acceptRequest(target, { id, content, by, at: now });
        target = accepted.target;
        results[place] = resultOf(accepted.kind, target, id);
      }
    }
    return { target, result: results };
  });
}

function resultOf(kind: ReturnType<typeof acceptRequest>['kind'], target: OrderTarget, id: string): Requested {
  const { orderNumber } = target;
  if (kind === 'full') {
    const problem = sentence`orderNumber: ${orderNumber} has ${targetMax.requests} requests, or ${targetMax.bytes / 1_000} KB of them, and takes no more. Change the order in the mall's own pages.`;
    return { kind: 'refused', problems: [problem] };
  }
  const push = ofId(target, id);
  return kind === 'standing' ? { kind, push: changeOf(push) } : { kind, push };
}

const ofId = (target: OrderTarget, id: string): Push => pushOfRequest(target, placeOf(target, { id }));

/** Tries a request again at a person's wish. */
export async function retryOfOrder(
  targets: OrderTargets,
  key: PushKey,
  { by, now, runId, looksAtConfirmed }: Writer & { readonly looksAtConfirmed: boolean },
): Promise<RetryResult> {
  return ofRequest(targets, key, runId, (target) => {
    const one = target.requests.find(({ id }) => id === key.id);
    if (one?.isForgotten) throw contentGone(key);
    const { kind, target: after } = retryRequest(target, key.id, { by, at: now, looksAtConfirmed });
    return { target: after, result: { kind, push: ofId(after, key.id) } };
  });
}

/** Takes a request back at a person's wish. */
export async function withdrawOfOrder(
  targets: OrderTargets,
  key: PushKey,
  { by, now, runId, leaseMs }: Writer & { readonly leaseMs: number },
): Promise<WithdrawResult> {
  return ofRequest(targets, key, runId, (target) => {
    const answer = withdrawRequest(target, key.id, { by, at: now, leaseMs });
    const after = answer.kind === 'withdrawn' ? answer.target : target;
    return { target: after, result: { kind: answer.kind, push: ofId(after, key.id) } };
  });
}

/** Removes what people wrote from the requests of an order that are over. */
export async function forgetOfOrder(
  targets: OrderTargets,
  key: OrderKey,
  { by, now, runId }: Writer,
): Promise<{ readonly forgotten: number; readonly underWay: number }> {
  const none = { forgotten: 0, underWay: 0 };
  return changeRow(targets, key, runId, true, (before) => {
    if (before === null) return { target: null, result: none };
    const { target, ...result } = forgetRequests(before, { by, at: now });
    return { target, result };
  });
}

function ofRequest<Result>(
  targets: OrderTargets,
  key: PushKey,
  runId: string,
  change: (target: OrderTarget) => { readonly target: OrderTarget; readonly result: Result },
): Promise<Result> {
  return changeRow(targets, key, runId, true, (target) => {
    if (target?.requests.some(({ id }) => id === key.id)) return change(target);
    const { shop, orderNumber, id } = key;
    const named = sentence`push ${id} of ${orderNumber} of ${shop}`;
    const words = sentence`There is no ${named}. List what there is with ops push list.`;
    throw new TsunagiError('push.unknown', 'never', words, { shop, orderNumber });
  });
}

/** Changes a row over the version that was read. A row that nothing changed is not written. Throws `push.changing` when others keep writing. */
async function changeRow<Result>(
  targets: OrderTargets,
  key: OrderKey,
  runId: string,
  writes: boolean,
  change: (target: OrderTarget | null) => { readonly target: OrderTarget | null; readonly result: Result },
): Promise<Result> {
  const { shop, orderNumber } = key;
  for (let look = 1; look <= looksMax; look++) {
    const before = await targets.get({ shop, orderNumber });
    const { target, result } = change(before);
    if (!writes || target === null || target === before || target.requests.length === 0) return result;
    if ((await targets.put(nextTarget(target, runId))) === 'stored') return result;
  }
  throw new TsunagiError(
    'push.changing',
    'later',
    sentence`What is asked of ${orderNumber} of ${shop} keeps being changed by others. Run this again.`,
    { shop, orderNumber },
  );
}

function contentGone({ shop, orderNumber, id }: PushKey): TsunagiError {
  const what = sentence`What push ${id} of ${orderNumber} of ${shop} wanted was removed on the buyer's wish`;
  return new TsunagiError('push.unknown', 'never', sentence`${what}. Ask for it anew where it is meant.`, {
    shop,
    orderNumber,
  });
}
