import { type EpochMs, sentence, TsunagiError } from '../kernel/index.ts';
import {
  countsOtherwiseWithout,
  type FailureReason,
  type FailureWords,
  inForce,
  isDone,
  isForgotten,
  nextRow,
  type Push,
  type PushContent,
  pushIdOf,
  triesOf,
  wasConfirmed,
  withoutWords,
} from '../model/index.ts';
import type { OrderKey, OrderTargets, Ports, PushStore } from '../ports/index.ts';
import type { PushKey, RetryResult, WithdrawResult } from './answers.ts';
import { isInHand } from './claims.ts';
import { forgetOfOrder, retryOfOrder, withdrawOfOrder } from './order-requests.ts';
import { lookAt, reopened } from './request.ts';
import { defaultStatusSettings, type StatusSettings } from './settings.ts';

type HandPorts = Pick<Ports, 'pushes' | 'targets' | 'statusQueue' | 'clock' | 'random' | 'log'>;

/** Attempts at a row that other processes keep writing, before the call fails. */
const looksMax = 5;

/**
 * Tries a push again at a person's request, whatever was requested or tried before. Only a call that may still be applied is not
 * repeated before its effect would have shown. With `looksAtConfirmed`, a confirmed push is checked as well, and made again if it
 * was undone at the mall since. Throws `push.unknown`, and `push.changing` when others keep writing.
 */
export async function retryPush(
  ports: HandPorts,
  key: PushKey,
  { by, looksAtConfirmed = false }: { readonly by: string; readonly looksAtConfirmed?: boolean },
): Promise<RetryResult> {
  const runId = ports.random.id();
  const { targets } = ports;
  const own = { by, now: ports.clock.now(), runId, looksAtConfirmed };
  const result = targets
    ? await retryOfOrder(targets, key, own)
    : await writeByHand(ports, key, async (push): Promise<RetryResult | null> => {
        const now = ports.clock.now();
        if (isForgotten(push)) throw contentGone(push);
        switch (push.state.kind) {
          case 'confirmed': {
            if (!looksAtConfirmed) return { kind: 'confirmed', push };
            // It keeps the time of its request: later requests still take precedence.
            const row = nextRow(push, runId, {
              state: { kind: 'retrying', tries: 0, next: now, reason: 'not-done' },
              lookAgainAt: null,
              untold: null,
              steps: [{ at: now, what: 'retried-by-hand', by }],
            });
            return (await ports.pushes.put(row)) === 'stored' ? { kind: 'confirmed', push: row } : null;
          }
          case 'requested':
          case 'pushing':
            return { kind: 'under-way', push };
          case 'failed':
          case 'withdrawn': {
            const { replacedBy } = inForce(push, await ports.pushes.ofOrder(key));
            if (replacedBy.length > 0) return { kind: 'replaced', push };
            const row = reopened(push, { by, now, runId, what: 'retried-by-hand' });
            return (await ports.pushes.put(row)) === 'stored' ? { kind: 'reopened', push: row } : null;
          }
          case 'held':
          case 'retrying': {
            const { reason, code } =
              push.state.kind === 'retrying' ? push.state : { reason: 'not-done' as const, code: undefined };
            const row = nextRow(push, runId, {
              state: {
                kind: 'retrying',
                tries: triesOf(push),
                next: now,
                reason,
                ...(code === undefined ? {} : { code }),
              },
              steps: [{ at: now, what: 'retried-by-hand', by }],
            });
            return (await ports.pushes.put(row)) === 'stored' ? { kind: 'due-now', push: row } : null;
          }
        }
      });
  if (result.kind !== 'replaced' && result.push.state.kind !== 'confirmed') await lookAt(ports, [key.shop]);
  return result;
}

/**
 * Takes back a push that is not done and that no worker may still call for, or that failed: a person has settled it otherwise, say. A call
 * that may still be applied is checked later all the same; so is the order where the mall may show the change, or lacks a parcel in whose place
 * it was wanted. Throws `push.unknown`, and `push.changing` when others keep writing.
 */
