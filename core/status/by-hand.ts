import { type EpochMs, sentence, TsunagiError } from '../kernel/index.ts';
import {
  type FailureReason,
  type FailureWords,
  forgetRequests,
  type OrderTarget,
  type Retried,
  retryRequest,
  type Withdrawn,
  withdrawRequest,
} from '../model/index.ts';
import type { OrderKey, OrderTargets, Ports } from '../ports/index.ts';
import { type Answer, changeOf, changeRow, lookAt } from './request.ts';
import { defaultStatusSettings, type StatusSettings } from './settings.ts';

type HandPorts = Pick<Ports, 'targets' | 'statusQueue' | 'clock' | 'random' | 'log'>;

export type PushKey = OrderKey & { readonly id: string };

/** `due-now`: had waited. `under-way`: due already; another message was sent. */
export type RetryResult = Answer<Retried['kind']>;

/** `under-way`: a worker has the order; retry a minute later. */
export type WithdrawResult = Answer<Withdrawn['kind']>;

/**
 * Makes a request due, whatever was tried; a call that may still be applied is not repeated before its effect would show.
 * `looksAtConfirmed` checks confirmed ones, too, redoing what was undone. Throws `push.unknown`, and `push.changing` if others keep
 * writing.
 */
export async function retryPush(
  ports: HandPorts,
  key: PushKey,
  { by, looksAtConfirmed = false }: { readonly by: string; readonly looksAtConfirmed?: boolean },
): Promise<RetryResult> {
  const now = ports.clock.now();
  const result = await ofRequest(ports, key, (target) => {
    const one = target.requests.find(({ id }) => id === key.id);
    if (one?.isForgotten) throw contentGone(key);
    return retryRequest(target, key.id, { by, at: now, looksAtConfirmed });
  });
  if (result.kind !== 'replaced' && result.push.state.kind !== 'confirmed') await lookAt(ports, [key.shop]);
  return result;
}

/**
 * Withdraws an unfinished or failed request; possible effects of calls are checked later. Throws `push.unknown`, and `push.changing` if
 * others keep writing.
 */
export function withdrawPush(
  ports: HandPorts,
  key: PushKey,
  { by }: { readonly by: string },
  { claimMs, callsForMs }: Pick<StatusSettings, 'claimMs' | 'callsForMs'> = defaultStatusSettings,
): Promise<WithdrawResult> {
  const act = { by, at: ports.clock.now(), claimMs, callsForMs };
  return ofRequest(ports, key, (target) => ({ target, ...withdrawRequest(target, key.id, act) }));
}

/** `underWay`: unfinished, so that the content is still needed. */
export interface ForgottenPushes {
  readonly forgotten: number;
  readonly underWay: number;
}

/** Removes memos, tracking numbers and refusal texts from an order's ended requests. Failed ones then count as withdrawn. Repeatable. */
export async function forgetPushes(
  { targets }: { readonly targets: OrderTargets },
  key: OrderKey,
  { by, now, runId }: { readonly by: string; readonly now: EpochMs; readonly runId: string },
): Promise<ForgottenPushes> {
  return changeRow(targets, key, runId, (before) => {
    if (before === null) return { target: null, result: { forgotten: 0, underWay: 0 } };
    const { target, ...result } = forgetRequests(before, { by, at: now });
    return { target, result };
  });
}

async function ofRequest<Kind>(
  { targets, random }: Pick<Ports, 'targets' | 'random'>,
  key: PushKey,
  change: (target: OrderTarget) => { readonly kind: Kind; readonly target: OrderTarget },
): Promise<Answer<Kind>> {
  return changeRow(targets, key, random.id(), (before) => {
    if (!before?.requests.some(({ id }) => id === key.id)) throw unknownPush(key);
    const { kind, target } = change(before);
    return { target, result: { kind, push: changeOf(target, key.id) } };
  });
}

function unknownPush({ shop, orderNumber, id }: PushKey): TsunagiError {
  const named = sentence`push ${id} of ${orderNumber} of ${shop}`;
  const words = sentence`There is no ${named}. List what there is with ops push list.`;
  return new TsunagiError('push.unknown', 'never', words, { shop, orderNumber });
}

function contentGone({ shop, orderNumber, id }: PushKey): TsunagiError {
  const what = sentence`What push ${id} of ${orderNumber} of ${shop} wanted was removed on the buyer's wish`;
  const words = sentence`${what}. Ask for it anew where it is meant.`;
  return new TsunagiError('push.unknown', 'never', words, { shop, orderNumber });
}

export const failuresForOps: Readonly<Record<FailureReason, Omit<FailureWords, 'who'>>> = {
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
