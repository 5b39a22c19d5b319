import type { Mutant } from './mutants.ts';

/** Planted bugs in how changes are made at the mall; only worlds in which some are wanted can tell. */
export const statusMutants: readonly Mutant[] = [
  {
    name: 'call-without-a-claim',
    file: 'core/status/claim.ts',
    edits: [
      {
        find: "    return (await ports.pushes.put(row)) === 'stored' ? row : null;",
        replace: '    return row.version < 0 ? row : push;',
      },
    ],
  },
  {
    // Whoever finds the claim over takes the one before for dead, and knows of no call of theirs.
    name: 'claim-shorter-than-the-call',
    file: 'core/status/settings.ts',
    edits: [
      { find: 'leaseMs: 6 * minuteMs,', replace: 'leaseMs: secondMs,' },
      {
        file: 'core/status/claim.ts',
        find: '  return { unknownAt: Math.max(mayHaveCalledAt, unknownAt ?? 0) };',
        replace: '  return mayHaveCalledAt < 0 ? { unknownAt: mayHaveCalledAt } : {};',
      },
    ],
  },
  {
    name: 'sent-again-at-once',
    file: 'core/status/decide.ts',
    edits: [
      {
        find: 'options.now < push.unknownAt + options.settings.unknownWaitMs',
        replace: 'options.now < push.unknownAt',
      },
      {
        file: 'core/status/settle.ts',
        find: "  const next = now + settings.unknownWaitMs;\n  return {\n    state: { kind: 'retrying', tries: triesOf(push) + 1, next, reason: 'unknown', code },",
        replace:
          "  const next = now + settings.retryWaitMs;\n  return {\n    state: { kind: 'retrying', tries: triesOf(push) + 1, next, reason: 'unknown', code },",
      },
    ],
  },
  {
    name: 'never-looked-at-again',
    file: 'core/status/look-again-at.ts',
    edits: [
      {
        find: '  if (unknownAt === undefined || staysSo(content)) return none;',
        replace: '  if (unknownAt === undefined || staysSo(content) || now > 0) return none;',
      },
    ],
  },
  {
    name: 'lost-message-lost-push',
    file: 'core/orders/reconcile-shard.ts',
    edits: [
      {
        find: 'callDuePushes(ports, memory, buckets)',
        replace: 'callDuePushes(ports, memory, buckets.slice(shards))',
      },
    ],
  },
  {
    name: 'held-and-never-released',
    file: 'core/status/due.ts',
    edits: [{ find: '      return state.since;', replace: '      return state.since < 0 ? state.since : null;' }],
  },
  {
    name: 'paused-shop-is-called',
    file: 'core/status/push-shop.ts',
    edits: [
      {
        find: '  const pause = await context.gate.holding(shop);\n  if (pause !== null) return',
        replace:
          "  const pause = await context.gate.holding(shop);\n  if (pause !== null && pause.cause !== 'manual') return",
      },
      {
        file: 'core/status/push-run.ts',
        find: '    if (pause !== null) {',
        replace: "    if (pause !== null && pause.cause !== 'manual') {",
      },
    ],
  },
  {
    name: 'withdrawn-while-in-hand',
    file: 'core/status/by-hand.ts',
    edits: [
      {
        find: "    if (isInHand(push, now, settings)) return { kind: 'under-way', push };\n",
        replace: '',
      },
    ],
  },
  {
    name: 'moved-on-taken-for-refused',
    file: 'core/status/settle.ts',
    edits: [
      {
        find: "    case 'done':\n      return confirmed(push, turn, steps);",
        replace:
          "    case 'done':\n      if (attempt.kind === 'answered' && attempt.answer.kind === 'refused') return failed(push, turn, 'wrong-progress', steps);\n      return confirmed(push, turn, steps);",
      },
    ],
  },
  {
    name: 'added-instead-of-updated',
    file: 'core/status/parcels.ts',
    edits: [
      { find: 'fillsEmpty ? [hasNumberOf, isEmpty] : [hasNumberOf]', replace: 'fillsEmpty ? [isEmpty] : []' },
      // A look at the order would take the row away that was not updated.
      {
        file: 'core/status/surplus.ts',
        find: 'parcels.filter((parcel) => !own.includes(parcel))',
        replace: 'parcels.slice(parcels.length)',
      },
    ],
  },
  {
    name: 'row-of-another-parcel-overwritten',
    file: 'core/status/parcels.ts',
    edits: [
      {
        find: 'for (const fits of secondBest) {',
        replace: 'for (const fits of [...secondBest, (row: ParcelRow) => row.rowId !== basketId]) {',
      },
    ],
  },
  {
    name: 'surplus-removed-to-the-last',
    file: 'core/status/parcels.ts',
    edits: [{ find: 'rows.slice(Math.max(...counts))', replace: 'rows.slice(Math.max(...counts) - 1)' }],
  },
  {
    name: 'corrected-twin-stays',
    file: 'core/status/surplus.ts',
    edits: [
      {
        find: '!isCorrected(parcel, of, baskets, ofOrder)',
        replace: '!isCorrected(parcel, of, [], ofOrder)',
      },
    ],
  },
  {
    name: 'push-told-before-it-is-written',
    file: 'core/status/work-through.ts',
    edits: [
      {
        find: "    if ((await ports.pushes.put(row)) === 'stored') written.push(row);\n  });\n  for",
        replace:
          "    await tellPushes(ports, settings, [row], writer);\n    if ((await ports.pushes.put(row)) === 'stored') written.push(row);\n  });\n  for",
      },
    ],
  },
  {
    name: 'refused-news-forgotten',
    file: 'core/status/tell.ts',
    edits: [
      {
        find: '    return own === null || accepted.has(own.id);',
        replace: '    return own === null || own.id.length > 0;',
      },
    ],
  },
  {
    name: 'failure-in-no-digest',
    file: 'core/status/tell.ts',
    edits: [
      {
        find: '  await noteFailures(ports, untold);',
        replace: '  if (untold.length < 0) await noteFailures(ports, untold);',
      },
    ],
  },
  {
    name: 'ship-fails-before-its-confirm',
    file: 'core/status/decide.ts',
    edits: [
      {
        find: "other.content.kind === 'confirm' && !isDone(other)",
        replace: "other.content.kind === 'confirm' && !isDone(other) && order.stage !== 'unconfirmed'",
      },
    ],
  },
  {
    name: 'stock-given-back-twice',
    file: 'core/status/push-shop.ts',
    edits: [
      {
        find: "includes('stock') ? 'no' : 'as-the-item-says'",
        replace: "includes('stock') ? 'as-the-item-says' : 'as-the-item-says'",
      },
    ],
  },
  {
    name: 'mall-trouble-fails-for-good',
    file: 'core/status/settle.ts',
    edits: [
      {
        find: '      if (leavesOpen(attempt.error)) return open(push, turn, attempt.error.code, steps);\n',
        replace: "      if (leavesOpen(attempt.error)) return failed(push, turn, 'refused-otherwise', steps);\n",
      },
    ],
  },
  {
    name: 'answer-taken-for-the-truth',
    file: 'core/status/settle.ts',
    edits: [
      {
        find: '  const steps = called === null ? [] : [called];\n',
        replace:
          "  const steps = called === null ? [] : [called];\n  if (attempt.kind === 'answered' && attempt.answer.kind === 'accepted') return confirmed(push, turn, steps);\n",
      },
    ],
  },
  {
    // The empty row may be the one that the late call is about to fill; and nobody looks at the parcel that it overwrites.
    name: 'empty-row-of-a-late-call-filled',
    file: 'core/status/decide.ts',
    edits: [
      { find: 'fillsEmpty: !isCallOpen', replace: 'fillsEmpty: isCallOpen || !isCallOpen' },
      {
        file: 'core/status/look-again.ts',
        find: "other.state.kind !== 'confirmed')",
        replace: "other.state.kind !== 'confirmed' || other.id !== push.id)",
      },
    ],
  },
  {
    name: 'undone-by-what-was-taken-back',
    file: 'core/status/look-again.ts',
    edits: [
      {
        find: "other.state.kind !== 'confirmed')",
        replace: "other.state.kind !== 'confirmed' || push.state.kind !== 'confirmed')",
      },
    ],
  },
  {
    name: 'no-look-after-a-long-pause',
    file: 'core/status/look-again-at.ts',
    edits: [{ find: '{ unknownAt: now, lookAgainAt: now } :', replace: 'none :' }],
  },
  {
    name: 'row-of-a-taken-back-correction-stays',
    file: 'core/status/surplus.ts',
    edits: [
      {
        find: '  if (stands(other) !== stands(push)) return stands(other);\n',
        replace: '  if (!stands(other)) return false;\n',
      },
    ],
  },
  {
    // Nor is the row seen that both have added, since no call had an open end.
    name: 'two-workers-at-one-order',
    file: 'core/status/decide.ts',
    edits: [
      {
        find: 'mayStillCome || isOrderInHand(push, options.ofOrder, options)',
        replace: 'mayStillCome || (options.now < 0 && isOrderInHand(push, options.ofOrder, options))',
      },
    ],
  },
];
