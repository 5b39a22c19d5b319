import type { TableShape } from '../files/named-table.ts';

/** What is read of each line of a file of listings. */
export const listingFields = ['shop', 'item', 'sku', 'linked', 'buffer', 'cap', 'floor'] as const;
export type ListingField = (typeof listingFields)[number];

/** The columns of a file of listings; `docs/stock.md#the-file-of-listings` has an example. */
export const listingShape: TableShape<ListingField> = {
  names: {
    shop: ['shop', '店舗'],
    item: ['item', '商品管理番号', '商品コード'],
    sku: ['sku'],
    linked: ['linked', '連携'],
    buffer: ['buffer', '安全在庫'],
    cap: ['cap', '上限'],
    floor: ['floor', '下限'],
  },
  needed: ['shop', 'item', 'sku'],
  hint: 'The columns: docs/stock.md#the-file-of-listings.',
};

/** What stands in the column of whether a listing is linked. */
export const linkedWords: ReadonlyMap<boolean, readonly string[]> = new Map([
  [true, ['yes', '連携する', 'する', '連携', 'true', '1', '○']],
  [false, ['no', '連携しない', 'しない', 'false', '0', '×']],
]);
