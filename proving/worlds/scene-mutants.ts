import type { Mutant } from './mutant.ts';

/** Planted bugs of shipments that take several rare turns of one order to show. */
export const sceneMutants: readonly Mutant[] = [
  {
    // An answer leaves the order out, and the change is given up.
    name: 'missed-row-taken-for-an-unknown-order',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'decideContent',
        find: "if (seen === 'absent') return { kind: 'wait', reason: 'not-shown' };",
        replace: "if (seen === 'absent') return { kind: 'fail', reason: 'order-unknown' };",
      },
    ],
  },
  {
    // Another installation has reported a parcel of the order, and this one's is sent beside it.
    name: 'sent-beside-a-parcel-from-elsewhere',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'decideShip',
        find: 'if (mayDouble && addsBesideForeign(plan.changes, order.baskets, ofOrder)) {',
        replace: 'if (mayDouble && addsBesideForeign(plan.changes, [], ofOrder)) {',
      },
    ],
  },
  {
    // Two shipments that share a parcel wait for each other for ever.
    name: 'waiting-counts-as-an-open-end',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'stillOpen',
        find: "...(attempt.kind === 'none' ? {} : { unknownAt: since }),",
        replace: 'unknownAt: since,',
      },
    ],
  },
  {
    // A number is corrected, and corrected otherwise before the first correction is made: both get a row.
    name: 'corrected-otherwise-taken-for-another-parcel',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'outdatedNumbers',
        find: 'const earlier = earlierCorrections(parcel, ofOrder);',
        replace: 'const earlier = earlierCorrections(parcel, []);',
      },
    ],
  },
  {
    // A shipment is confirmed without a parcel of which a later request said otherwise, and that request is taken back.
    name: 'left-out-parcel-stays-out',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'withdrawPush',
        find: 'countsOtherwiseWithout(push, await ports.pushes.ofOrder(key))',
        replace: 'countsOtherwiseWithout(push, [])',
      },
    ],
  },
  {
    // The last look reads an answer that is none, and a row that a late call made stays.
    name: 'look-used-up-by-an-unreadable-answer',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'changeOf',
        find: 'if ([decision, ...beside.map((one) => one.decision)].some(showsNothingYet)) {',
        replace: 'if (seen === null && [decision, ...beside.map((one) => one.decision)].some(showsNothingYet)) {',
      },
    ],
  },
  {
    // What a late call for a change that was taken back has overwritten is not made again.
    name: 'undone-by-what-was-taken-back',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'changeOf',
        find: 'isToBeMade(one) ?',
        replace: "isToBeMade(one) && push.state.kind === 'confirmed' ?",
      },
    ],
  },
  {
    name: 'right-number-added-beside-the-wrong-one',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'planParcels',
        find: '[showsOneOf(outdatedOf), showsOneOf(takenBackOf)]',
        replace: '[showsOneOf(() => []), showsOneOf(() => [])]',
      },
    ],
  },
  {
    // The shipment that a correction had superseded is in no request any more once the correction is taken back.
    name: 'superseded-though-taken-back',
    judgedBy: 'scenes-of-one-order',
    edits: [{ in: 'mayBeUndoneBy', find: 'wantedAgain(push, ofOrder)', replace: 'wantedAgain(push, [])' }],
  },
  {
    // A file is read twice: the parcel that its correction had left out counts as seen before the correction.
    name: 'asked-again-taken-for-asked-first',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'wasIncomplete',
        find: 'at < confirmedAt &&',
        replace: 'at < confirmedAt && other.requestedAt < confirmedAt &&',
      },
    ],
  },
  {
    // Yahoo: a late call has undone a shipment, whose carrier the order cannot have any more.
    name: 'without-room-taken-for-there',
    judgedBy: 'scenes-of-one-order',
    edits: [{ in: 'isUndone', find: "decision.reason === 'content-refused' ||", replace: '' }],
  },
];
