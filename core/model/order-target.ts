import type { EpochMs } from '../kernel/index.ts';
import type { Change, ChangeParcel } from './change.ts';
import type { DueRow } from './due-row.ts';
import { countingOf, type TargetRequest, type TargetWord, wantedParcels } from './order-words.ts';
import type { Parcel, PushState, PushStep } from './push.ts';
import { dueOf, isDone, isDoneAfterWithdrawal, triesOf } from './push-row.ts';
import type { ShopKey } from './shop.ts';

/** Row format. Each release must read the rows of the next. */
export const orderTargetFormat = 1;

/**
 * Everything requested of one order. A request finds its parcels and adds a word to each; the last word not withdrawn counts. Values are
 * derived, since a middle word may be withdrawn.
 */
export interface OrderTarget extends DueRow {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly writer: string;
  readonly requests: readonly TargetRequest[];
  /** Words on parcels, sub-status and memo, the lowest first. */
  readonly words: readonly TargetWord[];
  /** Place in the index of due rows, if due; kept by a claim and by an end still to be published. */
  readonly dueAt?: EpochMs;
  /** Consecutive readings that did not find the order, and their start. */
  readonly missed?: { readonly since: EpochMs; readonly times: number };
  /** Consecutive removals that the mall answered without removing the rows. */
  readonly removals?: number;
  readonly steps: readonly TargetStep[];
}

export interface TargetStep extends PushStep {
  readonly request: number;
}

export function changesOfTarget(target: OrderTarget): Change[] {
  const { shop, orderNumber, version, claim } = target;
  const wanted = wantedParcels(target).filter(({ isFailed }) => !isFailed);
  const parcelOf = (parcel: Parcel): ChangeParcel => {
    const one = wanted.find((other) => other.parcel === parcel);
    return { parcel, counts: one !== undefined, former: one?.former ?? [] };
  };
  return target.requests.map((one, request): Change => {
    const { state: own, heldAt = null, isForgotten: _, mayBeDoubled: __, ...asked } = one;
    const isInHand = claim !== undefined && !isDone(one);
    const state: PushState = isInHand ? { kind: 'pushing', until: claim.until, tries: triesOf(one) } : own;
    const timeline = stepsOf(target, request).map(({ request: ___, ...step }) => step);
    return {
      ...{ shop, orderNumber, version, ...asked, state, heldAt, timeline },
      since: standsSince(state, timeline, asked.requestedAt),
      next: dueOf({ ...asked, state }),
      surplusStays: hasSurplusThatStays(target, request),
      parcels: asked.content.kind === 'ship' ? asked.content.parcels.map(parcelOf) : [],
    };
  });
}

function standsSince(state: PushState, timeline: readonly PushStep[], requestedAt: EpochMs): EpochMs {
  if ('at' in state) return state.at;
  if (state.kind === 'held') return state.since;
  return state.kind === 'requested' ? requestedAt : (timeline.at(-1)?.at ?? requestedAt);
}

export const stepsOf = ({ steps }: OrderTarget, request: number): readonly TargetStep[] =>
  steps.filter((step) => step.request === request);

/** True if a request failed only because the mall keeps surplus rows; its content is there. */
export function hasSurplusThatStays(target: OrderTarget, request: number): boolean {
  const last = stepsOf(target, request).findLast(({ what }) => what === 'failed');
  return target.requests[request]?.state.kind === 'failed' && last?.surplusRows !== undefined;
}

/** An absent field stays, `undefined` removes it. */
export type RequestChange = { readonly [Key in keyof TargetRequest]?: TargetRequest[Key] | undefined };

export const changed = (target: OrderTarget, request: number, change: RequestChange): OrderTarget => {
  const all = Object.entries({ ...target.requests[request], ...change }).filter(([, value]) => value !== undefined);
  return { ...target, requests: target.requests.with(request, Object.fromEntries(all) as unknown as TargetRequest) };
};

/** People ask for the first and the latest steps. */
const stepsMax = { first: 20, most: 120 } as const;

export function noted(target: OrderTarget, request: number, step: PushStep): OrderTarget {
  const all = [...target.steps, { ...step, request }];
  const { first, most } = stepsMax;
  return { ...target, steps: all.length <= most ? all : [...all.slice(0, first), ...all.slice(first - most)] };
}

