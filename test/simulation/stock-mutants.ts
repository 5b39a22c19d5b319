import type { Mutant } from './mutants.ts';

/**
 * No planted bug, but the way that most would push stock: levels that are reckoned from what is known, without asking the mall first what
 * it has sold. What is oversold by it is told beside what is oversold by ours. Its worlds end when the last order has been placed, three
 * hours after the storm: nothing more can be oversold then, and nobody asks whether the rest holds.
 */
export const naiveWay: Mutant = {
  name: 'levels-without-an-import',
  file: 'core/stock/work-through.ts',
  edits: [
    {
      find: 'const fresh = await run.freshness.isFresh();',
      replace: 'const fresh = run.settings.claimMs > 0;',
    },
    {
      find: 'await time.runUntil(end);',
      replace: 'await time.runUntil(stormEnd + 3 * hourMs + minuteMs);',
      file: 'test/simulation/story.ts',
    },
  ],
};

/** Planted bugs in the ledger of stock and in its pushes; only worlds in which it is counted and sold can tell. */
export const stockMutants: readonly Mutant[] = [
  {
    name: 'yahoo-field-that-is-none',
    file: 'malls/yahoo/fields.ts',
    edits: [{ find: "'OrderId Version ParentOrderId", replace: "'OrderId Version OriginalOrderId ParentOrderId" }],
  },
  {
    name: 'time-without-a-zone-unread',
    file: 'malls/yahoo/times.ts',
    edits: [{ find: 'parseJstStamp(text) ?? parseJstLocal(text)', replace: 'parseJstStamp(text)' }],
  },
  {
    name: 'part-that-names-both-holds-nothing',
    file: 'malls/yahoo/mapping.ts',
    edits: [
      {
        find: "({ IsSplit }: OrderModel): boolean => IsSplit === 'true' || IsSplit === '1'",
        replace:
          "({ IsSplit, ChildOrderId }: OrderModel): boolean => IsSplit === 'true' || (ChildOrderId ?? '') !== ''",
      },
    ],
  },
  {
    name: 'part-never-noted',
    file: 'core/orders/note-parts.ts',
    edits: [{ find: 'if (parts.includes(part)) return seen;', replace: 'if (part.length > 0) return seen;' }],
  },
  {
    name: 'levels-compared',
    file: 'core/stock/decide.ts',
    edits: [
      {
        find: 'if (listing.acked?.fingerprint === fingerprint && listing.unknownAt === undefined)',
        replace: 'if (fingerprint !== "" && listing.acked?.level === level && listing.unknownAt === undefined)',
      },
    ],
  },
  {
    name: 'mark-cleared-whatever-it-is',
    file: 'core/stock/spread-skus.ts',
    edits: [
      {
        find: 'ports.stock.clean(merchant, sku, mark)',
        replace: 'ports.stock.clean(merchant, sku, (await ports.stock.skuRows(merchant, [sku]))[0]?.mark ?? mark)',
      },
    ],
  },
  {
    name: 'checkpoint-without-epochs',
    file: 'core/stock/account.ts',
    edits: [{ find: 'checkpoint.epochs[sku] === epoch', replace: 'epoch >= 0' }],
  },
  {
    name: 'late-change-marked-shallow',
    file: 'core/stock/fold.ts',
    edits: [
      { find: 'return at < now - foldAfterMs + marginMs;', replace: 'return at < now - foldAfterMs - 100 * marginMs;' },
    ],
  },
  {
    name: 'counted-orders-deducted-again',
    file: 'core/stock/held.ts',
    edits: [
      {
        find: 'claim.orderedAt > countedAt ? claim.quantity : claim.quantity - heldAt(claim, countedAt)',
        replace: 'countedAt < 0 ? heldAt(claim, countedAt) : claim.quantity',
      },
    ],
  },
  {
    name: 'late-order-deducted-again',
    file: 'core/stock/held.ts',
    edits: [{ find: '?? trail[0] ?? [0, quantity];', replace: '?? (quantity < 0 ? trail[0] : undefined) ?? [0, 0];' }],
  },
  {
    name: 'trail-dropped',
    file: 'core/stock/claim.ts',
    edits: [
      {
        find: 'return [...kept, [version, quantity]];',
        replace: 'return [...kept.slice(kept.length), [version, quantity]];',
      },
    ],
  },
  {
    name: 'parts-of-a-set-not-told',
    file: 'core/stock/affected.ts',
    edits: [{ find: '[...own, ...parts, ...sets]', replace: '[...own, ...parts.slice(parts.length), ...sets]' }],
  },
  {
    name: 'sets-drawn-by-the-present-recipe',
    file: 'core/stock/recipe.ts',
    edits: [{ find: '({ from }) => from <= orderedAt', replace: '({ from }) => from <= orderedAt || orderedAt > 0' }],
  },
  {
    name: 'listing-pushed-without-its-claim',
    file: 'core/stock/claim-listings.ts',
    edits: [
      {
        find: "return (await ports.listings.put(row)) === 'stored' ? row : null;",
        replace: 'await ports.listings.put(row);\n    return row;',
      },
    ],
  },
  {
    name: 'ledger-read-before-the-claim',
    file: 'core/stock/work-through.ts',
    edits: [
      {
        find: "import { takeTurn } from './take-turn.ts';",
        replace: "import { readWanted } from './read-wanted.ts';\nimport { takeTurn } from './take-turn.ts';",
      },
      {
        find: 'const claimed = await claimListings(run, taken.slice(0, traits.setBatch));',
        replace:
          'const early = await readWanted(run, taken.slice(0, traits.setBatch));\n    const claimed = await claimListings(run, taken.slice(0, traits.setBatch));\n    Object.assign(run, { early });',
      },
      {
        file: 'core/stock/take-turn.ts',
        find: 'const wanted = await readWanted(run, claimed);',
        replace:
          'const wanted = (run as unknown as { early?: ReadonlyMap<string, Wanted> }).early ?? (await readWanted(run, claimed));',
      },
      {
        file: 'core/stock/take-turn.ts',
        find: "import { decideListing, type ListingDecision } from './decide.ts';",
        replace: "import { decideListing, type ListingDecision, type Wanted } from './decide.ts';",
      },
    ],
  },
  {
    name: 'raised-while-the-import-is-down',
    file: 'core/stock/decide.ts',
    edits: [
      {
        find: 'if (!by.fresh && reading.level !== null && reading.level < level)',
        replace: 'if (!by.fresh && reading.level !== null && reading.level < -level)',
      },
    ],
  },
  {
    name: 'open-end-never-looked-at-again',
    file: 'core/stock/look-again-at.ts',
    edits: [{ find: '.find((at) => at > now)', replace: '.find((at) => at > now && now < 0)' }],
  },
  {
    name: 'open-end-taken-for-done',
    file: 'core/stock/set-items.ts',
    edits: [
      {
        find: "return { kind: 'open', code: outcome.code };",
        replace: "return outcome.code === defectCode ? { kind: 'open', code: outcome.code } : { kind: 'set' };",
      },
    ],
  },
  {
    name: 'acknowledged-though-due-again',
    file: 'core/stock/write-outcomes.ts',
    edits: [
      {
        find: 'const dueAt = earliest(standing.dueAt, change.dueAt);\n    // Another',
        replace: 'const dueAt = earliest(change.dueAt);\n    // Another',
      },
    ],
  },
  {
    // As if the message had brought the level: whoever tries again sends what the first one was told.
    name: 'old-level-replayed',
    file: 'core/stock/take-turn.ts',
    edits: [
      {
        find: 'const levels = [...decisions].flatMap(([{ item }, decision]) => {',
        replace:
          'const levels = [...decisions].flatMap(([{ shop, item, wait }, decision]) => {\n    const old = told.get(shop + item);',
      },
      {
        find: 'const { level, kept } = decision;',
        replace:
          "const { kept } = decision;\n    const level = wait?.kind === 'retrying' && old !== undefined ? old : decision.level;\n    told.set(shop + item, level);",
      },
      {
        find: 'function itemsOf(',
        replace: 'const told = new Map<string, number>();\n\nfunction itemsOf(',
      },
    ],
  },
  {
    name: 'one-bad-item-spoils-its-batch',
    file: 'core/stock/set-items.ts',
    edits: [
      {
        find: "    case 'not-tried':\n",
        replace:
          "    case 'not-tried':\n      if (error?.code === 'mall.unreadable') return { kind: 'refused', code: error.code, words: '' };\n",
      },
      {
        file: 'core/stock/set-levels.ts',
        find: 'return refused ? again : [];',
        replace: 'return refused ? again.slice(again.length) : [];',
      },
    ],
  },
  {
    name: 'drift-never-healed',
    file: 'core/stock/check-drift.ts',
    edits: [{ find: 'if (heals) changes.set', replace: 'if (heals && shows === -1) changes.set' }],
  },
  {
    name: 'oversold-never-noted',
    file: 'core/stock/note-oversold.ts',
    edits: [
      { find: 'level.free !== null && level.free < 0', replace: 'level.free !== null && level.free < -1_000_000' },
    ],
  },
  {
    name: 'held-listings-forgotten',
    file: 'core/stock/hold-listings.ts',
    edits: [{ find: '...(listing.dueAt === undefined ? { dueAt: now } : {}),', replace: 'dueAt: null,' }],
  },
  {
    name: 'paused-stock-is-pushed',
    file: 'core/stock/stock-run.ts',
    edits: [
      {
        find: '    if (pause !== null) {\n      heldBy = pause.cause;',
        replace: '    if (pause !== null && pause.since < 0) {\n      heldBy = pause.cause;',
      },
      {
        file: 'core/stock/sync-shop.ts',
        find: "if (pause !== null) return { kind: 'held'",
        replace: "if (pause !== null && pause.since < 0) return { kind: 'held'",
      },
    ],
  },
  {
    name: 'settled-listing-pushed-again',
    file: 'core/stock/decide.ts',
    edits: [
      {
        find: "  if (listing.acked?.fingerprint === fingerprint && listing.unknownAt === undefined) return { kind: 'settled' };\n",
        replace: '',
      },
    ],
  },
  {
    name: 'lost-message-lost-mark',
    file: 'core/stock/call-dirty.ts',
    edits: [
      {
        find: 'if (await isSent(ports, () => stockQueue.spread(merchant, merchant, skus)))',
        replace: 'if (skus.length < 0 && (await isSent(ports, () => stockQueue.spread(merchant, merchant, skus))))',
      },
    ],
  },
  {
    name: 'due-listings-never-called',
    file: 'core/stock/call-dirty.ts',
    edits: [
      {
        find: 'due.push(...shops);',
        replace: 'due.push(...[...shops].slice(0, 0));',
      },
      {
        // Each of the two makes up for the other.
        file: 'core/stock/sync-shop.ts',
        find: 'for (const afterMs of wakesAfterMs(left, now, settings)) await ports.stockQueue.look([shop.key], afterMs);',
        replace: 'void wakesAfterMs(left, now, settings);',
      },
    ],
  },
];
