import { sentence } from '../../core/kernel/index.ts';
import type { StockTraits } from '../../core/ports/index.ts';

/** The limits of inventorySetQuantities and inventoryItems. How each is known stands in `docs/malls/shopify.md#stock`. */
export const shopifyStock: StockTraits = {
  setBatch: 250,
  // What a search may name is not documented; each item may be there several times.
  readBatch: 50,
  callsPerSecond: { set: 1, read: 0.5 },
  highest: 1_000_000_000,
  // A change says from which level: what was sold in between refuses it.
  readFirst: true,
  item: {
    form: /^\S(?:.{0,253}\S)?$/u,
    wanted: sentence`a ${'SKU'} of ${'Shopify'} such as t-shirt-red-m`,
  },
  normalItem: (written) => written.trim(),
};
