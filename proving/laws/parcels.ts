import type { AskedFor, AskedParcel, OrderAct, Word } from './acts.ts';

const asNew = { state: 'stands', isConfirmed: false, wasTriedAgain: false } as const;

interface Parcel {
  readonly destination: string | undefined;
  readonly words: Word[];
  /** The parcels that a correction says are this one. */
  readonly joins: { readonly to: Parcel; readonly by: Word }[];
}

/**
 * The parcels of an order by what people asked for, took back and let be tried again. A number finds the parcel that has it, else one that had
 * it; a correction joins two numbers, for good; a number that was corrected away goes below its correction, unless it is a new correction, or
 * corrects the number that stands; a request that arrives late goes below those that were made after it. All parcels of a request are looked up as the
 * order stood before it.
 */
export function parcelsAskedFor(acts: readonly OrderAct[]): AskedFor[] {
  const parcels: Parcel[] = [];
  const wordsOf = (request: string): Word[] =>
    parcels.flatMap(({ words }) => words.filter((word) => word.request === request));
  let top = 0;
  for (const [nth, act] of acts.entries()) {
    switch (act.kind) {
      case 'ship': {
        if (isSameEvent(act, acts.slice(0, nth))) break;
        const found = asBefore(act, parcels) ?? act.parcels.map((parcel) => placesOf(parcel, act.parcels, parcels));
        for (const [index, asked] of act.parcels.entries()) {
          const { own, other, below } = found[index] as Places;
          const above = below ?? askedLater(act, own, parcels);
          const place = above === undefined ? ++top : between(parcels, above);
          const at = saidBefore(act, own, parcels) ?? act.at;
          const word: Word = { ...asked, request: act.request, at, place, ...asNew };
          const parcel = own ?? { destination: asked.destination, words: [], joins: [] };
          if (own === undefined) parcels.push(parcel);
          parcel.words.push(word);
          if (other !== undefined) parcel.joins.push({ to: other, by: word });
        }
        break;
      }
      case 'withdraw':
        for (const word of wordsOf(act.request)) word.state = 'withdrawn';
        break;
      case 'retry':
        for (const word of wordsOf(act.request)) Object.assign(word, { state: 'stands', wasTriedAgain: true });
        break;
      case 'news':
        for (const word of wordsOf(act.request)) note(word, act, parcels);
        break;
      case 'retry-refused':
      case 'withdraw-refused':
      case 'memo':
      case 'other':
        break;
    }
  }
  return groups(parcels).map((group) => ({
    ...(group[0]?.destination === undefined ? {} : { destination: group[0].destination }),
    words: wordsIn(group),
  }));
}

/** Where a request belongs that is made again while all of it stands: to the parcels that it has. Undefined of any other. */
function asBefore(
  { request, parcels: asked }: Extract<OrderAct, { kind: 'ship' }>,
  parcels: readonly Parcel[],
): Places[] | undefined {
  const standing = groups(parcels).flatMap((group) => {
    const word = standingOf({ words: wordsIn(group) });
    const own = group.find(({ words }) => words.some((one) => one === word));
    return own && word?.request === request && word.state === 'stands' ? [{ own, word }] : [];
  });
  const found = asked.flatMap((parcel): Places[] => {
    const place = standing.findIndex(({ word }) => word.number === parcel.number && word.corrects === parcel.corrects);
    const [one] = place === -1 ? [] : standing.splice(place, 1);
    return one === undefined ? [] : [{ own: one.own, other: undefined, below: undefined }];
  });
  return found.length === asked.length ? found : undefined;
}

/** The word of a parcel above all that were asked for before: requests come in any order. */
function askedLater(
  { request, at }: Extract<OrderAct, { kind: 'ship' }>,
  own: Parcel | undefined,
  parcels: readonly Parcel[],
): Word | undefined {
  if (own === undefined) return undefined;
  const words = wordsIn(groupOf(own, parcels));
  return words[words.findLastIndex((word) => word.request === request || word.at <= at) + 1];
}

/** When a request said first what it says again; undefined where that changes something. */
function saidBefore(
  { request }: Extract<OrderAct, { kind: 'ship' }>,
  own: Parcel | undefined,
  parcels: readonly Parcel[],
): number | undefined {
  const words = own === undefined ? [] : wordsIn(groupOf(own, parcels));
  const said = words.findLast((word) => word.request === request);
  return said?.state === 'stands' && said === standingOf({ words }) ? said.at : undefined;
}

/** The same request of the same moment, or an earlier one, is an event that came once more: what was taken back since stays so. */
export const isSameEvent = (act: Extract<OrderAct, { readonly at: number }>, before: readonly OrderAct[]): boolean =>
  before.some((one) => 'at' in one && one.request === act.request && one.at >= act.at);

function note(word: Word, { end, reason }: Extract<OrderAct, { kind: 'news' }>, parcels: readonly Parcel[]): void {
  // A confirmed request says nothing of a parcel in whose place a later one stands.
  const counts = groups(parcels).some((group) => standingOf({ words: wordsIn(group) }) === word);
  if (end === 'confirmed' && counts) word.isConfirmed = true;
  if (end !== 'failed') return;
  if (reason !== undefined) word.reason = reason;
  if (word.state === 'stands') word.state = 'failed';
}

/** The word that counts: the last one that was not withdrawn. */
export function standingOf({ words }: Pick<AskedFor, 'words'>): Word | undefined {
  return words.findLast(({ state }) => state !== 'withdrawn');
}

