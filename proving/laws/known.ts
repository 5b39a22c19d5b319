import type { AskedFor } from './acts.ts';
import type { StatusFinding } from './status.ts';

/** How the product of today differs from the laws, class by class; a model of one document an order makes the list empty. */
export const knownDifferences = [
  {
    name: 'of two requests of one moment a hash says which one counts',
    is: 'wrong',
    matches: ({ isOfOneMoment }) => isOfOneMoment === true,
  },
  {
    name: 'a request that was taken back and is tried again counts as the last, whatever was asked for since',
    is: 'choice',
    matches: ({ parcel }) => parcel?.words.some(({ wasTriedAgain }) => wasTriedAgain) === true,
  },
  {
    name: 'a new carrier is dropped after a number was corrected and corrected back, or is kept when the older one is asked for again',
    is: 'wrong',
    matches: ({ law, parcel }) => law === 'carrier-true' && parcel !== undefined && parcel.words.length > 2,
  },
  {
    name: 'of corrections of one number the earlier one counts, or both numbers stay, when they cross or one comes again',
    is: 'wrong',
    matches: ({ law, parcel }) =>
      (law === 'parcel-shown' || law === 'replaced-gone') && parcel !== undefined && correctionsOf(parcel) > 1,
  },
  {
    name: 'a number that is requested plainly, and by a correction that was taken back, counts as another parcel',
    is: 'choice',
    matches: ({ law, parcel }) =>
      law === 'replaced-gone' &&
      parcel?.words.some(({ corrects, state }) => corrects && state === 'withdrawn') === true,
  },
  {
    name: 'of a request of several parcels, some of them made and then taken back, nothing is reported',
    is: 'tells too little',
    matches: ({ law, parcel }) =>
      law === 'taken-back-reported' && parcel?.words.some(({ isOneOfSeveral }) => isOneOfSeveral) === true,
  },
  {
    name: 'a request that is repeated between its event and the note of that is not answered again',
    is: 'tells too little',
    matches: ({ law, isRepeat }) => law === 'request-answered' && isRepeat === true,
  },
  {
    name: 'a shipment with one carrier for the whole order takes the place of another, and its own change fails',
    is: 'choice',
    matches: ({ law, parcel }) =>
      law === 'failure-keeps' && parcel?.words.some(({ reason }) => reason === 'content-refused') === true,
  },
] as const satisfies readonly {
  readonly name: string;
  readonly is: 'wrong' | 'tells too little' | 'choice';
  readonly matches: (finding: StatusFinding) => boolean;
}[];

const correctionsOf = ({ words }: AskedFor): number => words.filter(({ corrects }) => corrects !== undefined).length;

/** The class of a finding; undefined: it has none, and is a defect. */
export const knownDifference = (finding: StatusFinding) => knownDifferences.find(({ matches }) => matches(finding));
