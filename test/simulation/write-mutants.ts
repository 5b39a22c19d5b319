import type { Mutant } from './mutants.ts';

/** Planted bugs of what the tables do not take, and of a shop whose rows they refuse. */
export const writeMutants: readonly Mutant[] = [
  {
    name: 'oversized-order-written',
    file: 'core/orders/storable.ts',
    edits: [
      { find: 'return length <= packedBytesMax ? null', replace: 'return length > 0 ? null' },
      { find: 'return bytes <= packedBytesMax ? null', replace: 'return bytes > 0 ? null' },
    ],
  },
  {
    name: 'oversized-remains-written',
    file: 'core/orders/plan-problem.ts',
    edits: [{ find: 'return packed.length <= packedBytesMax ? packed', replace: 'return packed.length > 0 ? packed' }],
  },
  {
    name: 'long-sku-claimed',
    file: 'core/orders/storable.ts',
    edits: [{ find: 'if (!isKey(sku, nameBytesMax))', replace: 'if (!isKey(sku, 9 * nameBytesMax))' }],
  },
  {
    name: 'absurd-quantity-claimed',
    file: 'core/orders/storable.ts',
    edits: [{ find: ' || quantity > quantityMax', replace: '' }],
  },
  {
    name: 'phase-that-fails-ends-the-run',
    file: 'core/orders/all-phases.ts',
    edits: [{ find: '        first ??= { error };', replace: '        if (first === undefined) throw error;' }],
  },
  {
    name: 'failing-shop-never-noted',
    file: 'core/orders/visit-shops.ts',
    edits: [
      {
        find: 'if (isLasting(error) && notesFailing)',
        replace: 'if (isLasting(error) && notesFailing && ours === undefined)',
      },
    ],
  },
];
