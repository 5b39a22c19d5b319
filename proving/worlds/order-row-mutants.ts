import type { Mutant } from './mutant.ts';

/** Planted bugs of the row in which everything stands that is asked of one order: its words, its turn, and its places in indexes. */
export const orderRowMutants: readonly Mutant[] = [
  {
    // A request was withdrawn or replaced during its call, and the mall is never checked for the result.
    name: 'call-for-other-words-forgotten',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'afterOtherWords',
        find: "if (attempt.kind === 'none') return target;",
        replace: "if (attempt.kind === 'none' || isDone(target.requests[request] as TargetRequest)) return target;",
      },
    ],
  },
  {
    // The row is written as it was claimed, over what was asked since.
    name: 'asked-during-the-turn-lost',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'settleOrder',
        find: 'let next = withReading(run, standing, turn);',
        replace: 'let next = withReading(run, { ...claimed, version: standing.version }, turn);',
      },
    ],
  },
  {
    // Places among the due requests are taken for places in the row.
    name: 'answer-settled-into-another-request',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'callForOrders',
        find: 'turn.attempts.set(request, attempt);',
        replace: 'turn.attempts.set(turn.due.indexOf(request), attempt);',
      },
    ],
  },
  {
    name: 'look-without-a-place-in-the-index',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'dueAtOf',
        find: 'const due = requests.flatMap(({ untold, ...one }) => [',
        replace: 'const due = requests.flatMap(({ untold, lookAgainAt: _, ...one }) => [',
      },
    ],
  },
  {
    // An end that the bus did not take, or that a dead worker left, is never published.
    name: 'end-without-a-place-in-the-index',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'dueAtOf',
        find: "...(untold !== undefined && 'at' in one.state ? [Math.min(before ?? one.state.at, one.state.at)] : []),",
        replace: '...(untold !== undefined && !isDone(one) ? [before ?? one.requestedAt] : []),',
      },
    ],
  },
  {
    // What a person tries again, or takes back, is another request of the order.
    name: 'retry-takes-the-first-of-its-kind',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'placeOf',
        find: 'const place = requests.findIndex((one) => one.id === id);',
        replace:
          'const wanted = requests.find((one) => one.id === id)?.content.kind;\n  const place = requests.findIndex((one) => one.content.kind === wanted);',
      },
    ],
  },
  {
    name: 'withdrawn-word-still-counts',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'isOut',
        find: "mark === 'withdrawn' || mark === 'past'",
        replace: "mark === 'past'",
      },
    ],
  },
  {
    // The mall refuses a correction, and the wrong number is wanted again.
    name: 'failed-word-gives-way',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'isOut',
        find: "mark === 'withdrawn' || mark === 'past'",
        replace: 'mark !== undefined',
      },
    ],
  },
  {
    // A shipment is confirmed without a parcel of which a later request said otherwise, and the parcel counts as seen.
    name: 'left-out-parcel-noted-as-seen',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'withSeen',
        find: 'seen.has(place) ? {',
        replace: 'seen.has(place) || word.request === request ? {',
      },
    ],
  },
  {
    // One call with an open end may be carried out twice, or beside one of a worker that died.
    name: 'doubtful-only-by-its-calls',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'withChange',
        find: '(unknownAt !== undefined || calls.length > 1)',
        replace: '(calls.length < 0 || calls.length > 1)',
      },
    ],
  },
  {
    // A repeated request has the news of the first.
    name: 'asked-anew-with-the-moment-of-before',
    edits: [
      {
        in: 'acceptRequest',
        find: 'const { lookAgainAt: _, untold: __, isForgotten: ___, ...kept }: TargetRequest = { ...known, ...fresh };',
        replace:
          'const { lookAgainAt: _, untold: __, isForgotten: ___, ...kept }: TargetRequest = { ...fresh, ...known, content, state: fresh.state };',
      },
    ],
  },
  {
    // The right number of a correction is that of another parcel, and the wrong one stays beside it.
    name: 'correction-finds-its-right-number-first',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'placeFor',
        find: 'const own = (corrects === undefined ? undefined : having(said, corrects, parcel)) ?? ofNumber;',
        replace: 'const own = ofNumber ?? (corrects === undefined ? undefined : having(said, corrects, parcel));',
      },
    ],
  },
  {
    // A number was swapped between two parcels, and the row of the one is taken for a wrong row of the other.
    name: 'numbers-beside-not-spared',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'parcelsBy',
        find: 'wrong.has(number) === isWrong && isOwn(number)',
        replace: 'wrong.has(number) === isWrong && !(elsewhere.size === 0 && elsewhere.has(number))',
      },
    ],
  },
  {
    name: 'failed-words-stay-out-when-tried-again',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'marked',
        find: "before === 'past' ||",
        replace: "before === 'past' || (before === 'failed' && markOf(before) === undefined) ||",
      },
    ],
  },
];
