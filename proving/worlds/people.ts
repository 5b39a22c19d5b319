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

/** Notes an act of an order in the order of acceptance. `since` is how many acts were known when it began. */
export function noteAct(store: World['store'], order: Order, act: OrderAct, since = actsOf(store, order).length): void {
  const before = actsOf(store, order);
  const place = before.findIndex((one, index) => isLater(act, one) || (index >= since && one.request === act.request));
  askedFor(store).acts.set(nameOf(order), before.toSpliced(place === -1 ? before.length : place, 0, act));
}

const actsOf = (store: World['store'], order: Order): readonly OrderAct[] =>
  askedFor(store).acts.get(nameOf(order)) ?? [];

/** True where another was asked for later than this one, though it was answered before. */
const isLater = (act: OrderAct, other: OrderAct): boolean => 'at' in act && 'at' in other && other.at > act.at;

/**
 * Makes requests as people do, and notes each one when it is answered. A request was accepted some time before its answer, so it is noted before
 * any news of it that arrived in between.
 */
export function people({ store }: Pick<World, 'store'>) {
  return {
    async request(...[ports, requests, how]: Parameters<typeof requestPushes>): ReturnType<typeof requestPushes> {
      const { answer: answers, note } = await answered(store, requests, () => requestPushes(ports, requests, how));
      for (const [index, answer] of answers.entries()) {
        const asked = requests[index];
        if (asked === undefined || answer.kind === 'refused') continue;
        note(asked, actOf(answer.push.id, asked.content, how.now));
      }
      return answers;
    },
    async withdraw(...[ports, push, how]: Parameters<typeof withdrawPush>): ReturnType<typeof withdrawPush> {
      const { answer, note } = await answered(store, [push], () => withdrawPush(ports, push, how));
      // Where the answer to a write was lost, the person hears that the request is taken back already.
      const { state } = answer.push;
      const isTakenBack = state.kind === 'withdrawn' && state.reason === 'taken-back';
      const before = actsOf(store, push).findLast(({ request, kind }) => request === push.id && kind !== 'news');
      const isNew = answer.kind === 'withdrawn' || before?.kind !== 'withdraw';
      if (isTakenBack && isNew) note(push, { kind: 'withdraw', request: push.id });
      return answer;
    },
    async retry(...[ports, push, how]: Parameters<typeof retryPush>): ReturnType<typeof retryPush> {
      const { answer, note } = await answered(store, [push], () => retryPush(ports, push, how));
      if (answer.kind !== 'replaced') note(push, { kind: 'retry', request: push.id });
      return answer;
    },
  };
}

async function answered<T>(store: World['store'], orders: readonly Order[], work: () => Promise<T>) {
  const { unanswered } = askedFor(store);
  const count = (by: 1 | -1): void => {
    for (const order of orders) unanswered.set(nameOf(order), (unanswered.get(nameOf(order)) ?? 0) + by);
  };
  count(1);
  const since = new Map(orders.map((order) => [nameOf(order), actsOf(store, order).length]));
  const answer = await work();
  count(-1);
  const note = (order: Order, act: OrderAct): void => noteAct(store, order, act, since.get(nameOf(order)));
  return { answer, note };
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
