import type { EpochMs } from '../kernel/index.ts';
import { areOfOneBasket, areSameNumberless, type FormerNumbers } from './parcels.ts';
import type { Parcel, PushContent, PushEnd, PushKind, PushState } from './push.ts';

export interface TargetRequest {
  /** Derived from the content, so that equal requests are one. */
  readonly id: string;
  readonly content: PushContent;
  /** Last time requested, by the requester's clock. */
  readonly requestedAt: EpochMs;
  readonly by: string;
  readonly state: Exclude<PushState, { readonly kind: 'pushing' }>;
  readonly heldAt?: EpochMs;
  readonly unknownAt?: EpochMs;
  readonly lookAgainAt?: EpochMs;
  readonly untold?: PushEnd;
  readonly isForgotten?: true;
  /** True of a shipment whose call may have been applied twice, after a second call or one without an outcome. */
  readonly mayBeDoubled?: true;
}

/** A request's statement about one thing. */
export interface TargetWord {
  readonly request: number;
  /** Parcel's index in its request, and which of the order's; absent for sub-status and memo. */
  readonly index?: number;
  readonly parcel?: number;
  /** Another parcel with the corrected number: both are one until the correction is withdrawn. */
  readonly joins?: number;
  /** `past`: withdrawn when its request was repeated. */
  readonly mark?: 'withdrawn' | 'failed' | 'past';
  readonly isSeen?: true;
}

export type Said = { readonly requests: readonly TargetRequest[]; readonly words: readonly TargetWord[] };

export interface WantedParcel extends FormerNumbers {
  readonly parcel: Parcel;
  readonly request: TargetRequest;
  readonly former: readonly string[];
  /** Other requested forms, such as another carrier. */
  readonly otherwise: readonly Parcel[];
  /** True if its request failed: nothing of the parcel is sent. */
  readonly isFailed: boolean;
}

/** A parcel joined with those that corrections equate, and its words, the lowest first. */
interface Strand {
  readonly group: readonly number[];
  readonly words: readonly TargetWord[];
  readonly top: TargetWord | undefined;
  /** The top word, or words below a failed one; per parcel, if the top was to join two. */
  readonly kept: readonly TargetWord[];
}

const strandOf = (said: Said, group: readonly number[]): Strand => {
  const words = said.words.filter(({ parcel = -1 }) => group.includes(parcel));
  const top = words.findLast((word) => !isOut(word));
  if (top?.mark !== 'failed') return { group, words, top, kept: top === undefined ? [] : [top] };
  const seen = words.filter(({ mark, isSeen }) => mark === undefined && isSeen);
  const kept = seen.filter(({ parcel = -1 }, place) => {
    const made = groupOf(said, parcel, ({ mark }) => mark === undefined);
    return !seen.slice(place + 1).some((later) => made.includes(later.parcel ?? -1));
  });
  return { group, words, top, kept };
};

function strandsOf(said: Said): Strand[] {
  const all: Strand[] = [];
  for (const parcel of parcelsIn(said)) {
    if (all.some(({ group }) => group.includes(parcel))) continue;
    const strand = strandOf(said, groupOf(said, parcel));
    const place = all.findIndex((other) => haveOneNumber(said, strand, other));
    if (place === -1) all.push(strand);
    else all[place] = strandOf(said, [...(all[place] as Strand).group, ...strand.group]);
  }
  const numberOf = (word: TargetWord | undefined) => (word && parcelOf(said, word)?.trackingNumber) ?? undefined;
  const standing = new Set(all.map(({ top }) => (top?.mark === undefined ? numberOf(top) : undefined)));
  // Below a failure, a number that another parcel has by now belongs to that.
  const isOwn = (word: TargetWord): boolean => numberOf(word) === undefined || !standing.has(numberOf(word));
  return all.map((one) => (one.top?.mark === 'failed' ? { ...one, kept: one.kept.filter(isOwn) } : one));
}