/** Changes the marks of a request's words, except of parts withdrawn before it was repeated. */
function marked(target: OrderTarget, request: number, markOf: (mark: TargetWord['mark']) => TargetWord['mark']) {
  const words = target.words.map(({ mark: before, ...word }): TargetWord => {
    const mark = before === 'past' || word.request !== request ? before : markOf(before);
    return mark === undefined ? word : { ...word, mark };
  });
  return { ...target, words };
}

/** The row with a request that counts again, except parts withdrawn before it was repeated. */
export const unmarked = (target: OrderTarget, request: number): OrderTarget => marked(target, request, () => undefined);

/** Marks every word of a request; a failure leaves withdrawn ones. */
export const withMark = (target: OrderTarget, request: number, mark: 'withdrawn' | 'failed'): OrderTarget =>
  marked(target, request, (before) => (before === 'withdrawn' ? before : mark));

export function withChange(
  target: OrderTarget,
  request: number,
  { steps = [], ...change }: RequestChange & { readonly steps?: readonly PushStep[] },
): OrderTarget {
  const { state, unknownAt } = change;
  const calls = [...stepsOf(target, request), ...steps].filter(({ what }) => what === 'called');
  const isShipment = target.requests[request]?.content.kind === 'ship';
  const mayBeDoubled = isShipment && (unknownAt !== undefined || calls.length > 1);
  const next = changed(state === undefined ? target : withEnd(target, request, state), request, {
    ...change,
    ...(state?.kind === 'held' ? { heldAt: state.since } : {}),
    ...(mayBeDoubled ? { mayBeDoubled } : {}),
  });
  return steps.reduce((row, step) => noted(row, request, step), next);
}

function withEnd(target: OrderTarget, request: number, state: TargetRequest['state']): OrderTarget {
  switch (state.kind) {
    case 'confirmed': {
      const hadFailed = target.requests[request]?.state.kind === 'failed';
      return withSeen(hadFailed ? unmarked(target, request) : target, request);
    }
    case 'failed':
      return isDoneAfterWithdrawal({ state }) ? target : withMark(target, request, 'failed');
    case 'withdrawn':
      return withMark(target, request, 'withdrawn');
    case 'held':
    case 'requested':
    case 'retrying':
      return target;
  }
}

function withSeen(target: OrderTarget, request: number): OrderTarget {
  const seen = new Set(countingOf(target, request).map((word) => target.words.indexOf(word)));
  const words = target.words.map((word, place): TargetWord => (seen.has(place) ? { ...word, isSeen: true } : word));
  return { ...target, words };
}

/** Removes the claim, and leaves an open call for each request that its worker may have called for until `openUntil`. */
export function withoutClaim({ claim, ...target }: OrderTarget, openUntil: EpochMs | null): OrderTarget {
  if (openUntil === null) return target;
  let next: OrderTarget = target;
  for (const [request, one] of target.requests.entries()) {
    // A look without an open call means the request was replaced while a worker had the order.
    const wasOpen = !isDone(one) || (one.lookAgainAt !== undefined && one.unknownAt === undefined);
    if (wasOpen) next = withChange(next, request, { unknownAt: Math.max(openUntil, one.unknownAt ?? 0) });
  }
  return next;
}

export function nextTarget({ dueAt: before, ...target }: OrderTarget, runId: string): OrderTarget {
  const dueAt = target.claim === undefined ? dueAtOf(target, before) : (before ?? target.claim.until);
  return { ...target, ...(dueAt === undefined ? {} : { dueAt }), version: target.version + 1, writer: runId };
}

/** Next look of a worker, or undefined. Unpublished ends keep the place. */
function dueAtOf({ requests }: Pick<OrderTarget, 'requests'>, before: EpochMs | undefined): EpochMs | undefined {
  const due = requests.flatMap(({ untold, ...one }) => [
    ...[dueOf(one) ?? []].flat(),
    ...(untold !== undefined && 'at' in one.state ? [Math.min(before ?? one.state.at, one.state.at)] : []),
  ]);
  return due.length === 0 ? undefined : Math.min(...due);
}

export const failedAtOf = ({ requests }: Pick<OrderTarget, 'requests'>): EpochMs | null =>
  latest(requests.flatMap(({ state }) => (state.kind === 'failed' ? state.at : [])));

export const freedAtOf = ({ requests }: Pick<OrderTarget, 'requests'>): EpochMs | null =>
  latest(requests.flatMap(({ state, heldAt }) => (state.kind === 'confirmed' && heldAt !== undefined ? state.at : [])));

const latest = (moments: readonly EpochMs[]): EpochMs | null => (moments.length === 0 ? null : Math.max(...moments));
