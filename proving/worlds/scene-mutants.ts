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
        find: 'if (mayDouble && addsBesideForeign(plan.changes, order.baskets, requests)) {',
        replace: 'if (mayDouble && addsBesideForeign(plan.changes, [], requests)) {',
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
        find: "openAt: attempt.kind === 'none' ? undefined : since });",
        replace: 'openAt: since });',
      },
    ],
  },
  {
    // A number is corrected, and corrected otherwise before the first correction is made: both get a row.
    name: 'corrected-otherwise-taken-for-another-parcel',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'having',
        find: '?? all.find((one) => numbersOf(said, one).has(number));',
        replace: ';',
      },
    ],
  },
  {
    // A shipment is confirmed without a parcel of which a later request said otherwise, and that request is taken back.
    name: 'left-out-parcel-stays-out',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'countingAgain',
        find: "isSuperseded(one) || (one.state.kind === 'confirmed' && isMissing)",
        replace: 'isSuperseded(one) || (isSuperseded(one) && isMissing)',
      },
    ],
  },
  {
    // What a late call for a change that was taken back has overwritten is not made again.
    name: 'undone-by-what-was-taken-back',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'undoneOnes',
        find: 'const { content, unknownAt } = before.requests[request] as TargetRequest;\n      return unknownAt === undefined ?',
        replace:
          "const { content, unknownAt, state } = before.requests[request] as TargetRequest;\n      return unknownAt === undefined || state.kind !== 'confirmed' ?",
      },
    ],
  },
  {
    name: 'right-number-added-beside-the-wrong-one',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'planParcels',
        find: 'formerOf(parcel)[which].includes(trackingNumber);',
        replace: 'formerOf(parcel)[which].includes(trackingNumber) && which.length === 0;',
      },
    ],
  },
  {
    // The shipment that a correction had superseded is in no request any more once the correction is taken back.
    name: 'superseded-though-taken-back',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'countingAgain',
        find: "isSuperseded(one) || (one.state.kind === 'confirmed' && isMissing)",
        replace: "(isSuperseded(one) || one.state.kind === 'confirmed') && one.state.kind === 'confirmed' && isMissing",
      },
    ],
  },
  {
    // Yahoo: a late call has undone a shipment, whose carrier the order cannot have any more.
    name: 'without-room-taken-for-there',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'undoneOnes',
        find: "(decision.reason === 'content-refused' || decision.reason === 'parcel-beside')",
        replace: "decision.reason === 'parcel-beside'",
      },
    ],
  },
];
