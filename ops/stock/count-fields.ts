import type { TableShape } from '../files/named-table.ts';

/** What is read of each line of a file of counts. */
export type CountField = 'sku' | 'quantity' | 'at' | 'kind' | 'note' | 'id';

/** The columns of a file of counts; `docs/stock.md#files-of-counts` has examples. */
export const countShape: TableShape<CountField> = {
  names: {
    sku: ['sku', '商品コード'],
    quantity: ['quantity', '在庫数', '数量'],
    at: ['at', '日時'],
    kind: ['kind', '区分'],
    note: ['note', '備考'],
    id: ['id', '伝票番号'],
  },
  needed: ['sku', 'quantity'],
  hint: 'The columns: docs/stock.md#files-of-counts.',
};
