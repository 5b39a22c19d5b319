import { createHash } from 'node:crypto';
import type { EpochMs } from '../kernel/index.ts';
import type { newsAbout } from './news-kinds.ts';
import {
  type FailureReason,
  type Parcel,
  type ParcelItem,
  type Push,
  type PushContent,
  type PushEnd,
  type PushKind,
  type PushState,
  type PushStep,
  trailMax,
  type WhoMustAct,
  type WithdrawalReason,
} from './push.ts';
import type { ShopKey } from './shop.ts';

/** What changes of a request. An absent field stays as it is, null takes it away. */
export interface PushChange {
  readonly state?: PushState;
  readonly requestedAt?: EpochMs;
  readonly by?: string;
  readonly unknownAt?: EpochMs | null;
  readonly lookAgainAt?: EpochMs | null;
  readonly untold?: PushEnd | null;
  readonly missed?: Push['missed'] | null;
  readonly steps?: readonly PushStep[];
}

/** The push that follows: one version further, written by this run. */
export function nextRow(push: Push, runId: string, change: PushChange): Push {
  const { unknownAt, lookAgainAt, untold, missed, ...rest } = push;
  return {
    ...rest,
    version: push.version + 1,
    writer: runId,
    state: change.state ?? push.state,
    requestedAt: change.requestedAt ?? push.requestedAt,
    by: change.by ?? push.by,
    ...optional('unknownAt', unknownAt, change.unknownAt),
    ...optional('lookAgainAt', lookAgainAt, change.lookAgainAt),
    ...optional('untold', untold, change.untold),
    ...optional('missed', missed, change.missed),
    trail: withSteps(push.trail, change.steps ?? []),
  };
}

/** Calls made for a push so far. */
export function triesOf({ state }: Push): number {
  return state.kind === 'pushing' || state.kind === 'held' || state.kind === 'retrying' ? state.tries : 0;
}

function optional<Name extends string, Value>(
  name: Name,
  before: Value | undefined,
  change: Value | null | undefined,
): { readonly [Key in Name]?: Value } {
  const value = change === undefined ? before : (change ?? undefined);
  return (value === undefined ? {} : { [name]: value }) as { readonly [Key in Name]?: Value };
}

/** The first steps stay: people ask how it began as often as how it ended. */
const firstKept = 10;

/** True for a push that failed because the mall keeps its surplus rows, whatever it answers: what it asked for is at the mall. */
export function hasSurplusThatStays({ state, trail }: Push): boolean {
  const last = trail.findLast(({ what }) => what === 'failed');
  return state.kind === 'failed' && last?.surplusRows !== undefined;
}

/** A trail with more steps at its end; the middle of a long one is dropped. */
function withSteps(trail: readonly PushStep[], steps: readonly PushStep[]): PushStep[] {
  const all = [...trail, ...steps];
  if (all.length <= trailMax) return all;
  return [...all.slice(0, firstKept), ...all.slice(firstKept - trailMax)];
}

/**
 * When a worker has to look at a push again; null when never: it is done, and cannot change any more. A held push is
 * due all the time: the worker that looks finds out whether the pause still holds.
 */
export function dueOf(push: Pick<Push, 'state' | 'requestedAt' | 'untold' | 'lookAgainAt'>): EpochMs | null {
  const { state } = push;
  switch (state.kind) {
    case 'requested':
      return push.requestedAt;
    case 'pushing':
      return state.until;
    case 'held':
      return state.since;
    case 'retrying':
      return state.next;
    case 'confirmed':
    case 'failed':
    case 'withdrawn':
      return earlier(push.untold === undefined ? null : state.at, push.lookAgainAt ?? null);
  }
}

function earlier(one: EpochMs | null, other: EpochMs | null): EpochMs | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** How long after its last call with an open end a push is looked at again. */
interface LookTimes {
  readonly lookAgainMs: readonly number[];
}

