import { sentence } from '../../core/kernel/index.ts';
import type { StockTraits } from '../../core/ports/index.ts';

/** The limits of patchListingsItem, searchListingsItems and feeds. How each is known stands in `docs/malls/amazon.md#stock`. */
export const amazonStock: StockTraits = {
  setBatch: 1,
  // searchListingsItems, by SKU.
  readBatch: 20,
  callsPerSecond: { set: 5, read: 5 },
  // No highest quantity is documented.
  highest: 999_999,
  // `merge` leaves everything else of a listing as it is.
  readFirst: false,
  // 300 PATCHes take a minute. Amazon takes five feeds in five minutes, each of 10 MiB: a message has 250 bytes.
  batches: { from: 300, most: 5_000 },
  item: {
    form: /^\S(?:.{0,98}\S)?$/u,
    wanted: sentence`a ${'出品者SKU'} of ${'Amazon'} such as t-shirt-red-m`,
  },
  normalItem: (written) => written.trim(),
};
