import type { OrderAct } from './acts.ts';
import type { Finding } from './finding.ts';
import { isSameEvent, parcelsAskedFor, standingOf, wantedNumbers } from './parcels.ts';

/** A call that names parcels of an order. */
export interface SentCall {
  readonly at: number;
  /** The tracking numbers in it. */
  readonly numbers: readonly string[];
  /** Those that the mall showed when it came. */
  readonly shown: readonly string[];
  /** Its path and body, and whether the mall accepted it. */
  readonly text: string;
  readonly isTaken: boolean;
}

/** One order while its changes are made. */
export interface OrderSent {
  /** In the order of acceptance, and when each was. */
  readonly acts: readonly OrderAct[];
  readonly actsAt: readonly number[];
  readonly calls: readonly SentCall[];
  /** When the mall or a person last held changes up; null where that is unknown: a clock is wrong, or the mall withholds the order. */
  readonly hinderedUntil: number | null;
}

type SentLaw =
  /** No call sends a number that nobody asked for. */
  | 'wanted-sent'
  /** A call that the mall takes and that shows nothing is not made for ever. */
  | 'not-sent-for-ever'
  /** Where nothing is in the way, a request is answered within the hour. */
  | 'answered-in-time'
  /** Of what is still wanted no person hears that it was replaced. */
  | 'retry-heard'
  /** No person hears that a worker has an order that none has. */
  | 'withdrawal-heard';

export type SentFinding = Finding<SentLaw>;

const minuteMs = 60_000;
/** A worker may call so long by what was wanted when it took the order. */
const turnMs = 7 * minuteMs;
/** Calls with an open end are waited for up to forty minutes. */
const answeredMs = 60 * minuteMs;
/** The product gives up after five. */
const alikeMax = 8;

/** Everything about the calls and answers of one order that is not as people asked for it. */
export function brokenSentLaws(order: OrderSent): SentFinding[] {
  return [
    ...order.calls.flatMap((call) => unwanted(call, order)),
    ...forEver(order),
    ...late(order),
    ...order.acts.flatMap((act, place) => notHeard(act, order.acts.slice(0, place))),
  ];
}

function unwanted({ at, numbers, shown }: SentCall, { acts, actsAt }: OrderSent): SentFinding[] {
  const others = numbers.filter((number) => !shown.includes(number));
  if (others.length === 0) return [];
  const known = (by: number): number => actsAt.filter((one) => one <= by).length;
  const wanted = new Set<string | null>();
  for (let count = known(at - turnMs); count <= known(at); count++)
    for (const number of parcelsAskedFor(acts.slice(0, count)).flatMap(wantedNumbers)) wanted.add(number);
  return others
    .filter((number) => !wanted.has(number))
    .map((number) => ({ law: 'wanted-sent', words: `${number} was sent, and is not wanted` }));
}

function forEver({ calls, actsAt }: OrderSent): SentFinding[] {
  let [alike, before] = [0, null as SentCall | null];
  for (const call of calls.filter(({ isTaken }) => isTaken)) {
    const isSame = before?.text === call.text && !actsAt.some((at) => at > (before?.at ?? 0) && at <= call.at);
    alike = isSame ? alike + 1 : 1;
    before = call;
    if (alike > alikeMax) return [{ law: 'not-sent-for-ever', words: `one call was made ${alike} times in a row` }];
  }
  return [];
}

function late({ acts, actsAt, hinderedUntil }: OrderSent): SentFinding[] {
  if (hinderedUntil === null) return [];
  return acts.flatMap((act, place): SentFinding[] => {
    if (act.kind === 'news' || act.kind === 'retry-refused' || act.kind === 'withdraw-refused') return [];
    if ('at' in act && isSameEvent(act, acts.slice(0, place))) return [];
    const later = acts.findIndex((one, index) => index > place && one.kind === 'news' && one.request === act.request);
    const since = Math.max(actsAt[place] as number, hinderedUntil);
    const minutes = later === -1 ? 0 : ((actsAt[later] as number) - since) / minuteMs;
    if (minutes * minuteMs <= answeredMs) return [];
    return [{ law: 'answered-in-time', words: `${act.request} was answered ${Math.round(minutes)} minutes later` }];
  });
}

function notHeard(act: OrderAct, before: readonly OrderAct[]): SentFinding[] {
  if (act.kind === 'withdraw-refused' && !act.isAtWork)
    return [{ law: 'withdrawal-heard', words: `${act.request} could not be taken back, and no worker had the order` }];
  if (act.kind !== 'retry-refused') return [];
  const parcels = parcelsAskedFor([...before, { kind: 'retry', request: act.request }]);
  const isWanted = parcels.some((parcel) => standingOf(parcel)?.request === act.request);
  return isWanted
    ? [{ law: 'retry-heard', words: `${act.request} was not tried again, and nothing has taken its place` }]
    : [];
}