/** True if two parcels share a number because a correction was withdrawn. */
function haveOneNumber(said: Said, { top: one }: Strand, { top: other }: Strand): boolean {
  if (one === undefined || other === undefined) return false;
  const [parcel, same] = [parcelOf(said, one), parcelOf(said, other)];
  const isOne = parcel?.trackingNumber != null && parcel.trackingNumber === same?.trackingNumber;
  return isOne && same !== undefined && areOfOneBasket(parcel, same);
}

/** Wanted parcels of an order. */
export const wantedParcels = (target: Said): WantedParcel[] =>
  parcelsBy(target, ({ top }) => (top === undefined ? [] : [top]));

/** Parcels that stay as they were, since their request failed. */
export const parcelsBelow = (target: Said): WantedParcel[] =>
  parcelsBy(target, ({ top, kept }) => kept.filter((word) => word !== top));

function parcelsBy(target: Said, wordsOf: (strand: Strand) => readonly TargetWord[]): WantedParcel[] {
  const strands = strandsOf(target);
  return strands.flatMap((strand) =>
    wordsOf(strand).flatMap((word): WantedParcel[] => {
      const parcel = parcelOf(target, word);
      if (parcel === undefined) return [];
      const otherwise = strand.words.flatMap((one) => parcelOf(target, one) ?? []).filter((one) => one !== parcel);
      const former = [...numbersOf(target, strand)].filter((number) => number !== parcel.trackingNumber);
      const isTop = word === strand.top;
      const wrong = isTop ? outdatedIn(target, strand) : new Set();
      const below = isTop ? [] : strand.kept.filter((one) => one !== word);
      const others = strands.filter((one) => one !== strand).flatMap(({ top, kept }) => [top ?? [], kept].flat());
      const elsewhere = new Set([...below, ...others].map((one) => parcelOf(target, one)?.trackingNumber));
      const isOwn = (number: string): boolean => !elsewhere.has(number) && !hadLaterElsewhere(target, strand, number);
      const [outdated, takenBack] = [true, false].map((isWrong) =>
        former.filter((number) => wrong.has(number) === isWrong && isOwn(number)),
      ) as [string[], string[]];
      const request = target.requests[word.request] as TargetRequest;
      return [{ parcel, request, former, outdated, takenBack, otherwise, isFailed: word.mark === 'failed' }];
    }),
  );
}

/** True if another parcel had the number later, as after a swap within one request: a row with the number is that one's. */
function hadLaterElsewhere(said: Said, { words }: Strand, number: string): boolean {
  const last = said.words.findLast((word) => !isOut(word) && parcelOf(said, word)?.trackingNumber === number);
  return last !== undefined && !words.includes(last);
}

/** Replaced numbers of a parcel, with those replaced earlier, even if withdrawn. */
function outdatedIn(said: Said, strand: Strand): Set<string> {
  const words = strand.words.map((word) => ({ isOut: isOut(word), parcel: parcelOf(said, word) }));
  const counting = words.flatMap((word) => (word.isOut ? [] : [word.parcel?.trackingNumber, word.parcel?.corrects]));
  const numbers = new Set(counting.filter((number) => number != null));
  for (const number of numbers) {
    for (const { parcel } of words)
      if (parcel?.trackingNumber === number && parcel.corrects !== undefined) numbers.add(parcel.corrects);
  }
  return numbers;
}

/** Other requests with words on a request's parcels. */
export function requestsBeside(said: Said, request: number): number[] {
  const shared = strandsOf(said).filter(({ words }) => words.some((word) => word.request === request));
  const all = shared.flatMap(({ words }) => words.map((word) => word.request));
  return [...new Set(all)].filter((one) => one !== request);
}

export const hasWords = ({ words }: Said, request: number): boolean => words.some((word) => word.request === request);

export function countingOf(target: Said, request: number): TargetWord[] {
  const { kind } = (target.requests[request] as TargetRequest).content;
  // A withdrawn memo or sub-status restores nothing.
  const tops = kind === 'ship' ? strandsOf(target).map(({ top }) => top) : [wordsOfKind(target, kind).at(-1)];
  return tops.flatMap((word) => (word?.request === request && word.mark === undefined ? [word] : []));
}

