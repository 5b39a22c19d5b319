import type { PushContent } from '../../core/model/push.ts';
import type { PushNews } from '../../core/model/push-row.ts';
import { retryPush, withdrawPush } from '../../core/status/by-hand.ts';
import { requestPushes } from '../../core/status/request.ts';
import type { OrderAct } from '../laws/acts.ts';
import type { World } from './world.ts';

/** What people and programs asked for of each order and were answered, and what events said, by `<shop>#<order number>`. */
export interface AskedFor {
  readonly acts: Map<string, OrderAct[]>;
  /** Orders of which somebody asked for something and was not answered: it may count, or not. */
  readonly unanswered: Map<string, number>;
}

const askedIn = new WeakMap<World['store'], AskedFor>();

/** What was asked for in a world so far. */
export function askedFor(store: World['store']): AskedFor {
  const known = askedIn.get(store) ?? { acts: new Map(), unanswered: new Map() };
  askedIn.set(store, known);
  return known;
}

interface Order {
  readonly shop: string;
  readonly orderNumber: string;
}

const nameOf = ({ shop, orderNumber }: Order): string => `${shop}#${orderNumber}`;

/** Adds to what is known of an order. */
export function noteAct(store: World['store'], order: Order, act: OrderAct): void {
  const all = askedFor(store).acts;
  const before = all.get(nameOf(order)) ?? [];
  // A person may take a request back before whoever made it is answered.
  const first = before.findIndex(({ request }) => request === act.request);
  const isLate = 'at' in act && before[first]?.kind === 'withdraw';
  all.set(nameOf(order), before.toSpliced(isLate ? first : before.length, 0, act));
}

/** Requests of people as the product takes them, each noted once it is answered. */
export function people({ store }: Pick<World, 'store'>) {
  return {
    async request(...[ports, requests, how]: Parameters<typeof requestPushes>): ReturnType<typeof requestPushes> {
      const answers = await answered(store, requests, () => requestPushes(ports, requests, how));
      for (const [index, answer] of answers.entries()) {
        const asked = requests[index];
        if (asked === undefined || answer.kind === 'refused') continue;
        noteAct(store, asked, actOf(answer.push.id, asked.content, how.now));
      }
      return answers;
    },
    async withdraw(...[ports, push, how]: Parameters<typeof withdrawPush>): ReturnType<typeof withdrawPush> {
      const answer = await answered(store, [push], () => withdrawPush(ports, push, how));
      // Where the answer to a write was lost, the person hears that the request is taken back already.
      const { state } = answer.push;
      const isTakenBack = state.kind === 'withdrawn' && state.reason === 'taken-back';
      if (isTakenBack) noteAct(store, push, { kind: 'withdraw', request: push.id });
      return answer;
    },
    async retry(...[ports, push, how]: Parameters<typeof retryPush>): ReturnType<typeof retryPush> {
      const answer = await answered(store, [push], () => retryPush(ports, push, how));
      if (answer.kind !== 'replaced') noteAct(store, push, { kind: 'retry', request: push.id });
      return answer;
    },
  };
}

async function answered<T>(store: World['store'], orders: readonly Order[], work: () => Promise<T>): Promise<T> {
  const { unanswered } = askedFor(store);
  const count = (by: 1 | -1): void => {
    for (const order of orders) unanswered.set(nameOf(order), (unanswered.get(nameOf(order)) ?? 0) + by);
  };
  count(1);
  const answer = await work();
  count(-1);
  return answer;
}

const ends = {
  StatusPushConfirmed: 'confirmed',
  StatusPushFailed: 'failed',
  StatusPushWithdrawn: 'withdrawn',
} as const;

/** An event of a change as the laws have it. */
export function newsOf({ kind, pushId: request, reason }: PushNews): OrderAct {
  return { kind: 'news', request, end: ends[kind], ...(reason === undefined ? {} : { reason }) };
}

/** An accepted request as the laws have it. */
export function actOf(request: string, content: PushContent, at: number): OrderAct {
  if (content.kind === 'memo') return { kind: 'memo', request, at, text: content.text };
  if (content.kind !== 'ship') return { kind: 'other', request, at, what: content.kind };
  const parcels = content.parcels.map(
    ({ trackingNumber: number, carrier, corrects, basketId, shippedOn, contents }) => ({
      ...{ number, carrier, rest: JSON.stringify([shippedOn, contents]) },
      ...(corrects === undefined ? {} : { corrects }),
      ...(basketId === undefined ? {} : { destination: basketId }),
    }),
  );
  return { kind: 'ship', request, at, parcels };
}
