import { createHash } from 'node:crypto';
import type { EpochMs } from '../kernel/index.ts';
import { earliest } from './listing.ts';
import type { newsAbout } from './news-kinds.ts';
import type { TargetRequest } from './order-words.ts';
import type {
  FailureReason,
  Parcel,
  ParcelItem,
  PushContent,
  PushKind,
  PushState,
  PushStep,
  WhoMustAct,
  WithdrawalReason,
} from './push.ts';
import type { ShopKey } from './shop.ts';

type HasState = { readonly state: PushState };

export const triesOf = ({ state }: HasState): number => ('tries' in state ? state.tries : 0);

/** Next look at a change, or null. A held change is always due, for the pause may be over. */
export function dueOf(request: Omit<TargetRequest, 'state'> & HasState): EpochMs | null {
  const { state, requestedAt, untold, lookAgainAt } = request;
  switch (state.kind) {
    case 'requested':
      return requestedAt;
    case 'pushing':
      return state.until;
    case 'held':
      return state.since;
    case 'retrying':
      return state.next;
    case 'confirmed':
    case 'failed':
    case 'withdrawn':
      return earliest(untold && state.at, lookAgainAt);
  }
}

/** Kinds that never change back. What failed or was withdrawn may still be done. */
const lasting: readonly PushKind[] = ['confirm', 'pay', 'complete', 'cancel'];

/**
 * The first set time ahead since the last open call. `looks` counts looks since that call, as many as set times. If all are over (a longer
 * outage, a wrong clock), now, and the times start anew.
 */
export function nextLook(
  request: Pick<TargetRequest, 'content' | 'state'> & { readonly unknownAt?: EpochMs | undefined },
  looks: number,
  now: EpochMs,
  { lookAgainMs }: { readonly lookAgainMs: readonly number[] },
): Record<'unknownAt' | 'lookAgainAt', EpochMs | undefined> {
  const { content, state, unknownAt } = request;
  const none = { unknownAt: undefined, lookAgainAt: undefined };
  if (unknownAt === undefined || (state.kind === 'confirmed' && lasting.includes(content.kind))) return none;
  const next = lookAgainMs.map((after) => unknownAt + after).find((at) => at > now);
  if (next !== undefined) return { unknownAt, lookAgainAt: next };
  if (looks === 0) return { unknownAt: now, lookAgainAt: now };
  const [shortest = 0] = lookAgainMs;
  return looks >= lookAgainMs.length ? none : { unknownAt, lookAgainAt: now + shortest };
}

export function looksSinceCall(steps: readonly PushStep[]): number {
  const since = steps.slice(steps.findLastIndex(({ what }) => what === 'called') + 1);
  return since.filter(({ what }) => what === 'looked-again').length;
}

/** True if nothing is left to do but looking again. */
export function isDone({ state: { kind } }: HasState): boolean {
  return kind === 'confirmed' || kind === 'failed' || kind === 'withdrawn';
}

/** Keys and words of closed lists only. */
export interface PushNews {
  /** Shop, order number, change id and request time; equal for every repeat. */
  readonly id: string;
  readonly kind: (typeof newsAbout)['pushes'][number];
  readonly shop: ShopKey;
  readonly merchant?: string;
  readonly orderNumber: string;
  readonly pushId: string;
  readonly pushKind: PushKind;
  readonly reason?: FailureReason | WithdrawalReason;
  readonly who?: WhoMustAct;
  /** Time of the end. */
  readonly at?: EpochMs;
}

/** Hex digits of a hash, collision-free within an order. */
const hashLength = 12;

/** Normalises content: trimmed tracking numbers, empty ones null, parcels sorted. */
export function canonicalContent(content: PushContent): PushContent {
  if (content.kind !== 'ship') return content;
  const parcels = content.parcels.map(canonicalParcel);
  parcels.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return { kind: 'ship', parcels, ...(content.another === true ? { another: true } : {}) };
}

/** Id of a content within its order, such as `ship-3f2a90c41b77`; equal for equal content. */
export function pushIdOf(content: PushContent): string {
  const fields = JSON.stringify([content.kind, ...fieldsOf(canonicalContent(content))]);
  const hash = createHash('sha256').update(fields);
  return `${content.kind}-${hash.digest('hex').slice(0, hashLength)}`;
}

export function withoutWords(content: PushContent): PushContent {
  if (content.kind === 'memo') return { ...content, text: '' };
  if (content.kind !== 'ship') return content;
  const parcels = content.parcels.map(({ corrects: _, ...parcel }) => ({ ...parcel, trackingNumber: null }));
  return { ...content, parcels };
}

/** True if the content was removed, since the id derived from it no longer matches. */
export function isForgotten({ id, content }: Pick<TargetRequest, 'id' | 'content'>): boolean {
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

function canonicalItems(contents: readonly ParcelItem[]): ParcelItem[] {
  const lines = [...Map.groupBy(contents, ({ lineId }) => lineId)].map(([lineId, own]) => ({
    lineId,
    quantity: own.reduce((sum, { quantity }) => sum + quantity, 0),
  }));
  return lines.sort((one, other) => (one.lineId < other.lineId ? -1 : 1));
}

/** Names every field, so that a future field changes no id of content without it. */
function fieldsOf(content: PushContent): readonly unknown[] {
  switch (content.kind) {
    case 'confirm':
    case 'complete':
      return [];
    case 'ship':
      return content.parcels;
    case 'pay':
      return [content.paidOn];
    case 'cancel':
      return [content.reason];
    case 'sub-status':
      return [content.subStatusId];
    case 'memo':
      return [content.text];
  }
}

export function parcelsOf(pushes: readonly Pick<TargetRequest, 'content'>[]): Parcel[] {
  return pushes.flatMap(({ content }) => (content.kind === 'ship' ? content.parcels : []));
}

export function isSuperseded({ state }: HasState): boolean {
  return state.kind === 'withdrawn' && state.reason === 'superseded';
}

/** True if a late call made the change after its withdrawal. */
export function isDoneAfterWithdrawal({ state }: HasState): boolean {
  return state.kind === 'failed' && state.reason === 'done-after-withdrawal';
}

export function isTakenBack({ state }: HasState): boolean {
  return state.kind === 'withdrawn' && state.reason === 'taken-back';
}
