import type { Mutant } from './mutant.ts';

/** Planted bugs of the row in which everything stands that is asked of one order: its words, its turn, and its places in indexes. */
export const orderRowMutants: readonly Mutant[] = [
  {
    // A worker whose claim is over frees the order that another works on.
    name: 'outcome-written-over-the-claim-of-another',
    edits: [
      {
        in: 'writeTurns',
        find: 'standing === taken || standing.claim?.run === runId',
        replace: 'standing === taken || standing.claim?.run !== runId || standing.version > 0',
      },
    ],
  },
  {
    // The order rests until the claim is over, and each of its requests then counts as one that may have been called for.
    name: 'claim-kept-after-the-turn',
    edits: [
      {
        in: 'settled',
        find: 'const { claim: _, missed, ...rest } = standing;',
        replace: 'const { missed, ...rest } = standing;',
      },
    ],
  },
  {
    name: 'call-of-a-lost-claim-forgotten',
    edits: [
      {
        in: 'strayRow',
        find: 'if (called.length === 0) return null;',
        replace: 'if (called.length < 100) return null;',
      },
    ],
  },
  {
    // A request was taken back or replaced while its call was under way: nobody looks whether the call came.
    name: 'call-for-other-words-forgotten',
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
    edits: [
      {
        in: 'settled',
        find: 'const { claim: _, missed, ...rest } = standing;\n  const { claimed, attempts, seen, isFound } = turn;',
        replace:
          'const { claimed, attempts, seen, isFound } = turn;\n  const { claim: _, missed, ...rest } = { ...claimed, version: standing.version };',
      },
    ],
  },
  {
    // A request that was taken back during the turn, or asked for anew, is settled as if nothing had been said.
    name: 'asked-anew-settled-by-the-turn-of-before',
    edits: [
      {
        in: 'settled',
        find: 'if (isDone(now) || now.requestedAt !== asked.requestedAt) {',
        replace: 'if (isDone(now) && now.requestedAt !== asked.requestedAt) {',
      },
    ],
  },
  {
    // Places among the due requests are taken for places in the row.
    name: 'answer-settled-into-another-request',
    edits: [
      {
        in: 'takeOrders',
        find: 'ofOrder.map((push) => [placeOf(target, push), called.attemptOf(push)])',
        replace: 'ofOrder.map((push, place) => [place, called.attemptOf(push)])',
      },
    ],
  },
  {
    // An order waits for the latest of its requests.
    name: 'due-once-all-requests-are',
    edits: [
      {
        in: 'dueAtOf',
        find: 'undefined : Math.min(...due)',
        replace: 'undefined : Math.max(...due)',
      },
    ],
  },
  {
    name: 'look-without-a-place-in-the-index',
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
    edits: [
      {
        in: 'dueAtOf',
        find: "...(untold !== undefined && 'at' in one.state ? [before ?? one.state.at] : []),",
        replace: '...(untold !== undefined && !isDone(one) ? [before ?? one.requestedAt] : []),',
      },
    ],
  },
  {
    name: 'freed-place-forgotten',
    edits: [
      {
        in: 'inState',
        find: 'return changed(target, request, { state, heldAt: state.since });',
        replace: 'return changed(target, request, { state, heldAt: undefined });',
      },
    ],
  },
  {
    // What a person tries again, or takes back, is another request of the order.
    name: 'retry-takes-the-first-of-its-kind',
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
    name: 'failed-words-stay-out-when-tried-again',
    edits: [
      {
        in: 'unmarked',
        find: "const stays = mark === 'past' || (mark !== undefined && word.request !== request);",
        replace:
          "const stays = mark === 'past' || mark === 'failed' || (mark !== undefined && word.request !== request);",
      },
    ],
  },
  {
    name: 'withdrawn-word-still-counts',
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
    edits: [
      {
        in: 'isOut',
        find: "mark === 'withdrawn' || mark === 'past'",
        replace: 'mark !== undefined',
      },
    ],
  },
  {
    // A memo is taken back, and the one before it takes its place, which the shop may have edited since.
    name: 'memo-that-was-replaced-set-again',
    edits: [
      {
        in: 'countingOf',
        find: "content.kind === 'ship' ? standing(words) : words.at(-1)",
        replace: "content.kind === 'ship' || words.length > 0 ? standing(words) : words.at(-1)",
      },
      {
        in: 'countingAgain',
        find: "if (one.content.kind !== 'ship' || !isWanted ||",
        replace: 'if (!isWanted ||',
      },
    ],
  },
  {
    // A number is corrected before it was sent, or a memo is changed, and both are sent.
    name: 'replaced-request-stays-open',
    edits: [
      {
        in: 'acceptRequest',
        find: "return { kind: known === undefined ? 'stored' : 'reopened', target: replaced(open, id, { by, at }) };",
        replace:
          "return known === undefined ? { kind: 'stored', target: open } : { kind: 'reopened', target: replaced(open, id, { by, at }) };",
      },
    ],
  },
  {
    // Requests come in any order; the one that comes last is not the one that was asked for last.
    name: 'word-of-a-late-request-on-top',
    edits: [
      {
        in: 'withWords',
        find: 'const above = below ?? among.find(isLater);',
        replace: 'const above = below ?? among.slice(among.length).find(isLater);',
      },
    ],
  },
  {
    // The right number of a correction is that of another parcel, and the wrong one stays beside it.
    name: 'correction-finds-its-right-number-first',
    edits: [
      {
        in: 'placeFor',
        find: 'const own = (corrects === undefined ? undefined : having(said, corrects, parcel)) ?? ofNumber;',
        replace: 'const own = ofNumber ?? (corrects === undefined ? undefined : having(said, corrects, parcel));',
      },
    ],
  },
  {
    name: 'equal-parcels-without-a-number-taken-for-one',
    edits: [
      {
        in: 'nthNumberless',
        find: 'isSame(firstOf(said, one)))[nth];',
        replace: 'isSame(firstOf(said, one)))[Math.min(nth, 0)];',
      },
    ],
  },
  {
    // A correction that made two parcels one is taken back, and one of them is never sent.
    name: 'joined-parcels-stay-one',
    edits: [
      {
        in: 'groupOf',
        find: 'word.joins !== undefined && !isOut(word)',
        replace: 'word.joins !== undefined',
      },
    ],
  },
  {
    // A shipment is confirmed without a parcel of which a later request said otherwise, and the parcel counts as seen.
    name: 'left-out-parcel-noted-as-seen',
    edits: [
      {
        in: 'withSeen',
        find: 'seen.has(place) ? {',
        replace: 'seen.has(place) || word.request === request ? {',
      },
    ],
  },
  {
    // A correction failed, and what stood at the mall before is not looked after any more.
    name: 'kept-below-a-failure-forgotten',
    edits: [
      {
        in: 'keptOf',
        find: "(top?.mark === 'failed' && one.isSeen)",
        replace: "(top?.mark === 'failed' && one.isSeen && one === top)",
      },
    ],
  },
  {
    name: 'number-of-a-failed-correction-removed',
    edits: [
      {
        in: 'surplusOfBasket',
        find: '!one.isFailed && one.outdated.includes(trackingNumber)',
        replace: 'one.outdated.includes(trackingNumber)',
      },
    ],
  },
  {
    // One call with an open end may be carried out twice, or beside one of a worker that died.
    name: 'doubtful-only-by-its-calls',
    edits: [
      {
        in: 'withChange',
        find: "(typeof unknownAt === 'number' || calls.length > 1)",
        replace: '(unknownAt === null || calls.length > 1)',
      },
    ],
  },
  {
    name: 'copy-of-what-nobody-wants-stays',
    edits: [
      {
        in: 'surplusOfBasket',
        find: 'return own === undefined || free.find((one) => isRowOf(one, own)) !== row;',
        replace: 'return own === undefined;',
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
    // A mall that keeps its rows is called for ever.
    name: 'removals-never-counted',
    edits: [
      {
        in: 'afterRemoval',
        find: "removalsOf(target) + (attempt.kind === 'answered' ? 1 : 0)",
        replace: "removalsOf(target) + (attempt.kind === 'answered' && !isAccepted ? 1 : 0)",
      },
    ],
  },
  {
    // A number was swapped between two parcels, and the row of the one is taken for a wrong row of the other.
    name: 'numbers-beside-not-spared',
    edits: [
      {
        in: 'wantedParcels',
        find: 'wrong.has(number) === isWrong && !elsewhere.has(number)',
        replace: 'wrong.has(number) === isWrong && !(elsewhere.size === 0 && elsewhere.has(number))',
      },
    ],
  },
];
