import type { Mutant } from './mutant.ts';

/** Planted bugs of stock that take several rare turns of one SKU to show. */
export const stockSceneMutants: readonly Mutant[] = [
  {
    // An answer leaves an item out, and it is shown no more.
    name: 'missed-row-taken-for-a-missing-item',
    judgedBy: 'scenes-of-stock',
    edits: [
      {
        in: 'missed',
        find: 'before.tries + 1 >= settings.missedMin && now - before.since >= settings.missedForMs;',
        replace: 'before.tries + 1 >= 1;',
      },
    ],
  },
  {
    // A count is put right, and the wrong one goes on.
    name: 'count-put-right-in-vain',
    judgedBy: 'scenes-of-stock',
    edits: [
      {
        in: 'supersedes',
        find: 'one.writtenAt > other.writtenAt;',
        replace: 'one.writtenAt < other.writtenAt;',
      },
    ],
  },
  {
    // An order changes after its item was listed as another SKU: its pieces move there.
    name: 'listed-sku-taken-anew',
    judgedBy: 'scenes-of-stock',
    edits: [
      {
        in: 'skusOfOrder',
        find: 'item !== undefined && !known.has(item)',
        replace: 'item !== undefined && (known.has(item) || item.length > 0)',
      },
    ],
  },
  {
    // What a worker that died has sent is carried out after another worker's call.
    name: 'call-of-a-dead-worker-forgotten',
    judgedBy: 'scenes-of-stock',
    edits: [
      {
        in: 'withOpenEnd',
        find: 'openUntil === null ? {} : { unknownAt: Math.max(openUntil, unknownAt) };',
        replace: 'openUntil === null || openUntil > 0 ? {} : { unknownAt };',
      },
    ],
  },
  {
    // An order whose date is put right, or that loses a line, holds what it held as well.
    name: 'earlier-claims-hold-on',
    judgedBy: 'scenes-of-stock',
    edits: [
      {
        in: 'planReadable',
        find: '[...earlier, ...look.carried], context);',
        replace: '[...look.carried], context);',
      },
    ],
  },
  {
    // Other terms are decided while a worker sets a level by the earlier ones.
    name: 'other-terms-not-counted',
    judgedBy: 'scenes-of-stock',
    edits: [{ in: 'decidedListing', find: 'terms: standing.terms + 1', replace: 'terms: standing.terms' }],
  },
  {
    name: 'last-look-left-out',
    judgedBy: 'scenes-of-stock',
    edits: [
      {
        in: 'firstLookAgain',
        find: 'unknownAt === undefined ? undefined : lookAgainMs.map((after) => unknownAt + after).find((at) => at > now);',
        replace:
          'unknownAt === undefined ? undefined : lookAgainMs.slice(0, 1).map((after) => unknownAt + after).find((at) => at > now);',
      },
    ],
  },
];
