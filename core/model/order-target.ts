import type { EpochMs } from '../kernel/index.ts';
import { type Change, type ChangeParcel, changeOf } from './change.ts';
import { isDoneAfterWithdrawal, isSuperseded } from './in-force.ts';
import {
  countingOf,
  hasWords,
  keptOf,
  type TargetRequest,
  type TargetWord,
  wantedParcels,
  withWords,
} from './order-words.ts';
import type { Parcel, Push, PushContent, PushEnd, PushState, PushStep } from './push.ts';
import { dueOf, hasSurplusThatStays, isDone, type PushChange, withoutWords } from './push-row.ts';
import type { ShopKey } from './shop.ts';

/**
 * Everything that was asked of one order, in the order of acceptance: one row. A request finds its parcels when it is accepted, and leaves a word
 * at each; what counts is the last word that nobody took back. What stood before is never stored: of three words the middle one may go.
 */
export interface OrderTarget {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly version: number;
  /** The run that wrote it. */
  readonly writer: string;
  readonly requests: readonly TargetRequest[];
  /** What requests say of parcels, sub-status and memo, the lowest first. */
  readonly words: readonly TargetWord[];
  /** Its place in the index of due rows; absent where nothing is due. A claim leaves it, and so does an end that is to be published. */
  readonly dueAt?: EpochMs;
  /** The worker that has it, and until when. */
  readonly claim?: { readonly run: string; readonly until: EpochMs };
  /** Turns in a row that read the mall without finding the order, and since when; absent once a reading shows the order. */
  readonly missed?: Push['missed'];
  /** Calls in a row that the mall answered and that were to remove rows which it shows all the same. */
  readonly removals?: number;
  readonly steps: readonly TargetStep[];
}

/** A step of the history, and the request that it is of. */
export interface TargetStep extends PushStep {
  readonly request: number;
}

/** Format of these rows. */
export const orderTargetFormat = 1;

/** A row has at most so many requests, and so many bytes; both are far beyond what an order has. */
export const targetMax = { requests: 100, bytes: 200_000 } as const;

/** A request as it comes. */
export interface AcceptedRequest {
  readonly id: string;
  readonly content: PushContent;
  readonly by: string;
  readonly at: EpochMs;
}

/**
 * How a request was taken. `standing`: the same is wanted already, or it came again late; `reopened`: it had ended, or something else was asked for
 * since; `full`: the row takes no more.
 */
export type Accepted = {
  readonly kind: 'stored' | 'standing' | 'reopened' | 'full';
  readonly target: OrderTarget;
};

/** A row without requests. */
export const emptyTarget = (key: Pick<OrderTarget, 'shop' | 'orderNumber' | 'writer'>): OrderTarget => ({
  ...{ shop: key.shop, orderNumber: key.orderNumber, writer: key.writer },
  ...{ version: 0, requests: [], words: [], steps: [] },
});

/** Takes a request in, whether or not a worker has the order. All of its parcels are looked up as the order stood before it. */
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
  // A row that the mall kept beside it is looked at again, once this is confirmed.
  const rest =
    known !== undefined && hasSurplusThatStays(pushOfRequest(target, request)) ? { ...kept, unknownAt: at } : kept;
  const { removals: ____, ...row } = added;
  const open = noted({ ...row, requests: requests.with(request, rest) }, request, { at, what: 'requested', by });
  return { kind: known === undefined ? 'stored' : 'reopened', target: replaced(open, id, { by, at }) };
}

/** That a parcel is sent beside others was said once, and stays said. */
function withAnother(asked: PushContent, known: PushContent | undefined): PushContent {
  const isSaid = known?.kind === 'ship' && known.another === true;
  return asked.kind === 'ship' && isSaid ? { ...asked, another: true } : asked;
}

const saysMore = (content: PushContent, known: PushContent): boolean =>
  content.kind === 'ship' && known.kind === 'ship' && content.another !== known.another;

/** True where a request that is known would change something: it had ended without being made, or more of it counts now. */
function isWantedAnew(before: OrderTarget, after: OrderTarget, request: number): boolean {
  const { state } = before.requests[request] as TargetRequest;
  if (state.kind === 'failed' || (state.kind === 'withdrawn' && state.reason !== 'superseded')) return true;
  const counted = countingOf(before, request).map(({ index }) => index);
  return countingOf(after, request).some(({ index }) => !counted.includes(index));
}