export async function withdrawPush(
  ports: HandPorts,
  key: PushKey,
  { by }: { readonly by: string },
  settings: Pick<StatusSettings, 'leaseMs'> = defaultStatusSettings,
): Promise<WithdrawResult> {
  const runId = ports.random.id();
  const { targets } = ports;
  if (targets) return withdrawOfOrder(targets, key, { by, now: ports.clock.now(), runId, leaseMs: settings.leaseMs });
  return writeByHand(ports, key, async (push): Promise<WithdrawResult | null> => {
    const now = ports.clock.now();
    if (isDone(push) && push.state.kind !== 'failed') return { kind: 'ended', push };
    if (isInHand(push, now, settings)) return { kind: 'under-way', push };
    // A dead worker may have called the mall.
    const unknownAt = push.state.kind === 'pushing' ? push.state.until : push.unknownAt;
    const isToBeLookedAt =
      (!isDone(push) && (unknownAt !== undefined || wasConfirmed(push))) ||
      (push.content.kind === 'ship' && countsOtherwiseWithout(push, await ports.pushes.ofOrder(key)));
    const row = nextRow(push, runId, {
      state: { kind: 'withdrawn', at: now, by, reason: 'taken-back' },
      // The requester may wait for the result. A worker publishes it.
      untold: 'withdrawn',
      ...(unknownAt === undefined || isDone(push) ? {} : { unknownAt }),
      ...(isToBeLookedAt ? { lookAgainAt: now } : {}),
      steps: [{ at: now, what: 'withdrawn', by }],
    });
    return (await ports.pushes.put(row)) === 'stored' ? { kind: 'withdrawn', push: row } : null;
  });
}

function contentGone({ shop, orderNumber, id }: Push): TsunagiError {
  const what = sentence`What push ${id} of ${orderNumber} of ${shop} wanted was removed on the buyer's wish`;
  return new TsunagiError('push.unknown', 'never', sentence`${what}. Ask for it anew where it is meant.`, {
    shop,
    orderNumber,
  });
}

async function writeByHand<Result>(
  { pushes }: HandPorts,
  key: PushKey,
  write: (push: Push) => Promise<Result | null>,
): Promise<Result> {
  const { shop, orderNumber, id } = key;
  const named = sentence`push ${id} of ${orderNumber} of ${shop}`;
  for (let look = 1; look <= looksMax; look++) {
    const push = await pushes.get(key);
    if (push === null) {
      throw new TsunagiError(
        'push.unknown',
        'never',
        sentence`There is no ${named}. List what there is with ops push list.`,
        { shop, orderNumber },
      );
    }
    const result = await write(push);
    if (result !== null) return result;
  }
  throw new TsunagiError(
    'push.changing',
    'later',
    sentence`The ${named} keeps being changed by others. Run this again.`,
    { shop, orderNumber },
  );
}

/** The result of forgetting the pushes of an order. `underWay`: not done yet, so the content is still needed. */
export interface ForgottenPushes {
  readonly forgotten: number;
  readonly underWay: number;
}

/**
 * Removes what people wrote from the pushes of an order that are done: memos, tracking numbers, the mall's text of a refusal.
 * The request and its outcome stay. A failed push counts as taken back: without its content it cannot be
 * tried again. May be repeated; a push that a worker has just written is left, and counted as under way.
 */
export async function forgetPushes(
  { pushes, targets }: { readonly pushes: Pick<PushStore, 'ofOrder' | 'put'>; readonly targets?: OrderTargets },
  key: OrderKey,
  { by, now, runId }: { readonly by: string; readonly now: EpochMs; readonly runId: string },
): Promise<ForgottenPushes> {
  if (targets) return forgetOfOrder(targets, key, { by, now, runId });
  let [forgotten, underWay] = [0, 0];
  for (const push of await pushes.ofOrder(key)) {
    const content = withoutWords(push.content);
    const hasWords = push.state.kind === 'failed' && push.state.mallWords !== undefined;
    if (pushIdOf(content) === pushIdOf(push.content) && !hasWords) continue;
    const isOver = isDone(push) && push.untold === undefined && push.lookAgainAt === undefined;
    const written = isOver && (await pushes.put(forgottenRow(push, content, { by, now, runId }))) === 'stored';
    if (written) forgotten++;
    else underWay++;
  }
  return { forgotten, underWay };
}

