import type { EpochMs } from '../kernel/index.ts';
import { type ClaimSettings, isClaimed, openUntil } from './due-row.ts';
import {
  changed,
  hasSurplusThatStays,
  noted,
  type OrderTarget,
  unmarked,
  withMark,
  withoutClaim,
} from './order-target.ts';
import {
  countingOf,
  hasWords,
  keptOf,
  requestsBeside,
  type TargetRequest,
  type TargetWord,
  withWords,
} from './order-words.ts';
import type { PushContent, PushEnd } from './push.ts';
import { isDone, isDoneAfterWithdrawal, isSuperseded, isTakenBack, withoutWords } from './push-row.ts';

export const targetMax = { requests: 100, bytes: 200_000 } as const;

interface Act {
  readonly by: string;
  readonly at: EpochMs;
}

export interface AcceptedRequest extends Act {
  readonly id: string;
  readonly content: PushContent;
}

/** `standing`: wanted already, or came late. `reopened`: had ended or was replaced. `full`: the row takes no more. */
export type Accepted = {
  readonly kind: 'stored' | 'standing' | 'reopened' | 'full';
  readonly target: OrderTarget;
};

export const emptyTarget = (key: Pick<OrderTarget, 'shop' | 'orderNumber' | 'writer'>): OrderTarget => ({
  ...{ shop: key.shop, orderNumber: key.orderNumber, writer: key.writer },
  ...{ version: 0, requests: [], words: [], steps: [] },
});

/** Accepts a request, even on a claimed row. Parcels are looked up as the order was before. */
export function acceptRequest(target: OrderTarget, { id, content: asked, by, at }: AcceptedRequest): Accepted {
  const place = target.requests.findIndex((one) => one.id === id);
  const known = target.requests[place];
  const content = withAnother(asked, known?.content);
  if (known !== undefined && at <= known.requestedAt && (isDone(known) || !saysMore(content, known.content)))
    return { kind: 'standing', target };
  const fresh = { id, content, requestedAt: at, by, state: { kind: 'requested' } } as const;
  const request = known === undefined ? target.requests.length : place;
  const requests = known ? target.requests.with(request, { ...known, content }) : [...target.requests, fresh];
  const words = target.words.map(
    (word): TargetWord => (word.request === request && word.mark === 'withdrawn' ? { ...word, mark: 'past' } : word),
  );
  const added = { ...target, requests, words: withWords({ requests, words }, request, at) };
  const isFull = requests.length > targetMax.requests || JSON.stringify(added).length > targetMax.bytes;
  if (isFull) return { kind: 'full', target };
  if (known !== undefined && !isWantedAnew(target, added, request)) {
    const end = isDone(known) && known.state.kind !== 'failed' && (known.state.kind as PushEnd);
    const told = end ? changed(added, request, { untold: end }) : added;
    return { kind: 'standing', target: replaced(told, id, { by, at }) };
  }
  const { lookAgainAt: _, untold: __, isForgotten: ___, ...kept }: TargetRequest = { ...known, ...fresh };
  // A row that the mall kept beside is looked at again once this is confirmed.
  const rest = known !== undefined && hasSurplusThatStays(target, request) ? { ...kept, unknownAt: at } : kept;
  const { removals: ____, ...row } = added;
  const open = noted({ ...row, requests: requests.with(request, rest) }, request, { at, what: 'requested', by });
  // Two parcels that came to share a number separate once one gets another.
  const again = countingAgain(open, { ...open, words }, { request, at });
  return { kind: known === undefined ? 'stored' : 'reopened', target: replaced(again, id, { by, at }) };
}

/** `another` stays once given. */
function withAnother(asked: PushContent, known: PushContent | undefined): PushContent {
  const isSaid = known?.kind === 'ship' && known.another === true;
  return asked.kind === 'ship' && isSaid ? { ...asked, another: true } : asked;
}

const saysMore = (content: PushContent, known: PushContent): boolean =>
  content.kind === 'ship' && known.kind === 'ship' && content.another !== known.another;