/** How a request was taken back. */
export type Withdrawn =
  | { readonly kind: 'withdrawn'; readonly target: OrderTarget }
  /** A worker may be calling for the order. */
  | { readonly kind: 'under-way' }
  | { readonly kind: 'ended' };

/**
 * Takes a request back. What it had replaced counts again; a sub-status or memo stays replaced, since the shop may have edited it at the mall. Throws
 * where there is no such request.
 */
export function withdrawRequest(
  target: OrderTarget,
  id: string,
  { by, at, leaseMs }: { readonly by: string; readonly at: EpochMs; readonly leaseMs: number },
): Withdrawn {
  const request = placeOf(target, id);
  const { state, unknownAt = 0 } = target.requests[request] as TargetRequest;
  if (isDone({ state }) && state.kind !== 'failed') return { kind: 'ended' };
  // A call may be possible that a worker with another clock took for over.
  const isCallAhead = unknownAt > at && unknownAt <= at + leaseMs;
  if (isCallAhead || (target.claim !== undefined && target.claim.until > at)) return { kind: 'under-way' };
  const free = withoutClaim(target, { now: at, leaseMs });
  const again = countingAgain(takenBack(free, request, { by, at }), free, { request, at });
  return { kind: 'withdrawn', target: replaced(again, id, { by, at }) };
}

function takenBack(
  target: OrderTarget,
  request: number,
  { by, at }: { readonly by: string; readonly at: EpochMs },
): OrderTarget {
  const { unknownAt } = target.requests[request] as TargetRequest;
  // Of several parcels one may be at the mall.
  const wasCalledFor =
    !isDoneAfterWithdrawal(target.requests[request] as TargetRequest) &&
    target.steps.some((step) => step.request === request && step.what === 'called');
  const look = unknownAt !== undefined || wasCalledFor ? { lookAgainAt: at } : {};
  const end = { state: { kind: 'withdrawn', at, by, reason: 'taken-back' }, untold: 'withdrawn', ...look } as const;
  const marked = changed(withMark(target, request, 'withdrawn'), request, end);
  return noted(marked, request, { at, what: 'withdrawn', by });
}

/** How a request is tried again. `replaced`: nothing of it counts any more. */
export type Retried = {
  readonly kind: 'reopened' | 'due-now' | 'under-way' | 'confirmed' | 'replaced';
  readonly target: OrderTarget;
};

/** Tries a request again at a person's wish, where it stands among the others. Throws where there is no such request. */
export function retryRequest(
  target: OrderTarget,
  id: string,
  {
    by,
    at,
    looksAtConfirmed = false,
  }: { readonly by: string; readonly at: EpochMs; readonly looksAtConfirmed?: boolean },
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
      const isConfirmed = state.kind === 'confirmed';
      const surplus = hasSurplusThatStays(pushOfRequest(target, request)) ? { unknownAt: at } : {};
      const { removals: _, ...row } = next;
      const fresh = {
        ...surplus,
        state: isConfirmed ? due : ({ kind: 'requested' } as const),
        lookAgainAt: undefined,
        untold: undefined,
      };
      return {
        kind: isConfirmed ? 'confirmed' : 'reopened',
        target: replaced(tried(changed(row, request, fresh)), id, { by, at }),
      };
    }
  }
}

/** Removes what people wrote from the requests that are over, and says how many of the others have such words still. */
export function forgetRequests(
  target: OrderTarget,
  { by, at }: { readonly by: string; readonly at: EpochMs },
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
      // Without its content it cannot be tried again.
      next = isWritten ? takenBack(next, request, { by, at }) : changed(next, request, { state: rest });
    }
    if (isWritten) next = changed(next, request, { content: withoutWords(content), isForgotten: true });
  }
  return { target: next, forgotten, underWay };
}

/** The changes of an order for those who read about them, the first request first. */
export function changesOfTarget(target: OrderTarget): Change[] {
  const { shop, orderNumber, version, writer, claim, steps } = target;
  const wanted = wantedParcels(target).filter(({ isFailed }) => !isFailed);
  const parcelOf = (parcel: Parcel): ChangeParcel => {
    const one = wanted.find((other) => other.parcel === parcel);
    return { parcel, counts: one !== undefined, former: one?.former ?? [] };
  };
  return target.requests.map((one, request): Change => {
    const { state: own, heldAt = null, isForgotten: _, mayBeDoubled: __, ...asked } = one;
    const tries = 'tries' in own ? own.tries : 0;
    const state: PushState = claim === undefined || isDone(one) ? own : { kind: 'pushing', until: claim.until, tries };
    const trail = steps.filter((step) => step.request === request).map(({ request: ___, ...step }) => step);
    const parcels = asked.content.kind === 'ship' ? asked.content.parcels.map(parcelOf) : [];
    return { ...changeOf({ ...asked, shop, orderNumber, version, writer, state, trail }), heldAt, parcels };
  });
}

