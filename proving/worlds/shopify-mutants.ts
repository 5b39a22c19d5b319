import type { Mutant } from './mutant.ts';

/** Planted bugs that only Shopify can show. */
export const shopifyMutants: readonly Mutant[] = [
  {
    // Something was sold in between: the change was not carried out.
    name: 'stale-ignored',
    judgedBy: 'worlds-of-all-malls',
    edits: [
      {
        in: 'outcomesOf',
        find: "if (error === undefined) return [level.item, { kind: errors.length === 0 ? 'set' : 'not-tried' }];",
        replace:
          "if (error === undefined || error.code === 'CHANGE_FROM_QUANTITY_STALE') return [level.item, { kind: 'set' }];",
      },
    ],
  },
  {
    name: 'idempotency-key-of-another-change',
    judgedBy: 'worlds-of-all-malls',
    edits: [
      {
        in: 'change',
        find: 'JSON.stringify([calls.shop, input, sent.map(({ kept }) => kept[2])])',
        replace: 'JSON.stringify([calls.shop, sent.map(({ kept }) => kept[0])])',
      },
    ],
  },
];
