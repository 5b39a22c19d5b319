import { TsunagiError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { OrderKey } from '../ports/orders.ts';
import { isInHand } from './claim.ts';
import { isDone } from './due.ts';
import { isForgotten } from './forget.ts';
import { inForce } from './in-force.ts';
import { nextRow, triesOf } from './next-row.ts';
import type { Push } from './push.ts';
import { lookAt, reopened } from './request.ts';
import { defaultStatusSettings, type StatusSettings } from './settings.ts';

/** Names a push. */
export type PushKey = OrderKey & { readonly id: string };

type HandPorts = Pick<Ports, 'pushes' | 'statusQueue' | 'clock' | 'chance' | 'log'>;

/** What came of a person's retry. */
export type RetryResult =
  /** It had ended without being done, and begins anew. */
  | { readonly kind: 'reopened'; readonly push: Push }
  /** It waited, and is due now. */
  | { readonly kind: 'due-now'; readonly push: Push }
  /** A worker has it at this moment, or it is due: it was said again where to look. */
  | { readonly kind: 'under-way'; readonly push: Push }
  /** Something else was asked for since, in its place: to begin it anew would undo that. Ask for it again where it is meant. */
  | { readonly kind: 'replaced'; readonly push: Push }
  /** It was seen at the mall, and is looked at again, if that was wanted. */
  | { readonly kind: 'confirmed'; readonly push: Push };

/** What came of taking a push back. */
export type WithdrawResult =
  | { readonly kind: 'withdrawn'; readonly push: Push }
  /** A worker has it at this moment, whatever its row says (`isInHand`). Try again a minute later. */
  | { readonly kind: 'under-way'; readonly push: Push }
  /** It has ended: there is nothing to take back. */
  | { readonly kind: 'ended'; readonly push: Push };

/** Writes by others in between before somebody wins. */
const looksMax = 5;

/**
 * Tries a push again because a person wants it; nothing that was asked or tried before stands in the way. Only a call that may
 * still be applied is not made again before it would have come to light. With `looksAtConfirmed` also what is confirmed is
 * looked at, and made again where somebody has undone it at the mall since. Throws `push.unknown`, and `push.changing` when
 * others keep writing.
 */
export async function retryPush(
  ports: HandPorts,
  key: PushKey,
  { by, looksAtConfirmed = false }: { readonly by: string; readonly looksAtConfirmed?: boolean },
): Promise<RetryResult> {
  const writer = ports.chance.word();
  const result = await writeByHand(ports, key, async (push): Promise<RetryResult | null> => {
    const now = ports.clock.now();
    if (isForgotten(push)) throw contentGone(push);
    switch (push.state.kind) {
      case 'confirmed': {
        if (!looksAtConfirmed) return { kind: 'confirmed', push };
        // Asked for when it was: what somebody wanted after it still counts.
        const row = nextRow(push, writer, {
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
        const row = reopened(push, { by, now, writer, what: 'retried-by-hand' });
        return (await ports.pushes.put(row)) === 'stored' ? { kind: 'reopened', push: row } : null;
      }
      case 'held':
      case 'retrying': {
        const { reason, code } =
          push.state.kind === 'retrying' ? push.state : { reason: 'not-done' as const, code: undefined };
        const row = nextRow(push, writer, {
          state: { kind: 'retrying', tries: triesOf(push), next: now, reason, ...(code === undefined ? {} : { code }) },
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
 * Takes a push back that is not done, and that no worker may still call for. A call for it that may still be applied is looked after all the same. Throws
 * `push.unknown`, and `push.changing` when others keep writing.
 */
export async function withdrawPush(
  ports: HandPorts,
  key: PushKey,
  { by }: { readonly by: string },
  settings: Pick<StatusSettings, 'leaseMs'> = defaultStatusSettings,
): Promise<WithdrawResult> {
  const writer = ports.chance.word();
  return writeByHand(ports, key, async (push): Promise<WithdrawResult | null> => {
    const now = ports.clock.now();
    if (isDone(push)) return { kind: 'ended', push };
    if (isInHand(push, now, settings)) return { kind: 'under-way', push };
    // A dead worker may have called the mall.
    const unknownAt = push.state.kind === 'pushing' ? push.state.until : push.unknownAt;
    const row = nextRow(push, writer, {
      state: { kind: 'withdrawn', at: now, by, reason: 'taken-back' },
      // Whoever asked may wait for word of it. A worker tells them.
      untold: 'withdrawn',
      ...(unknownAt === undefined ? {} : { unknownAt, lookAgainAt: now }),
      steps: [{ at: now, what: 'withdrawn', by }],
    });
    return (await ports.pushes.put(row)) === 'stored' ? { kind: 'withdrawn', push: row } : null;
  });
}

function contentGone({ shop, orderNumber, id }: Push): TsunagiError {
  const what = `What push ${id} of ${orderNumber} of ${shop} wanted was removed on the buyer's wish`;
  return new TsunagiError('push.unknown', 'never', `${what}. Ask for it anew where it is meant.`, {
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
  const named = `push ${id} of ${orderNumber} of ${shop}`;
  for (let look = 1; look <= looksMax; look++) {
    const push = await pushes.get(key);
    if (push === null) {
      throw new TsunagiError('push.unknown', 'never', `There is no ${named}. List what there is with ops push list.`, {
        shop,
        orderNumber,
      });
    }
    const result = await write(push);
    if (result !== null) return result;
  }
  throw new TsunagiError('push.changing', 'later', `The ${named} keeps being changed by others. Run this again.`, {
    shop,
    orderNumber,
  });
}