function placeOf({ requests, orderNumber }: OrderTarget, id: string): number {
  const place = requests.findIndex((one) => one.id === id);
  if (place === -1) throw new Error(`Order ${orderNumber} has no request ${id}.`);
  return place;
}

const changed = (
  target: OrderTarget,
  request: number,
  change: { readonly [Key in keyof TargetRequest]?: TargetRequest[Key] | undefined },
): OrderTarget => {
  const all = Object.entries({ ...target.requests[request], ...change }).filter(([, value]) => value !== undefined);
  return { ...target, requests: target.requests.with(request, Object.fromEntries(all) as unknown as TargetRequest) };
};

/** The first steps stay, and the latest: people ask how it began as often as how it ended. */
const stepsMax = { first: 20, all: 120 } as const;

function noted(target: OrderTarget, request: number, step: PushStep): OrderTarget {
  const all = [...target.steps, { ...step, request }];
  const { first, all: max } = stepsMax;
  return { ...target, steps: all.length <= max ? all : [...all.slice(0, first), ...all.slice(first - max)] };
}

/** What a request said counts again; what was taken back before it was asked for anew does not. */
function unmarked(target: OrderTarget, request: number): OrderTarget {
  const words = target.words.map(({ mark, ...word }): TargetWord => {
    const stays = mark === 'past' || (mark !== undefined && word.request !== request);
    return stays ? { ...word, mark } : word;
  });
  return { ...target, words };
}

/** A mark says the same of every word of a request; a failure leaves those alone that were taken back. */
function withMark(target: OrderTarget, request: number, mark: 'withdrawn' | 'failed'): OrderTarget {
  const words = target.words.map((word): TargetWord => {
    const isMeant =
      word.request === request && (word.mark === undefined || (mark === 'withdrawn' && word.mark === 'failed'));
    return isMeant ? { ...word, mark } : word;
  });
  return { ...target, words };
}

/** Requests of which nothing counts any more have ended: another took their place. */
function replaced(
  target: OrderTarget,
  id: string,
  { by, at }: { readonly by: string; readonly at: EpochMs },
): OrderTarget {
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

/**
 * Shipments of which more counts since a request was taken back are wanted again, where they were not made, or what was taken back may have changed
 * them at the mall.
 */
function countingAgain(
  target: OrderTarget,
  before: OrderTarget,
  { request: takenBackOne, at }: { readonly request: number; readonly at: EpochMs },
): OrderTarget {
  let next = target;
  const { unknownAt } = target.requests[takenBackOne] as TargetRequest;
  const mayHaveChanged =
    unknownAt !== undefined || before.words.some(({ request, isSeen }) => request === takenBackOne && isSeen);
  for (const [request, one] of target.requests.entries()) {
    const counted = countingOf(before, request).map(({ index }) => index);
    const more = countingOf(target, request).filter(({ index }) => !counted.includes(index));
    const isMissing = mayHaveChanged || more.some(({ isSeen }) => isSeen !== true);
    const isWanted = isSuperseded(one) || (one.state.kind === 'confirmed' && isMissing);
    if (one.content.kind !== 'ship' || !isWanted || more.length === 0) continue;
    const state = { kind: 'retrying', tries: 0, next: at, reason: 'not-done' } as const;
    next = changed(next, request, { state, untold: undefined, lookAgainAt: undefined });
    next = noted(next, request, { at, what: 'retrying', detail: 'what took its place was taken back' });
  }
  return next;
}

/** A request as the rules of a single change see it: its own part of the row. */
export function pushOfRequest(target: OrderTarget, request: number): Push {
  const { shop, orderNumber, version, writer, claim, missed, steps } = target;
  const { heldAt: _, isForgotten: __, mayBeDoubled: ___, ...own } = target.requests[request] as TargetRequest;
  const tries = 'tries' in own.state ? own.state.tries : 0;
  const isInHand = claim !== undefined && !isDone(own);
  const state: PushState = isInHand ? { kind: 'pushing', until: claim.until, tries } : own.state;
  const trail = steps.filter((step) => step.request === request).map(({ request: ____, ...step }) => step);
  return { shop, orderNumber, version, writer, ...own, state, ...(missed === undefined ? {} : { missed }), trail };
}

/** All requests of a row, each as its own part. */
export const pushesOfTarget = (target: OrderTarget): Push[] =>
  target.requests.map((_, request) => pushOfRequest(target, request));

/** The row after something became of a request. */
export function withChange(target: OrderTarget, request: number, change: PushChange): OrderTarget {
  const { steps = [], missed, state, unknownAt, ...rest } = change;
  const before = target.requests[request] as TargetRequest;
  const kept = { ...(target.missed === undefined ? {} : { missed: target.missed }) };
  const counted = missed === undefined ? kept : missed === null ? {} : { missed };
  const { missed: _, ...row } = target;
  let next: OrderTarget = { ...row, ...counted };
  if (state !== undefined) next = inState(next, request, state);
  if (unknownAt !== undefined) next = changed(next, request, { unknownAt: unknownAt ?? undefined });
  const gone = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, value ?? undefined]));
  next = changed(next, request, gone);
  const calls = [...target.steps, ...steps.map((step) => ({ ...step, request }))].filter(
    (step) => step.request === request && step.what === 'called',
  );
  const mayBeDoubled = before.content.kind === 'ship' && (typeof unknownAt === 'number' || calls.length > 1);
  if (mayBeDoubled) next = changed(next, request, { mayBeDoubled });
  for (const step of steps) next = noted(next, request, step);
  return next;
}

