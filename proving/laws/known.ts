import type { OrderAct } from './acts.ts';
import type { ChangesFinding } from './changes.ts';
import { numbersOf, type Reading, standingOf } from './parcels.ts';
import { brokenStatusLaws, type StatusFinding } from './status.ts';

/** What a scene of one order finds. */
export type SceneFinding = StatusFinding | (ChangesFinding & Pick<StatusFinding, 'end'>);

/** How the product of today differs from the laws, class by class; a model of one document an order makes the list empty. */
export const knownDifferences = [
  {
    name: 'of two requests of one moment a hash says which one counts',
    is: 'wrong',
    matches: (finding) => ofOneMoment(finding.end?.acts ?? []).some((acts) => isRightBy(finding, acts)),
  },
  {
    name: 'a request that was taken back, or failed, and is tried again counts as the last, whatever was asked for since',
    is: 'choice',
    matches: (finding) => isRightBy(finding, finding.end?.acts ?? [], { retriedIsLast: true }),
  },
  {
    name: 'a new carrier is dropped after a number was corrected and corrected back, or is kept when the older one is asked for again',
    is: 'wrong',
    matches: (finding) =>
      finding.law === 'carrier-true' && (wasCorrectedAway(finding) || isAnOlderOneAskedAgain(finding)),
  },
  {
    name: 'of corrections of one number the earlier one counts, or both numbers stay, when they cross or one comes again',
    is: 'wrong',
    matches: (finding) =>
      (finding.law === 'parcel-shown' || finding.law === 'replaced-gone') && (doCross(finding) || comesAgain(finding)),
  },
  {
    name: 'a number that is requested plainly, and by a correction that was taken back, counts as another parcel',
    is: 'choice',
    matches: (finding) =>
      (finding.law === 'parcel-shown' || finding.law === 'replaced-gone') && isAlsoRequestedPlainly(finding),
  },
  {
    name: 'of a request of several parcels, some of them made and then taken back, nothing is reported',
    is: 'tells too little',
    matches: (finding) =>
      finding.law === 'taken-back-reported' &&
      wordsOf(finding).some(({ number, isOneOfSeveral }) => isOneOfSeveral && number === finding.number),
  },
  {
    name: 'a request that is repeated between its event and the note of that is not answered again',
    is: 'tells too little',
    matches: (finding) => finding.law === 'request-answered' && finding.isRepeat === true,
  },
  {
    name: 'a shipment with one carrier for the whole order takes the place of another, and its own change fails',
    is: 'choice',
    matches: (finding) =>
      finding.law === 'failure-keeps' && wordsOf(finding).some(({ reason }) => reason === 'content-refused'),
  },
] as const satisfies readonly {
  readonly name: string;
  readonly is: 'wrong' | 'tells too little' | 'choice';
  readonly matches: (finding: SceneFinding) => boolean;
}[];

/** The class of a finding; undefined: it has none, and is a defect. */
export const knownDifference = (finding: SceneFinding) => knownDifferences.find(({ matches }) => matches(finding));

const wordsOf = (finding: SceneFinding) => ('parcel' in finding ? (finding.parcel?.words ?? []) : []);

/** The same acts with two of one moment in the other order, each way. */
function ofOneMoment(acts: readonly OrderAct[]): OrderAct[][] {
  return acts.flatMap((one, index) =>
    acts.slice(index + 1).flatMap((other, after) => {
      if (!('at' in one && 'at' in other) || one.at !== other.at || one.request === other.request) return [];
      return [acts.with(index, other).with(index + 1 + after, one)];
    }),
  );
}

/** True where other acts, or another reading of them, leave nothing to find of the same parcel, or memo. */
function isRightBy(finding: SceneFinding, acts: readonly OrderAct[], reading: Reading = {}): boolean {
  if (finding.end === undefined || !('parcel' in finding || finding.law === 'memo-true')) return false;
  const numbers = 'parcel' in finding && finding.parcel ? numbersOf(finding.parcel) : null;
  const isOfTheSame = (other: StatusFinding): boolean =>
    numbers === null
      ? other.law === finding.law
      : other.parcel !== undefined && [...numbersOf(other.parcel)].some((number) => numbers.has(number));
  return !brokenStatusLaws({ ...finding.end, acts }, reading).some(isOfTheSame);
}

/** A correction gave its number another one, and the number came back. */
function wasCorrectedAway(finding: SceneFinding): boolean {
  const words = wordsOf(finding);
  return words.some(({ corrects }) => corrects !== undefined && corrects === standingOf({ words })?.number);
}

/** The carrier that counts was asked for before another one of its number, and again after it. */
function isAnOlderOneAskedAgain(finding: SceneFinding): boolean {
  const words = wordsOf(finding);
  const standing = standingOf({ words });
  const others = words.filter((word) => word.number === standing?.number && word.request !== standing?.request);
  return others.some(({ request }) => wasAskedAgain(finding, standing?.request ?? '', request));
}

/** Two numbers, each of which is said to be the right one of the other. */
function doCross(finding: SceneFinding): boolean {
  const words = wordsOf(finding).filter(({ corrects }) => corrects !== undefined);
  return words.some((one) => words.some((other) => one.number === other.corrects && one.corrects === other.number));
}

/** A correction that was asked for again after another word of its parcel. */
function comesAgain(finding: SceneFinding): boolean {
  const words = wordsOf(finding);
  const corrections = words.filter(({ corrects }) => corrects !== undefined);
  return corrections.some(({ request }) =>
    words.some((other) => other.request !== request && wasAskedAgain(finding, request, other.request)),
  );
}

function isAlsoRequestedPlainly(finding: SceneFinding): boolean {
  const words = wordsOf(finding);
  const takenBack = words.filter(({ corrects, state }) => corrects !== undefined && state === 'withdrawn');
  return takenBack.some(({ number }) => words.some((word) => word.corrects === undefined && word.number === number));
}

/** True where a request was asked for, another one after it, and then the first one again. */
function wasAskedAgain({ end }: SceneFinding, request: string, between: string): boolean {
  const asked = (end?.acts ?? []).filter(({ kind }) => kind === 'ship').map((act) => act.request);
  const first = asked.indexOf(request);
  const other = asked.indexOf(between, first + 1);
  return other > first && asked.includes(request, other + 1);
}