/** True if repeating a known request changes anything. */
function isWantedAnew(before: OrderTarget, after: OrderTarget, request: number): boolean {
  const { state } = before.requests[request] as TargetRequest;
  if (state.kind === 'failed' || (state.kind === 'withdrawn' && state.reason !== 'superseded')) return true;
  const counted = countingOf(before, request).map(({ index }) => index);
  return countingOf(after, request).some(({ index }) => !counted.includes(index));
}

export type Withdrawn =
  | { readonly kind: 'withdrawn'; readonly target: OrderTarget }
  /** A worker may be calling for the order. */
  | { readonly kind: 'under-way' }
  | { readonly kind: 'ended' };

/**
 * Withdraws a request. What it replaced counts again, except sub-status and memo, which the shop may have edited. Throws if the request is
 * unknown.
 */
export function withdrawRequest(
  target: OrderTarget,
  id: string,
  { by, at, ...settings }: Act & ClaimSettings,
): Withdrawn {
  const request = placeOf(target, id);
  const { state, unknownAt = 0 } = target.requests[request] as TargetRequest;
  if (isDone({ state }) && state.kind !== 'failed') return { kind: 'ended' };
  // A worker with another clock may have taken a still possible call for over.
  const isCallAhead = unknownAt > at && unknownAt <= at + settings.claimMs;
  if (isCallAhead || isClaimed(target, at)) return { kind: 'under-way' };
  const { removals: _, ...free } = withoutClaim(target, openUntil(target, at, settings));
  const again = countingAgain(takenBack(free, request, { by, at }), free, { request, at });
  return { kind: 'withdrawn', target: replaced(again, id, { by, at }) };
}

function takenBack(target: OrderTarget, request: number, { by, at }: Act): OrderTarget {
  const { requests, words, steps } = target;
  const isTried = (one: number): boolean =>
    requests[one]?.mayBeDoubled === true ||
    steps.some((step) => step.request === one && step.what === 'called') ||
    words.some((word) => word.request === one && word.isSeen);
  const mayBeThere = (one: number): boolean => {
    const asked = requests[one] as TargetRequest;
    return asked.unknownAt !== undefined || (isTried(one) && !isDoneAfterWithdrawal(asked));
  };
  // Earlier withdrawals were not reported while this request wanted their parcels.
  const beside = requestsBeside(target, request).filter((one) => isTakenBack(requests[one] as TargetRequest));
  const end = { state: { kind: 'withdrawn', at, by, reason: 'taken-back' }, untold: 'withdrawn' } as const;
  const looked = [request, ...beside]
    .filter(mayBeThere)
    .reduce((next, one) => changed(next, one, { lookAgainAt: at }), changed(target, request, end));
  return noted(withMark(looked, request, 'withdrawn'), request, { at, what: 'withdrawn', by });
}

const asked = { kind: 'requested' } as const;

/** `replaced`: nothing of the request counts any more. */
export type Retried = {
  readonly kind: 'reopened' | 'due-now' | 'under-way' | 'confirmed' | 'replaced';
  readonly target: OrderTarget;
};

/** Throws if the request is unknown. */
export function retryRequest(
  target: OrderTarget,
  id: string,
  { by, at, looksAtConfirmed = false }: Act & { readonly looksAtConfirmed?: boolean },
): Retried {
  const request = placeOf(target, id);
  const { state } = target.requests[request] as TargetRequest;
  const tried = (next: OrderTarget): OrderTarget => noted(next, request, { at, what: 'retried-by-hand', by });
  switch (state.kind) {
    case 'requested':
      return { kind: 'under-way', target };
    case 'held':
    case 'retrying': {
      const waits = state.kind === 'retrying' ? state : { tries: state.tries, reason: 'not-done' as const };
      const due = { ...waits, kind: 'retrying', next: at } as const;
      return { kind: 'due-now', target: tried(changed(target, request, { state: due })) };
    }
    case 'confirmed':
    case 'failed':
    case 'withdrawn': {
      if (state.kind === 'confirmed' && !looksAtConfirmed) return { kind: 'confirmed', target };
      const next = state.kind === 'confirmed' ? target : unmarked(target, request);
      if (hasWords(next, request) && countingOf(next, request).length === 0) return { kind: 'replaced', target };
      const due = { kind: 'retrying', tries: 0, next: at, reason: 'not-done' } as const;
      const [kind, fresh] = state.kind === 'confirmed' ? (['confirmed', due] as const) : (['reopened', asked] as const);
      const surplus = hasSurplusThatStays(target, request) ? { unknownAt: at } : {};
      const { removals: _, ...row } = next;
      const again = changed(row, request, { ...surplus, state: fresh, lookAgainAt: undefined, untold: undefined });
      return { kind, target: replaced(tried(again), id, { by, at }) };
    }
  }
}

