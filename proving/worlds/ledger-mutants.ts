import type { Mutant } from './mutant.ts';

/** Planted bugs in the ledger of stock, and in the marks that bring its changes to the listings. */
export const ledgerMutants: readonly Mutant[] = [
  {
    name: 'levels-compared',
    edits: [
      {
        in: 'decideListing',
        find: 'if (listing.acked?.fingerprint === fingerprint && listing.unknownAt === undefined)',
        replace: 'if (fingerprint !== "" && listing.acked?.level === level && listing.unknownAt === undefined)',
      },
    ],
  },
  {
    name: 'added-line-counted-as-sold-before',
    edits: [
      {
        in: 'planReadable',
        find: '(before === null ? look.takesOver === true : !isSame) ? openingsOf(earlier, claims) : []',
        replace: 'before === null && look.takesOver === true ? openingsOf(earlier, claims) : []',
      },
    ],
  },
  {
    name: 'mark-cleared-whatever-it-is',
    edits: [
      {
        in: 'spreadTogether',
        find: 'ports.stock.clean(merchant, sku, mark)',
        replace: 'ports.stock.clean(merchant, sku, (await ports.stock.skuRows(merchant, [sku]))[0]?.mark ?? mark)',
      },
    ],
  },
  {
    name: 'checkpoint-without-epochs',
    edits: [{ in: 'checkpointOf', find: 'checkpoint.epochs[sku] === epoch', replace: 'epoch >= 0' }],
  },
  {
    name: 'changed-quantity-unmarked',
    edits: [
      {
        in: 'movedSince',
        find: 'held.get(claimId(claim)) !== claim.quantity',
        replace: 'held.get(claimId(claim)) === undefined',
      },
      {
        in: 'writeClaims',
        find: 'if (result.before !== claim.quantity) changed.push(claim);',
        replace: 'if (result.before === null) changed.push(claim);',
      },
    ],
  },
  {
    name: 'late-change-marked-shallow',
    edits: [
      {
        in: 'mayBeFolded',
        find: 'return at < now - foldAfterMs + marginMs;',
        replace: 'return at < now - foldAfterMs - 100 * marginMs;',
      },
    ],
  },
  {
    name: 'counted-orders-deducted-again',
    edits: [
      {
        in: 'takenSince',
        find: 'claim.orderedAt > countedAt ? claim.quantity : claim.quantity - heldAt(claim, countedAt)',
        replace: 'countedAt < 0 ? heldAt(claim, countedAt) : claim.quantity',
      },
    ],
  },
  {
    name: 'late-order-deducted-again',
    edits: [
      {
        in: 'heldAt',
        find: '?? trail[0] ?? [0, quantity];',
        replace: '?? (quantity < 0 ? trail[0] : undefined) ?? [0, 0];',
      },
    ],
  },
  {
    name: 'trail-dropped',
    edits: [
      {
        in: 'trailWith',
        find: 'return [...kept, [version, quantity]];',
        replace: 'return [...kept.slice(kept.length), [version, quantity]];',
      },
    ],
  },
  {
    name: 'parts-of-a-set-not-told',
    edits: [
      {
        in: 'affectedSkus',
        find: '[...own, ...parts, ...sets]',
        replace: '[...own, ...parts.slice(parts.length), ...sets]',
      },
    ],
  },
  {
    name: 'sets-drawn-by-the-present-recipe',
    edits: [
      {
        in: 'drawnOf',
        find: '({ from }) => from <= orderedAt',
        replace: '({ from }) => from <= orderedAt || orderedAt > 0',
      },
    ],
  },
];