type NextLook = Pick<PushChange, 'unknownAt' | 'lookAgainAt'>;

const none: NextLook = { unknownAt: null, lookAgainAt: null };

/**
 * When a push that has just ended is checked: at the first of the set times after its last call with an unknown outcome that lies ahead.
 * If all of them are over, it is checked now, and the times start anew: an outage lasted longer, and what the call doubled has been
 * there since; or a clock was wrong.
 */
export function firstLookAgain(
  { content, state, unknownAt }: Pick<Push, 'content' | 'state'> & { readonly unknownAt?: EpochMs | undefined },
  now: EpochMs,
  { lookAgainMs }: LookTimes,
): NextLook {
  if (unknownAt === undefined || staysSo(content, state)) return none;
  const next = lookAgainMs.map((after) => unknownAt + after).find((at) => at > now);
  return next === undefined ? { unknownAt: now, lookAgainAt: now } : { unknownAt, lookAgainAt: next };
}

/**
 * When a push is checked after a check: at the next of the set times. After the last of them it is not checked any more, if it had as
 * many checks as there are times: an outage, or clocks that are wrong in opposite ways, can let all of them pass at once.
 */
export function nextLookAgain(
  { content, unknownAt, state, trail }: Pick<Push, 'content' | 'state' | 'trail' | 'unknownAt'>,
  now: EpochMs,
  { lookAgainMs }: LookTimes,
): NextLook {
  if (unknownAt === undefined || staysSo(content, state)) return none;
  const next = lookAgainMs.map((after) => unknownAt + after).find((at) => at > now);
  if (next !== undefined) return { unknownAt, lookAgainAt: next };
  const calledLast = trail.findLastIndex(({ what }) => what === 'called');
  const looks = trail.slice(calledLast + 1).filter(({ what }) => what === 'looked-again').length + 1;
  const [shortest] = lookAgainMs;
  return shortest === undefined || looks >= lookAgainMs.length ? none : { unknownAt, lookAgainAt: now + shortest };
}

/** What never changes back once it is so. What failed or was taken back may still be done. */
function staysSo({ kind }: Push['content'], state: Push['state']): boolean {
  if (state.kind !== 'confirmed') return false;
  return kind === 'confirm' || kind === 'pay' || kind === 'complete' || kind === 'cancel';
}

/** A push that needs no further action, apart from looking at it again. */
export function isDone({ state: { kind } }: Pick<Push, 'state'>): boolean {
  return kind === 'confirmed' || kind === 'failed' || kind === 'withdrawn';
}

/** When a pause last held a push, by its trail; null when none did. Once it is confirmed, it was freed. */
export function pushHeldAt({ trail }: Pick<Push, 'trail'>): EpochMs | null {
  return trail.findLast(({ what }) => what === 'held')?.at ?? null;
}

/** What the bus carries about a push that has ended: keys and words of closed lists only. */
export interface PushNews {
  /** The same for every repeat, so that a consumer can recognize one: shop, order number, push id, and how often it was requested. */
  readonly id: string;
  readonly kind: (typeof newsAbout)['pushes'][number];
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly pushId: string;
  readonly pushKind: PushKind;
  /** Of a failure, or of a push that is not wanted any more. */
  readonly reason?: FailureReason | WithdrawalReason;
  /** Of a failure. */
  readonly who?: WhoMustAct;
}

/** Hex digits of a hash: within one order they never meet. */
const hashLength = 12;

/**
 * The content in its one form: white space around a tracking number is dropped, an empty one is none, and parcels stand in one
 * order, since it says nothing. Equal requests have the same form.
 */
export function canonicalContent(content: PushContent): PushContent {
  if (content.kind !== 'ship') return content;
  const parcels = content.parcels.map(canonicalParcel);
  parcels.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return { kind: 'ship', parcels, ...(content.another === true ? { another: true } : {}) };
}