/** Removes people's words from ended requests; returns how many others still have any. */
export function forgetRequests(
  target: OrderTarget,
  { by, at }: Act,
): { readonly target: OrderTarget; readonly forgotten: number; readonly underWay: number } {
  let [next, forgotten, underWay] = [target, 0, 0];
  for (const [request, { content, state, isForgotten, untold, lookAgainAt }] of target.requests.entries()) {
    const hasMallWords = state.kind === 'failed' && state.mallWords !== undefined;
    const isWritten = content.kind === 'memo' || content.kind === 'ship';
    if (isForgotten || (!isWritten && !hasMallWords)) continue;
    if (!isDone({ state }) || untold !== undefined || lookAgainAt !== undefined) {
      underWay++;
      continue;
    }
    forgotten++;
    if (state.kind === 'failed') {
      const { mallWords: _, ...rest } = state;
      next = isWritten ? takenBack(next, request, { by, at }) : changed(next, request, { state: rest });
    }
    if (isWritten) next = changed(next, request, { content: withoutWords(content), isForgotten: true });
  }
  return { target: next, forgotten, underWay };
}

function placeOf({ requests, orderNumber }: OrderTarget, id: string): number {
  const place = requests.findIndex((one) => one.id === id);
  if (place === -1) throw new Error(`Order ${orderNumber} has no request ${id}.`);
  return place;
}

/** Withdraws requests that others fully replaced. */
function replaced(target: OrderTarget, id: string, { by, at }: Act): OrderTarget {
  let next = target;
  const { claim } = target;
  for (const [request, one] of target.requests.entries()) {
    if (isDone(one) || !hasWords(target, request) || keptOf(target, request).length > 0) continue;
    const state = { kind: 'withdrawn', at, by, reason: 'superseded' } as const;
    // An older text is never set again.
    const content = one.content.kind === 'memo' ? withoutWords(one.content) : one.content;
    const look = one.unknownAt === undefined && claim === undefined ? {} : { lookAgainAt: at };
    next = changed(next, request, { state, content, untold: 'withdrawn', ...look });
    next = noted(next, request, { at, what: 'withdrawn', detail: `asked otherwise since: ${id}` });
  }
  return next;
}

/** Reopens shipments of which more counts now, if not made or possibly changed at the mall. */
function countingAgain(
  target: OrderTarget,
  before: OrderTarget,
  { request: cause, at }: { readonly request: number; readonly at: EpochMs },
): OrderTarget {
  let next = target;
  const { unknownAt } = target.requests[cause] as TargetRequest;
  const beside = [cause, ...requestsBeside(before, cause)];
  const mayHaveChanged = (word: TargetWord): boolean =>
    unknownAt !== undefined ||
    before.words.some(
      ({ request, isSeen }, place) => isSeen && beside.includes(request) && place > target.words.indexOf(word),
    );
  for (const [request, one] of target.requests.entries()) {
    const counted = countingOf(before, request).map(({ index }) => index);
    const more = countingOf(target, request).filter(({ index }) => !counted.includes(index));
    const isMissing = more.some((word) => word.isSeen !== true || mayHaveChanged(word));
    const isWanted = isSuperseded(one) || (one.state.kind === 'confirmed' && isMissing);
    if (one.content.kind !== 'ship' || !isWanted || more.length === 0) continue;
    const state = { kind: 'retrying', tries: 0, next: at, reason: 'not-done' } as const;
    next = changed(next, request, { state, untold: undefined, lookAgainAt: undefined });
    next = noted(next, request, { at, what: 'retrying', detail: 'it counts again' });
  }
  return next;
}
