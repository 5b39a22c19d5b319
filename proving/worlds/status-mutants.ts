import type { Mutant } from './mutant.ts';

/** Planted bugs in how changes are made at the mall; only worlds in which some are wanted can tell. */
export const statusMutants: readonly Mutant[] = [
  {
    name: 'call-without-a-claim',
    edits: [
      {
        in: 'claimPushes',
        find: "    return (await ports.pushes.put(row)) === 'stored' ? row : null;",
        replace: '    return row.version < 0 ? row : push;',
      },
    ],
  },
  {
    // A worker that finds the claim expired takes its holder for dead, and knows of no call by that holder.
    name: 'claim-shorter-than-the-call',
    edits: [
      { in: 'defaultStatusSettings', find: 'leaseMs: 6 * minuteMs,', replace: 'leaseMs: secondMs,' },
      {
        in: 'afterClaim',
        find: '  return { unknownAt: Math.max(mayHaveCalledAt, unknownAt ?? 0) };',
        replace: '  return mayHaveCalledAt < 0 ? { unknownAt: mayHaveCalledAt } : {};',
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
        find: "  const next = now + settings.unknownWaitMs;\n  return {\n    state: { kind: 'retrying', tries: triesOf(push) + 1, next, reason: 'unknown', code },",
        replace:
          "  const next = now + settings.retryWaitMs;\n  return {\n    state: { kind: 'retrying', tries: triesOf(push) + 1, next, reason: 'unknown', code },",
      },
    ],
  },
  {
    name: 'never-looked-at-again',
    edits: [
      {
        in: 'firstLookAgain',
        find: '  if (unknownAt === undefined || staysSo(content, state)) return none;',
        replace: '  if (unknownAt === undefined || staysSo(content, state) || now > 0) return none;',
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
        in: 'pushShop',
        find: '  const pause = await way.gate.holding(shop);\n  if (pause !== null) return',
        replace:
          "  const pause = await way.gate.holding(shop);\n  if (pause !== null && pause.cause !== 'manual') return",
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
        in: 'withdrawPush',
        find: "    if (isInHand(push, now, settings)) return { kind: 'under-way', push };\n",
        replace: '',
      },
    ],
  },
  {
    name: 'moved-on-taken-for-refused',
    edits: [
      {
        in: 'afterTurn',
        find: "    case 'done':\n      return confirmed(push, turn, steps);",
        replace:
          "    case 'done':\n      if (attempt.kind === 'answered' && attempt.answer.kind === 'refused') return failed(push, turn, 'wrong-progress', steps);\n      return confirmed(push, turn, steps);",
      },
    ],
  },
  {
    name: 'added-instead-of-updated',
    edits: [
      {
        in: 'planParcels',
        find: '[hasNumberOf, isOutdated,',
        replace: '[isOutdated,',
      },
      // A look at the order would take the row away that was not updated.
      {
        in: 'surplusOfPush',
        find: 'parcels.filter((parcel) => !own.includes(parcel))',
        replace: 'parcels.slice(parcels.length)',
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
      { in: 'surplusOf', find: 'rows.slice(Math.max(...counts))', replace: 'rows.slice(Math.max(...counts) - 1)' },
    ],
  },
  {
    name: 'corrected-twin-stays',
    edits: [
      {
        in: 'surplusOfPush',
        find: '!isCorrected(parcel, of, baskets, ofOrder)',
        replace: '!isCorrected(parcel, of, [], ofOrder)',
      },
    ],
  },
  {
    name: 'push-told-before-it-is-written',
    edits: [
      {
        in: 'writeOutcomes',
        find: "    if ((await ports.pushes.put(row)) === 'stored') written.push(row);\n  });\n  for",
        replace:
          "    await tellPushes(ports, settings, [row], runId);\n    if ((await ports.pushes.put(row)) === 'stored') written.push(row);\n  });\n  for",
      },
    ],
  },
  {
    name: 'refused-news-forgotten',
    edits: [
      {
        in: 'publishNews',
        find: '    return own === null || accepted.has(own.id);',
        replace: '    return own === null || own.id.length > 0;',
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
        in: 'openRun',
        find: "includes('stock') ? 'no' : 'as-the-item-says'",
        replace: "includes('stock') ? 'as-the-item-says' : 'as-the-item-says'",
      },
    ],
  },
  {
    name: 'mall-trouble-fails-for-good',
    edits: [
      {
        in: 'unseen',
        find: '      if (mayBeApplied(attempt.error)) return open(push, turn, attempt.error.code, steps);\n',
        replace: "      if (mayBeApplied(attempt.error)) return failed(push, turn, 'refused-otherwise', steps);\n",
      },
    ],
  },
  {
    name: 'answer-taken-for-the-truth',
    edits: [
      {
        in: 'afterTurn',
        find: '  const steps = called === null ? [] : [called];\n',
        replace:
          "  const steps = called === null ? [] : [called];\n  if (attempt.kind === 'answered' && attempt.answer.kind === 'accepted') return confirmed(push, turn, steps);\n",
      },
    ],
  },
  {
    // The empty row may be the one that the late call is about to fill; the parcel that it overwrites is not looked at.
    name: 'empty-row-of-a-late-call-filled',
    edits: [
      { in: 'planBeside', find: 'fillsEmpty: !isCallOpen', replace: 'fillsEmpty: isCallOpen || !isCallOpen' },
      {
        in: 'changeOf',
        find: 'isToBeMade(one) ?',
        replace: 'isToBeMade(one) && one.other.id === push.id ?',
      },
    ],
  },
  {
    name: 'no-look-after-a-long-pause',
    edits: [{ in: 'firstLookAgain', find: '{ unknownAt: now, lookAgainAt: now } :', replace: 'none :' }],
  },
  {
    name: 'row-of-a-taken-back-correction-stays',
    judgedBy: 'worlds-of-changes',
    edits: [
      {
        in: 'countsMore',
        find: '  if (stands(other) !== stands(push)) return stands(other);\n',
        replace: '  if (!stands(other)) return false;\n',
      },
    ],
  },
  {
    // Nor is the row seen that both have added, since no call had an open end.
    name: 'two-workers-at-one-order',
    edits: [
      {
        in: 'decide',
        find: 'isOrderInHand(push, pushes, options)',
        replace: 'options.now < 0 && isOrderInHand(push, pushes, options)',
      },
    ],
  },
  {
    name: 'wrong-number-comes-back',
    edits: [
      {
        in: 'hasCorrected',
        find: 'other.id === push.id ||',
        replace: "other.id !== '' ||",
      },
    ],
  },
  {
    // Of a number that is corrected twice the first one stays, where the second was never sent.
    name: 'number-corrected-twice-stays',
    edits: [
      {
        in: 'outdatedNumbers',
        find: 'one.trackingNumber === number && one.corrects',
        replace: 'one.trackingNumber === right && one.corrects',
      },
    ],
  },
];
