import type { Mutant } from './mutant.ts';

/** Planted bugs in what is read of Yahoo's orders and in pushes of stock; only worlds in which it is counted and sold can tell. */
export const stockMutants: readonly Mutant[] = [
  {
    name: 'yahoo-field-that-is-none',
    edits: [
      {
        in: 'orderFields',
        find: "'OrderId Version ParentOrderId",
        replace: "'OrderId Version OriginalOrderId ParentOrderId",
      },
    ],
  },
  {
    name: 'time-without-a-zone-unread',
    edits: [
      { in: 'parseYahooMoment', find: 'parseJstStamp(text) ?? parseJstLocal(text)', replace: 'parseJstStamp(text)' },
    ],
  },
  {
    name: 'part-that-names-both-holds-nothing',
    edits: [
      {
        in: 'isSplit',
        find: "({ IsSplit }: OrderModel): boolean => IsSplit === 'true' || IsSplit === '1'",
        replace:
          "({ IsSplit, ChildOrderId }: OrderModel): boolean => IsSplit === 'true' || (ChildOrderId ?? '') !== ''",
      },
    ],
  },
  {
    name: 'part-never-noted',
    edits: [
      { in: 'noted', find: 'if (parts.includes(part)) return seen;', replace: 'if (part.length > 0) return seen;' },
    ],
  },
  {
    name: 'listing-pushed-without-its-claim',
    edits: [
      {
        in: 'claimRows',
        find: "return (await work.rows.put(next)) === 'stored' ? next : null;",
        replace: 'await work.rows.put(next);\n    return next;',
      },
    ],
  },
  {
    name: 'ledger-read-before-the-claim',
    edits: [
      {
        in: 'pickListings',
        find: 'return { rows, by };',
        replace:
          "const { readWanted } = await import('./take-turn.ts');\n  if (by === 'calls') Object.assign(run, { early: await readWanted(run, rows) });\n  return { rows, by };",
      },
      {
        in: 'takeTurn',
        find: 'let wanted = await readWanted(run, claimed);',
        replace: 'let wanted = (run as { early?: any }).early ?? (await readWanted(run, claimed));',
      },
    ],
  },
  {
    name: 'raised-while-the-import-is-down',
    edits: [
      {
        in: 'decideListing',
        find: 'if (!by.fresh && reading.level !== null && reading.level < level)',
        replace: 'if (!by.fresh && reading.level !== null && reading.level < -level)',
      },
    ],
  },
  {
    name: 'open-end-never-looked-at-again',
    edits: [
      {
        in: 'firstLookAgain',
        find: 'unknownAt === undefined ? undefined : lookAgainMs.map((after) => unknownAt + after).find((at) => at > now);',
        replace: 'undefined;',
      },
    ],
  },
  {
    name: 'open-end-taken-for-done',
    edits: [
      {
        in: 'attemptOf',
        find: "if (outcome.kind !== 'not-tried') return outcome;",
        replace:
          "if (outcome.kind === 'unproven' && outcome.code !== defectCode) return { kind: 'set' };\n  if (outcome.kind !== 'not-tried') return outcome;",
      },
    ],
  },
  {
    name: 'acknowledged-though-due-again',
    edits: [
      {
        in: 'settledRow',
        find: 'isChanged ? earliest(standing.dueAt, change.dueAt) : (change.dueAt ?? null);',
        replace: 'isChanged ? earliest(change.dueAt) : (change.dueAt ?? null);',
      },
    ],
  },
  {
    // As if the message carried the level: a retry sends the level of the first attempt.
    name: 'old-level-replayed',
    edits: [
      {
        in: 'takeTurn',
        find: 'const levels = [...decisions].flatMap(([{ item }, decision]) => {',
        replace:
          'const levels = [...decisions].flatMap(([{ shop, item, wait }, decision]) => {\n    const old = told.get(shop + item);',
      },
      {
        in: 'takeTurn',
        find: 'const { level, kept } = decision;',
        replace:
          "const { kept } = decision;\n    const level = wait?.kind === 'retrying' && old !== undefined ? old : decision.level;\n    told.set(shop + item, level);",
      },
      {
        in: 'itemsOf',
        find: 'function itemsOf(',
        replace: 'const told = new Map<string, number>();\n\nfunction itemsOf(',
      },
    ],
  },
  {
    name: 'one-bad-item-spoils-its-batch',
    edits: [
      {
        in: 'attemptOf',
        find: "if (outcome.kind !== 'not-tried') return outcome;",
        replace:
          "if (outcome.kind !== 'not-tried') return outcome;\n  if (error?.code === 'mall.unreadable') return { kind: 'refused', code: error.code, words: '' };",
      },
      {
        in: 'noteAnswer',
        find: "return are('not-tried', 'unproven');",
        replace: 'return [];',
      },
    ],
  },
  {
    name: 'drift-never-healed',
    edits: [{ in: 'changeBy', find: 'if (heals && differs)', replace: 'if (heals && !differs && now < 0)' }],
  },
  {
    name: 'oversold-never-noted',
    edits: [
      {
        in: 'isOversold',
        find: 'level.free !== null && level.free < 0',
        replace: 'level.free !== null && level.free < -1_000_000',
      },
    ],
  },
  {
    name: 'held-listings-forgotten',
    edits: [{ in: 'heldListing', find: '...(dueAt === undefined ? { dueAt: now } : {})', replace: 'dueAt: null' }],
  },
  {
    name: 'paused-stock-is-pushed',
    edits: [
      {
        in: 'openSession',
        find: '    if (pause !== null) {',
        replace: "    if (pause !== null && !call.lane.startsWith('stock')) {",
      },
      {
        in: 'workAtShop',
        find: 'if (pause !== null) {',
        replace: "if (pause !== null && worker !== 'sync-stock') {",
      },
    ],
  },
  {
    name: 'settled-listing-pushed-again',
    edits: [
      {
        in: 'decideListing',
        find: "  if (listing.acked?.fingerprint === fingerprint && listing.unknownAt === undefined) return { kind: 'settled' };\n",
        replace: '',
      },
    ],
  },
  {
    name: 'lost-message-lost-mark',
    edits: [
      {
        in: 'enqueueDirtySkus',
        find: 'if (await isSent(ports.log, lostEvent, fields, send))',
        replace: 'if (skus.length < 0 && (await isSent(ports.log, lostEvent, fields, send)))',
      },
    ],
  },
  {
    name: 'due-listings-never-called',
    edits: [
      {
        in: 'enqueueDirtySkus',
        find: 'due.push(...shops);',
        replace: 'due.push(...[...shops].slice(0, 0));',
      },
      {
        // Each of the two makes up for the other.
        in: 'workAtShop',
        find: 'if (session.heldBy() === null) {',
        replace: "if (session.heldBy() === null && its.lostEvent !== 'stock.message-lost') {",
      },
    ],
  },
];
