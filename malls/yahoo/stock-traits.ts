import { sentence } from '../../core/kernel/index.ts';
import type { StockTraits } from '../../core/ports/index.ts';

/** The limits of getStock and setStock. How each is known stands in `docs/malls/yahoo.md#setstock`. */
export const yahooStock: StockTraits = {
  setBatch: 1_000,
  readBatch: 1_000,
  // One query a second for each address, and each function has its own.
  callsPerSecond: { set: 1, read: 1 },
  highest: 999_999_999,
  // Left out, allow_overdraft falls back to what the shop is set to.
  readFirst: true,
  item: {
    // The documents allow no underscore, and their samples have some.
    form: /^[A-Za-z0-9_-]{1,99}(?::[A-Za-z0-9_-]{1,99})?$/,
    wanted: sentence`${'商品コード'} of ${'Yahoo!ショッピング'} such as t-shirt, or ${'商品コード:個別商品コード'} such as t-shirt:red-m`,
  },
  normalItem: (written) => written.trim().replace(/:$/, ''),
};

/** The item that an answer's two codes mean. */
export const itemOf = (itemCode: string, subCode: string): string =>
  subCode === '' ? itemCode : `${itemCode}:${subCode}`;