/** True of a failed request that would count had it succeeded. */
export function hasItsPlace(target: Said, request: number): boolean {
  if (!hasWords(target, request)) return true;
  const words = target.words.map(({ mark, ...word }): TargetWord => {
    const isMeant = word.request === request && mark === 'failed';
    return isMeant || mark === undefined ? word : { ...word, mark };
  });
  return countingOf({ ...target, words }, request).length > 0;
}

/** Watched words of a request: those that count, and those seen below a failed one. */
export function keptOf(target: Said, request: number): TargetWord[] {
  const { content } = target.requests[request] as TargetRequest;
  if (content.kind !== 'ship') return countingOf(target, request);
  return strandsOf(target).flatMap(({ kept }) => kept.filter((word) => word.request === request));
}

const wordsOfKind = ({ requests, words }: Said, kind: PushKind): TargetWord[] =>
  words.filter(({ request }) => requests[request]?.content.kind === kind);

const isOut = ({ mark }: TargetWord): boolean => mark === 'withdrawn' || mark === 'past';

function parcelOf({ requests }: Said, { request, index }: TargetWord): Parcel | undefined {
  const { content, isForgotten } = requests[request] as TargetRequest;
  return content.kind === 'ship' && index !== undefined && !isForgotten ? content.parcels[index] : undefined;
}

export function withWords({ requests, words: before }: Said, request: number, at: EpochMs): TargetWord[] {
  const { content } = requests[request] as TargetRequest;
  const said = { requests, words: before };
  const words = [...before];
  /** Inserts a word below later ones, since events come in any order; skips one that would lie on itself. */
  const put = (word: TargetWord, isAmong: (other: TargetWord) => boolean, below: TargetWord | undefined): void => {
    const among = words.filter(isAmong);
    const isLater = (other: TargetWord): boolean =>
      other.request !== request && (requests[other.request]?.requestedAt ?? 0) > at;
    const above = below ?? among[among.findLastIndex((other) => !isLater(other)) + 1];
    const lower = above === undefined ? among.at(-1) : among[among.indexOf(above) - 1];
    const isSame = lower?.request === request && lower.index === word.index && lower.mark === undefined;
    if (isSame && word.joins === undefined) return;
    words.splice(above === undefined ? words.length : words.indexOf(above), 0, word);
  };
  if (content.kind === 'sub-status' || content.kind === 'memo') {
    put({ request }, (other) => requests[other.request]?.content.kind === content.kind, undefined);
  }
  if (content.kind !== 'ship') return words;
  const counting = countingOf(said, request);
  // A repeated request that still stands finds no other parcels, and lies above what was withdrawn.
  if (new Set(counting.map(({ index }) => index)).size === content.parcels.length) {
    for (const { joins: _, parcel = -1, ...word } of counting) {
      const group = groupOf(said, parcel);
      put({ ...word, parcel }, (of) => group.includes(of.parcel ?? -1), undefined);
    }
    return words;
  }
  const places = content.parcels.map((parcel) => placeFor(said, parcel, content.parcels));
  let made = before.reduce((most, { parcel = -1 }) => Math.max(most, parcel + 1), 0);
  for (const [index, { own, other, below }] of places.entries()) {
    const word = { request, index, parcel: own ?? made++, ...(other === undefined ? {} : { joins: other }) };
    const group = own === undefined ? [] : groupOf(said, own);
    put(word, (of) => group.includes(of.parcel ?? -1), below);
  }
  return words;
}

interface Place {
  /** Undefined: a new parcel. */
  readonly own: number | undefined;
  readonly other: number | undefined;
  readonly below: TargetWord | undefined;
}

/**
 * The parcel that has the number, else one that had it. A number corrected away goes below its correction, as in a file read twice, unless
 * it is a new correction or corrects the present number.
 */