function forgottenRow(
  push: Push,
  content: PushContent,
  { by, now, runId }: { readonly by: string; readonly now: EpochMs; readonly runId: string },
): Push {
  const { state } = push;
  if (state.kind !== 'failed') return { ...nextRow(push, runId, {}), content };
  if (pushIdOf(content) !== pushIdOf(push.content)) {
    const row = nextRow(push, runId, {
      state: { kind: 'withdrawn', at: now, by, reason: 'taken-back' },
      untold: 'withdrawn',
      steps: [{ at: now, what: 'withdrawn', by }],
    });
    return { ...row, content };
  }
  const { mallWords: _, ...rest } = state;
  return nextRow(push, runId, { state: rest });
}

/** What a failure means, in the words of the people who run the installation. */
type FailureWordsForOps = Omit<FailureWords, 'who'>;

/** The same as `failures.ts` says to merchants, in the words of commands. */
export const failuresForOps: Readonly<Record<FailureReason, FailureWordsForOps>> = {
  'order-cancelled': {
    why: 'the order is cancelled at the mall',
    next: 'stop the parcel, or settle it with the buyer',
  },
  'order-unknown': {
    why: 'the mall knows no such order of this shop',
    next: 'look at the order number and the shop, and ask again with the right ones',
  },
  'not-confirmed-yet': {
    why: 'the order still waits for its 注文確認, which was not requested',
    next: 'ask for the confirm, then retry this',
  },
  'amount-unset': {
    why: '送料 or another amount of the order is not set',
    next: 'set it in the mall’s own pages, then retry this',
  },
  'wrong-progress': {
    why: 'the order’s progress does not allow it, or nothing of it is left to ship',
    next: 'look at the order at the mall, and do there what is still wanted',
  },
  'shipping-date-set': {
    why: 'the order has a 発送日, so it cannot be cancelled',
    next: 'if it has not left, delete the 発送日 in the mall’s own pages, then retry this',
  },
  'basket-unknown': {
    why: 'the order has no such destination',
    next: 'look up the basketId at the mall, and ask again with it',
  },
  'basket-ambiguous': {
    why: 'the order has several destinations, and none was named',
    next: 'ask again with the basketId of each parcel',
  },
  'content-refused': {
    why: 'the mall does not take what was asked for',
    next: 'look at the order at the mall, and ask again if this is still wanted',
    nextOf: {
      ship: 'correct carrier, tracking number, date or pieces, and ask again',
      memo: 'correct the text of the memo, and ask again',
    },
  },
  'parcel-beside': {
    why: 'the order has a parcel at the mall that was not requested here: a person entered it there, or another installation has this shop, too',
    next: 'look at the order at the mall; if this parcel is sent as well, ask again with --another; if it has the right number of that one, with --corrects',
  },
  'function-off': {
    why: 'the shop has not switched on the function that this needs',
    next: 'have it switched on in the mall’s own pages, then retry this',
  },
  'not-ready-for-too-long': {
    why: 'the mall has not finished processing the order for two weeks',
    next: 'look at the order at the mall; retry this if it is still wanted',
  },
  'refused-otherwise': {
    why: 'the mall refuses it with a code that has no meaning here yet',
    next: 'look at the code and the mall’s words, and at the order at the mall',
  },
  'done-after-withdrawal': {
    why: 'it was taken back, and a call made before that was carried out after it: the mall shows it all the same',
    next: 'undo it in the mall’s own pages, or retry this if it may stay',
  },
};
