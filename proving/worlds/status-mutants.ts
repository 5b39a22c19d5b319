import type { Mutant } from './mutant.ts';

/** Planted bugs in how changes are made at the mall; only worlds in which some are wanted can tell. */
export const statusMutants: readonly Mutant[] = [
  {
    name: 'call-without-a-claim',
    edits: [
      {
        in: 'workThroughOrders',
        find: 'claim: (target, { claim, openUntil }) => nextTarget({ ...withoutClaim(target, openUntil), claim }, runId),',
        replace:
          "claim: (target, { claim, openUntil }) =>\n      runId === '' ? nextTarget({ ...withoutClaim(target, openUntil), claim }, runId) : null,",
      },
    ],
  },
  {
    // A worker that finds the claim expired takes its holder for dead, and knows of no call by that holder.
    name: 'claim-shorter-than-the-call',
    edits: [
      {
        in: 'defaultStatusSettings',
        find: 'claimMs: 6 * minuteMs,',
        replace: 'claimMs: minuteMs / 60,',
      },
      {
        in: 'withoutClaim',
        find: 'if (wasOpen) next =',
        replace: 'if (wasOpen && openUntil < 0) next =',
      },
    ],
  },
  {
    name: 'sent-again-at-once',
    edits: [
      {
        in: 'mayCallStillCome',
        find: 'now < one.unknownAt + openWaitMs(triesOf(one), settings)',
        replace: 'now < one.unknownAt + openWaitMs(triesOf(one), settings) * 0',
      },
      {
        in: 'open',
        find: 'const next = now + settings.unknownWaitMs;',
        replace: 'const next = now + settings.retryWaitMs;',
      },
    ],
  },
  {
    name: 'never-looked-at-again',
    edits: [
      {
        in: 'nextLook',
        find: 'if (unknownAt === undefined ||',
        replace: 'if (unknownAt === undefined || (looks === 0 && now > 0) ||',
      },
    ],
  },
  {
    name: 'lost-message-lost-push',
    edits: [
      {
        in: 'reconcileShard',
        find: 'callDuePushes(ports, cache, buckets,',
        replace: 'callDuePushes(ports, cache, buckets.slice(shards),',
      },
    ],
  },
  {
    name: 'held-and-never-released',
    edits: [
      { in: 'dueOf', find: '      return state.since;', replace: '      return state.since < 0 ? state.since : null;' },
    ],
  },
  {
    name: 'paused-shop-is-called',
    edits: [
      {
        in: 'workAtShop',
        find: 'if (pause !== null) {',
        replace: "if (pause !== null && (pause.cause !== 'manual' || worker !== 'push-status')) {",
      },
      {
        in: 'openSession',
        find: '    if (pause !== null) {',
        replace: "    if (pause !== null && (pause.cause !== 'manual' || call.lane !== 'push')) {",
      },
    ],
  },
  {
    name: 'withdrawn-while-in-hand',
    edits: [
      {
        in: 'withdrawRequest',
        find: 'if (isCallAhead || isClaimed(target, at)) return',
        replace: 'if (isCallAhead) return',
      },
    ],
  },
  {
    name: 'moved-on-taken-for-refused',
    edits: [
      {
        in: 'settle',
        find: "    case 'done':\n      return confirmed(turn);",
        replace:
          "    case 'done':\n      if (turn.attempt.kind === 'answered' && turn.attempt.answer.kind === 'refused') return failed(turn, 'wrong-progress');\n      return confirmed(turn);",
      },
    ],
  },
  {
    name: 'added-instead-of-updated',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'planParcels',
        find: '[hasNumberOf, isOutdated,',
        replace: '[isOutdated,',
      },
    ],
  },
  {
    name: 'row-of-another-parcel-overwritten',
    edits: [
      {
        in: 'changesOf',
        find: 'for (const fits of secondBest) {',
        replace: 'for (const fits of [...secondBest, (row: ParcelRow) => row.rowId !== basketId]) {',
      },
    ],
  },
  {
    name: 'surplus-removed-to-the-last',
    edits: [
      {
        in: 'surplusOfBasket',
        find: 'if (place !== -1) free.splice(place, 1);',
        replace: 'if (place !== -1) free.splice(place, 0);',
      },
    ],
  },
  {
    name: 'push-told-before-it-is-written',
    edits: [
      {
        in: 'workThroughDue',
        find: 'const written = await writeTurns(run, work, turns);',
        replace:
          'const ended = turns.map((turn) => work.settle(work.rowOf(turn), turn)).filter((row) => rows.hasNews?.(row));\n    await publish(rows, ended, refused);\n    const written = await writeTurns(run, work, turns);',
      },
    ],
  },
  {
    name: 'refused-news-forgotten',
    edits: [
      {
        in: 'publishNews',
        find: 'const isTold = (push: One): boolean => accepted.has(newsOf(push).id);',
        replace: 'const isTold = (push: One): boolean => accepted.size >= 0 && newsOf(push).id.length > 0;',
      },
    ],
  },
  {
    name: 'failure-in-no-digest',
    edits: [
      {
        in: 'publishNews',
        find: '  await noteFailures(ports, unpublished);',
        replace: '  if (unpublished.length < 0) await noteFailures(ports, unpublished);',
      },
    ],
  },
  {
    name: 'ship-fails-before-its-confirm',
    edits: [
      {
        in: 'decideShip',
        find: "other.content.kind === 'confirm' && !isDone(other)",
        replace: "other.content.kind === 'confirm' && !isDone(other) && order.stage !== 'unconfirmed'",
      },
    ],
  },
  {
    name: 'stock-given-back-twice',
    edits: [
      {
        in: 'openStatusSession',
        find: "includes('stock') ? ('no' as const)",
        replace: "includes('stock') ? ('as-the-item-says' as const)",
      },
    ],
  },
  {
    name: 'mall-trouble-fails-for-good',
    edits: [
      {
        in: 'unseen',
        find: 'if (mayBeApplied(error)) return open(turn, error.code);',
        replace: "if (mayBeApplied(error)) return failed(turn, 'refused-otherwise');",
      },
    ],
  },
  {
    name: 'answer-taken-for-the-truth',
    edits: [
      {
        in: 'settle',
        find: 'const { decision } = turn;',
        replace:
          "const { decision, attempt } = turn;\n  if (attempt.kind === 'answered' && attempt.answer.kind === 'accepted') return confirmed(turn);",
      },
    ],
  },
  {
    name: 'no-look-after-a-long-pause',
    edits: [
      {
        in: 'nextLook',
        find: 'if (looks === 0) return { unknownAt: now, lookAgainAt: now };',
        replace: 'if (looks === 0) return none;',
      },
    ],
  },
  {
    name: 'row-of-a-taken-back-correction-stays',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'numbersOf',
        find: 'const parcels = words.map(',
        replace: 'const parcels = words.filter((word) => !isOut(word)).map(',
      },
    ],
  },
  {
    // A file is read twice: the number that was corrected since lies above its correction.
    name: 'wrong-number-comes-back',
    judgedBy: 'scenes-of-one-order',
    edits: [
      {
        in: 'placeFor',
        find: 'isOnTop || other !== undefined ? undefined : correctionOf(said, number, strand)',
        replace: 'isOnTop || other !== undefined || isKnown ? undefined : correctionOf(said, number, strand)',
      },
    ],
  },
  {
    // Of a number that is corrected twice the first one stays, where the second was never sent.
    name: 'number-corrected-twice-stays',
    edits: [
      {
        in: 'parcelsBy',
        find: 'const former = [...numbersOf(target, strand)].filter((number) => number !== parcel.trackingNumber);',
        replace: 'const former = [...numbersOf(target, strand)].filter((number) => number === parcel.corrects);',
      },
    ],
  },
];
