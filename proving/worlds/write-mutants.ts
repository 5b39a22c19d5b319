import type { Mutant } from './mutant.ts';

/** Planted bugs of what the tables do not take, and of a shop whose rows they refuse. */
export const writeMutants: readonly Mutant[] = [
  {
    name: 'oversized-order-written',
    edits: [
      { in: 'sizeProblem', find: 'return length <= packedBytesMax ? null', replace: 'return length > 0 ? null' },
      { in: 'rowProblem', find: 'return bytes <= packedBytesMax ? null', replace: 'return bytes > 0 ? null' },
    ],
  },
  {
    name: 'oversized-remains-written',
    edits: [
      {
        in: 'rawOf',
        find: 'return packed.length <= packedBytesMax ? packed',
        replace: 'return packed.length > 0 ? packed',
      },
    ],
  },
  {
    name: 'long-sku-claimed',
    edits: [{ in: 'problemOfLine', find: "['SKU', sku, nameBytesMax]", replace: "['SKU', sku, 9 * nameBytesMax]" }],
  },
  {
    name: 'absurd-quantity-claimed',
    edits: [{ in: 'problemOfLine', find: ' || quantity > quantityMax', replace: '' }],
  },
  {
    name: 'phase-that-fails-ends-the-run',
    edits: [
      {
        in: 'allPhases',
        find: '        first.note(error);',
        replace: '        throw error;',
      },
    ],
  },
  {
    name: 'failing-shop-never-noted',
    edits: [
      {
        in: 'visitShops',
        find: 'if (isLasting(error) && notesFailing)',
        replace: 'if (isLasting(error) && notesFailing && internalErrors === undefined)',
      },
    ],
  },
];