function placeFor(said: Said, parcel: Parcel, ofRequest: readonly Parcel[]): Place {
  const { trackingNumber: number, corrects } = parcel;
  if (number === null) return { own: nthNumberless(said, parcel, ofRequest), other: undefined, below: undefined };
  const ofNumber = having(said, number, parcel);
  const own = (corrects === undefined ? undefined : having(said, corrects, parcel)) ?? ofNumber;
  if (own === undefined) return { own, other: undefined, below: undefined };
  const strand = strandOf(said, groupOf(said, own));
  // The same request gives that parcel another number, as in a file one line off.
  const isGivenUp = ofRequest.some((one) => one.corrects === number);
  const other = ofNumber === undefined || strand.group.includes(ofNumber) || isGivenUp ? undefined : ofNumber;
  const shown = strand.top && parcelOf(said, strand.top)?.trackingNumber;
  const isKnown = strand.words.some((word) => {
    const one = parcelOf(said, word);
    return one?.trackingNumber === number && one.corrects === corrects;
  });
  const isOnTop = number === shown || (corrects !== undefined && (corrects === shown || !isKnown));
  return { own, other, below: isOnTop || other !== undefined ? undefined : correctionOf(said, number, strand) };
}

/** The lowest correction above all words of a number that the parcel had, or undefined. */
function correctionOf(said: Said, number: string, strand: Strand): TargetWord | undefined {
  if (!numbersOf(said, strand).has(number)) return undefined;
  const { words } = strand;
  const last = words.findLastIndex((word) => parcelOf(said, word)?.trackingNumber === number);
  return words.find((word, place) => place > last && parcelOf(said, word)?.corrects !== undefined && !isOut(word));
}

function nthNumberless(said: Said, parcel: Parcel, ofRequest: readonly Parcel[]): number | undefined {
  const isSame = (one: Parcel | undefined): boolean => one !== undefined && areSameNumberless(one, parcel);
  const nth = ofRequest.filter(isSame).indexOf(parcel);
  return parcelsIn(said).filter((one) => isSame(firstOf(said, one)))[nth];
}

/** The parcel with this number, else one that had it. */
function having(said: Said, number: string, parcel: Parcel): number | undefined {
  const isOfBasket = (one: number): boolean => {
    const first = firstOf(said, one);
    return first === undefined || areOfOneBasket(first, parcel);
  };
  const all = strandsOf(said).filter(({ group }) => group.some(isOfBasket));
  const strand =
    all.find(({ top }) => top !== undefined && parcelOf(said, top)?.trackingNumber === number) ??
    all.find((one) => numbersOf(said, one).has(number));
  const ofNumber = strand?.group.filter((one) => numbersOf(said, strandOf(said, [one])).has(number)) ?? [];
  // A correction's right number may belong to the other parcel.
  const hasItself = ({ words }: Strand): boolean =>
    words.some((word) => word.joins === undefined && parcelOf(said, word)?.trackingNumber === number);
  return ofNumber.find((one) => hasItself(strandOf(said, [one]))) ?? ofNumber[0];
}

function firstOf(said: Said, parcel: number): Parcel | undefined {
  const words = said.words.filter((word) => word.parcel === parcel);
  const [first] = words.sort((one, other) => one.request - other.request);
  return first && parcelOf(said, first);
}

const parcelsIn = ({ words }: Said): number[] =>
  [...new Set(words.flatMap(({ parcel }) => parcel ?? []))].sort((one, other) => one - other);

/** All numbers of parcels, past and wrong ones included. */
function numbersOf(said: Said, { words }: Strand): Set<string> {
  const parcels = words.map((word) => parcelOf(said, word));
  return new Set(parcels.flatMap((one) => [one?.trackingNumber, one?.corrects].filter((number) => number != null)));
}

function groupOf(said: Said, parcel: number, isJoin = (word: TargetWord): boolean => !isOut(word)): number[] {
  const joins = said.words.filter((word) => word.joins !== undefined && isJoin(word));
  const group = [parcel];
  for (const one of group) {
    const joined = joins.flatMap(({ parcel: of, joins: to }) => (of === one ? [to] : to === one ? [of] : []));
    for (const other of joined.sort((a, b) => (a ?? 0) - (b ?? 0)))
      if (other !== undefined && !group.includes(other)) group.push(other);
  }
  return group;
}