function inState(target: OrderTarget, request: number, state: PushState): OrderTarget {
  const { state: before } = target.requests[request] as TargetRequest;
  switch (state.kind) {
    case 'pushing':
      throw new Error('A worker has a row, not a request.');
    case 'held':
      return changed(target, request, { state, heldAt: state.since });
    case 'confirmed': {
      const next = before.kind === 'failed' ? unmarked(target, request) : target;
      return changed(withSeen(next, request), request, { state });
    }
    case 'failed': {
      const next = isDoneAfterWithdrawal({ state }) ? target : withMark(target, request, 'failed');
      return changed(next, request, { state });
    }
    case 'withdrawn':
      return changed(withMark(target, request, 'withdrawn'), request, { state });
    case 'requested':
    case 'retrying':
      return changed(target, request, { state });
  }
}

/** Notes that what counts of a request was seen at the mall. */
function withSeen(target: OrderTarget, request: number): OrderTarget {
  const seen = new Set(countingOf(target, request).map((word) => target.words.indexOf(word)));
  const words = target.words.map((word, place): TargetWord => (seen.has(place) ? { ...word, isSeen: true } : word));
  return { ...target, words };
}

/** The row after a worker has claimed it. What a claim that ran out leaves is a call with an open end for each request that is not done. */
export function claimedRow(
  target: OrderTarget,
  {
    run,
    until,
    now,
    leaseMs,
  }: { readonly run: string; readonly until: EpochMs; readonly now: EpochMs; readonly leaseMs: number },
): OrderTarget {
  return nextTarget({ ...withoutClaim(target, { now, leaseMs }), claim: { run, until } }, run);
}

/** The row without its claim. The worker may have called until half of its lease was over. */
export function withoutClaim(
  { claim, ...target }: OrderTarget,
  { now, leaseMs }: { readonly now: EpochMs; readonly leaseMs: number },
): OrderTarget {
  if (claim === undefined) return target;
  const mayHaveCalledAt = Math.min(claim.until - leaseMs / 2, now);
  let next: OrderTarget = target;
  for (const [request, one] of target.requests.entries()) {
    if (!isDone(one)) next = withChange(next, request, { unknownAt: Math.max(mayHaveCalledAt, one.unknownAt ?? 0) });
  }
  return next;
}

/** The row that follows: one version further, written by this run, in its place in the index. */
export function nextTarget({ dueAt: before, ...target }: OrderTarget, runId: string): OrderTarget {
  const dueAt = target.claim === undefined ? dueAtOf(target, before) : (before ?? target.claim.until);
  return { ...target, ...(dueAt === undefined ? {} : { dueAt }), version: target.version + 1, writer: runId };
}

/** When a worker has to look at a row next; undefined when never. What is to be published leaves the row where it is. */
function dueAtOf({ requests }: Pick<OrderTarget, 'requests'>, before: EpochMs | undefined): EpochMs | undefined {
  const due = requests.flatMap(({ untold, ...one }) => [
    ...[dueOf(one) ?? []].flat(),
    ...(untold !== undefined && 'at' in one.state ? [before ?? one.state.at] : []),
  ]);
  return due.length === 0 ? undefined : Math.min(...due);
}