/** The numbers that a parcel is to have: of one of which a change failed, those that may stand below. */
export function wantedNumbers(parcel: Pick<AskedFor, 'words'>): (string | null)[] {
  const standing = standingOf(parcel);
  if (standing?.state !== 'failed') return standing === undefined ? [] : [standing.number];
  return parcel.words.flatMap(({ state, number }) => (state === 'withdrawn' ? [] : [number]));
}

/** Every number that a parcel has or had, those named as wrong included. */
export function numbersOf({ words }: Pick<AskedFor, 'words'>): Set<string> {
  return new Set(words.flatMap(({ number, corrects }) => [number, corrects].filter((one) => one != null)));
}

interface Places {
  /** The parcel that a word is of; undefined: a new one. */
  readonly own: Parcel | undefined;
  /** Another parcel that has the right number of a correction. */
  readonly other: Parcel | undefined;
  /** The word that stays above it; undefined: none. */
  readonly below: Word | undefined;
}

function placesOf(asked: AskedParcel, ofRequest: readonly AskedParcel[], parcels: readonly Parcel[]): Places {
  if (asked.number === null)
    return { own: nthNumberless(asked, ofRequest, parcels), other: undefined, below: undefined };
  const own = having(asked.corrects ?? asked.number, asked, parcels) ?? having(asked.number, asked, parcels);
  const ofNumber = having(asked.number, asked, parcels);
  if (own === undefined) return { own, other: undefined, below: undefined };
  const group = groupOf(own, parcels);
  // As in a file that is one line off: the same request gives that parcel another number.
  const isGivenUp = ofRequest.some(({ corrects }) => corrects === asked.number);
  const other = ofNumber === undefined || group.includes(ofNumber) || isGivenUp ? undefined : ofNumber;
  const standing = standingOf({ words: wordsIn(group) })?.number;
  const isRepeat = (word: Word): boolean => word.number === asked.number && word.corrects === asked.corrects;
  const isOnTop =
    asked.number === standing ||
    (asked.corrects !== undefined && (asked.corrects === standing || !wordsIn(group).some(isRepeat)));
  return { own, other, below: isOnTop || other ? undefined : correctionOf(asked.number, wordsIn(group)) };
}

/** The lowest correction above all words of a number that the parcel had; undefined if there is none. */
function correctionOf(number: string, words: readonly Word[]): Word | undefined {
  if (!numbersOf({ words }).has(number)) return undefined;
  const last = words.findLast((word) => word.number === number)?.place ?? 0;
  return words.find(({ place, corrects, state }) => place > last && corrects !== undefined && state !== 'withdrawn');
}

function nthNumberless(asked: AskedParcel, ofRequest: readonly AskedParcel[], parcels: readonly Parcel[]) {
  const isSame = (one: AskedParcel): boolean =>
    one.number === null && isOfOne(one, asked) && one.carrier === asked.carrier && one.rest === asked.rest;
  const nth = ofRequest.filter(isSame).indexOf(asked);
  return parcels.filter(({ words }) => words[0] !== undefined && isSame(words[0]))[nth];
}

/** The parcel whose number stands, else one that had it. */
function having(number: string, asked: AskedParcel, parcels: readonly Parcel[]): Parcel | undefined {
  const all = groups(parcels).filter((group) => group.some((parcel) => isOfOne(asked, parcel)));
  const group =
    all.find((one) => standingOf({ words: wordsIn(one) })?.number === number) ??
    all.find((one) => numbersOf({ words: wordsIn(one) }).has(number));
  const ofNumber = group?.filter((parcel) => numbersOf(parcel).has(number)) ?? [];
  // The right number of a correction may be that of the other parcel.
  const hasItself = ({ words, joins }: Parcel): boolean =>
    words.some((word) => word.number === number && !joins.some(({ by }) => by === word));
  return ofNumber.find(hasItself) ?? ofNumber[0];
}

/** Parcels with those that standing corrections say are the same, or that have come to have one number. */
function groups(parcels: readonly Parcel[]): Parcel[][] {
  const all: Parcel[][] = [];
  const topOf = (group: readonly Parcel[]): Word | undefined => standingOf({ words: wordsIn(group) });
  for (const parcel of parcels) {
    if (all.flat().includes(parcel)) continue;
    const group = groupOf(parcel, parcels);
    const top = topOf(group);
    const same = all.find((other) => {
      const word = topOf(other);
      return top?.number != null && top.number === word?.number && isOfOne(top, word);
    });
    if (same === undefined) all.push(group);
    else same.push(...group);
  }
  return all;
}

function groupOf(parcel: Parcel, parcels: readonly Parcel[]): Parcel[] {
  const isJoined = (one: Parcel, other: Parcel): boolean =>
    one.joins.some(({ to, by }) => to === other && by.state !== 'withdrawn');
  const group = [parcel];
  for (const one of group) {
    group.push(...parcels.filter((other) => !group.includes(other) && (isJoined(one, other) || isJoined(other, one))));
  }
  return group;
}

const wordsIn = (group: readonly Parcel[]): Word[] =>
  group.flatMap(({ words }) => words).sort((one, other) => one.place - other.place);

function between(parcels: readonly Parcel[], above: Word): number {
  const lower = wordsIn(parcels).findLast(({ place }) => place < above.place)?.place ?? above.place - 1;
  return (lower + above.place) / 2;
}

const isOfOne = (
  one: Pick<AskedParcel, 'destination'>,
  other: { readonly destination?: string | undefined },
): boolean => one.destination === undefined || other.destination === undefined || one.destination === other.destination;
