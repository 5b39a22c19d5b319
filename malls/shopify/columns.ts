import { jstText } from '../../core/kernel/index.ts';
import type { StoredOrder } from '../../core/model/index.ts';
import {
  column,
  joined,
  listAt,
  numberOf,
  type Read,
  type Sheet,
  type SheetColumn,
  sheetLines,
  textAt,
  textOf,
} from '../sheet.ts';

/** What people at Shopify call the values of progress: `docs/malls/shopify.md`. */
export const progressNames: Readonly<Record<string, string>> = {
  PAYMENT_PENDING: '未入金',
  PAYMENT_VOIDED: '支払い無効',
  PAYMENT_EXPIRED: '支払い期限切れ',
  PAYMENT_REFUNDED: '返金済み',
  UNFULFILLED: '未発送',
  OPEN: '未完了',
  IN_PROGRESS: '進行中',
  ON_HOLD: '保留中',
  SCHEDULED: '発送予定',
  PENDING_FULFILLMENT: '発送待ち',
  REQUEST_DECLINED: '発送依頼の却下',
  PARTIALLY_FULFILLED: '一部発送済み',
  FULFILLED: '発送済み',
  RESTOCKED: '再入庫済み',
  FULFILLMENT_NOT_REQUIRED: '発送不要',
  CANCELLED: 'キャンセル済み',
};

const order = (...path: string[]): Read => textOf('order', ...path);
const item = (...path: string[]): Read => textOf('item', ...path);
const address = (name: string): Read => order('shippingAddress', name);

/** Yen come as `1200.0`. */
const amount =
  (of: 'order' | 'item', name: string): Read =>
  (line) => {
    const text = textAt(line[of], name, 'shopMoney', 'amount').replace(/\.0+$/, '');
    return /^-?\d{1,12}$/.test(text) ? Number(text) : text;
  };

/** Of every parcel of the order, each value once: which line is in which of them is not read. */
const sent =
  (name: string): Read =>
  ({ order: whole }) =>
    joined(
      ' ',
      ...new Set(
        listAt(whole, 'fulfillments')
          .filter((one) => textAt(one, 'status') !== 'CANCELLED')
          .flatMap((one) => listAt(one, 'trackingInfo'))
          .map((one) => textAt(one, name)),
      ),
    );

/** The CSV's columns. Sums of the order are repeated on each of its lines. */
const columns: readonly SheetColumn[] = [
  column('注文番号', ({ row }) => row.orderNumber),
  column('注文日時', ({ row }) => jstText(row.orderedAt)),
  column('注文ステータス', ({ row }) => row.progress),
  column('注文ステータス名', ({ row }) => progressNames[row.progress] ?? ''),
  column('支払い状況', order('displayFinancialStatus')),
  column('ショップ', ({ row }) => row.shop.slice(row.shop.indexOf('#') + 1)),
  column('購入者メールアドレス', order('email'), 'buyer.mail'),
  column('購入者電話番号', order('phone'), 'buyer.phone'),
  column('注文メモ', order('note'), 'order.remarks'),
  column('送付先氏名', address('name'), 'destination.name'),
  column('送付先会社名', address('company'), 'destination.company'),
  column('送付先郵便番号', address('zip'), 'destination.zip'),
  column(
    '送付先住所',
    ({ order: whole }) =>
      joined('', ...['province', 'city', 'address1', 'address2'].map((name) => textAt(whole, 'shippingAddress', name))),
    'destination.address',
  ),
  column('送付先電話番号', address('phone'), 'destination.phone'),
  column('商品名', item('name'), 'item.name'),
  column('SKU', item('sku'), 'item.sku'),
  column('注文時の個数', numberOf('item', 'quantity')),
  column('個数', numberOf('item', 'currentQuantity'), 'item.quantity'),
  column('単価（税込）', amount('item', 'originalUnitPriceSet'), 'item.unitPrice'),
  column('合計', amount('order', 'currentTotalPriceSet'), 'amounts.total'),
  column('配送会社', sent('company')),
  column('お荷物伝票番号', sent('number')),
  column('ShopifyのID', order('id')),
];

/** Orders of Shopify: one line per line item; an order without any has one line. */
export const shopifySheet: Sheet = {
  columns,
  linesOf: (row, whole) =>
    sheetLines(
      row,
      whole,
      listAt(whole, 'lineItems', 'nodes').map((one) => ({ parcel: undefined, item: one })),
    ),
  remainderOf: (row: StoredOrder) => ({ name: row.orderNumber, createdAt: new Date(row.orderedAt).toISOString() }),
};
