import type { Mutant } from './mutant.ts';

/** Planted bugs of how a mall is met that says what cannot be: dates, clocks, counts, and refusals of a whole shop. */
export const oddMallMutants: readonly Mutant[] = [
  {
    // An order that says it is of the year 2099 carries the cursor there.
    name: 'cursor-by-any-date',
    edits: [
      {
        in: 'momentsWithin',
        find: '([, at]) => at > from - secondMs && at < to + secondMs',
        replace: '([, at]) => at > from - secondMs',
      },
    ],
  },
  {
    name: 'cursor-by-any-clock',
    edits: [
      {
        in: 'isBelievableClock',
        find: '  const aheadMs = mallTime - now;',
        replace: '  const aheadMs = (mallTime - now) * 0;',
      },
      {
        in: 'boundedMallTime',
        find: '  return mallTime - now > clockErrorMaxMs ? now : mallTime;',
        replace: '  return mallTime;',
      },
    ],
  },
  {
    name: 'wrong-dates-taken-for-twins',
    edits: [{ in: 'isSameRow', find: 'rival.orderedAt === mine.orderedAt && ', replace: '' }],
  },
  {
    // Whatever the mall refuses, the orders asked for are called bad.
    name: 'refusal-of-all-taken-for-bad-orders',
    edits: [
      {
        in: 'readIsolated',
        find: "if (known === 'refused' || (known === 'none' && spoiltOnly",
        replace: "if ((known === 'none' && spoiltOnly",
      },
      {
        in: 'readIsolated',
        find: "    if (known === 'refused' || (known === 'none' && anyNew)) {",
        replace: '    if (known.length === 0) {',
      },
    ],
  },
  {
    name: 'wrong-count-taken-for-movement',
    edits: [
      {
        in: 'listPart',
        find: '    if (isSameListing(before, listing)) {',
        replace: '    if (listing.countedWrongly === undefined && isSameListing(before, listing)) {',
      },
    ],
  },
  {
    name: 'wrong-count-moves-the-cursor',
    edits: [{ in: 'advance', find: 'to !== null && progress.unproven === null', replace: 'to !== null' }],
  },
];