/** The id of the requested content, within its order: `ship-3f2a90c41b77`. Equal content has an equal id. */
export function pushIdOf(content: PushContent): string {
  const hash = createHash('sha256').update(fieldsOf(canonicalContent(content)));
  return `${content.kind}-${hash.digest('hex').slice(0, hashLength)}`;
}

/** The same change without what people wrote. */
export function withoutWords(content: PushContent): PushContent {
  switch (content.kind) {
    case 'memo':
      return { ...content, text: '' };
    case 'ship':
      return {
        ...content,
        parcels: content.parcels.map(({ corrects: _, ...parcel }) => ({ ...parcel, trackingNumber: null })),
      };
    case 'confirm':
    case 'pay':
    case 'complete':
    case 'cancel':
    case 'sub-status':
      return content;
  }
}

/** True for a push whose content was removed: its id, which is derived from the content, no longer matches. */
export function isForgotten({ id, content }: Pick<Push, 'id' | 'content'>): boolean {
  return pushIdOf(content) !== id;
}

function canonicalParcel({ basketId, carrier, trackingNumber, shippedOn, corrects, contents }: Parcel): Parcel {
  const number = trackingNumber?.trim() ?? '';
  return {
    ...(basketId === undefined ? {} : { basketId }),
    carrier,
    trackingNumber: number === '' ? null : number,
    shippedOn,
    ...(corrects === undefined ? {} : { corrects: corrects.trim() }),
    ...(contents === undefined ? {} : { contents: canonicalItems(contents) }),
  };
}

/** Each line once, by its id. */
function canonicalItems(contents: readonly ParcelItem[]): ParcelItem[] {
  const lines = [...Map.groupBy(contents, ({ lineId }) => lineId)].map(([lineId, own]) => ({
    lineId,
    quantity: own.reduce((sum, { quantity }) => sum + quantity, 0),
  }));
  return lines.sort((one, other) => (one.lineId < other.lineId ? -1 : 1));
}

/** Names every field, so that a field that is added one day changes no id of a content without it. */
function fieldsOf(content: PushContent): string {
  switch (content.kind) {
    case 'confirm':
      return JSON.stringify(['confirm']);
    case 'ship':
      return JSON.stringify(['ship', ...content.parcels]);
    case 'pay':
      return JSON.stringify(['pay', content.paidOn]);
    case 'complete':
      return JSON.stringify(['complete']);
    case 'cancel':
      return JSON.stringify(['cancel', content.reason]);
    case 'sub-status':
      return JSON.stringify(['sub-status', content.subStatusId]);
    case 'memo':
      return JSON.stringify(['memo', content.text]);
  }
}

/** The parcels of the shipments among some pushes. */
export function parcelsOf(pushes: readonly Pick<Push, 'content'>[]): Parcel[] {
  return pushes.flatMap(({ content }) => (content.kind === 'ship' ? content.parcels : []));
}

/** What failed or was taken back counts for no other push, and replaces nothing. */
export function stands({ state }: Pick<Push, 'state'>): boolean {
  return state.kind !== 'failed' && state.kind !== 'withdrawn';
}

/** True of a push that was not made because a later one took its place. */
export function isSuperseded({ state }: Pick<Push, 'state'>): boolean {
  return state.kind === 'withdrawn' && state.reason === 'superseded';
}

/** True of a push that was not made; that one was made after it was taken back is no such failure. */
export function hasFailed(push: Push): boolean {
  return push.state.kind === 'failed' && !isDoneAfterWithdrawal(push);
}

/** True of a push that failed because a late call made it after it was withdrawn. */
export function isDoneAfterWithdrawal({ state }: Pick<Push, 'state'>): boolean {
  return state.kind === 'failed' && state.reason === 'done-after-withdrawal';
}

/** True of a push that a person took back. */
export function isTakenBack({ state }: Pick<Push, 'state'>): boolean {
  return state.kind === 'withdrawn' && state.reason === 'taken-back';
}
