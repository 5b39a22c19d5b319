import { jstText } from '../../core/kernel/index.ts';
import type { StoredOrder } from '../../core/model/index.ts';
import {
  at,
  cancelRequested,
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

/** What people at Yahoo!ショッピング call the values of progress: `docs/malls/yahoo.md`. */
export const progressNames: Readonly<Record<string, string>> = {
  '0': '未入力',
  '1': '予約中',
  '1-readonly': '予約中（キャンセル受付中）',
  '2': '処理中',
  '2-readonly': '処理中（キャンセル受付中）',
  '2-shipped': '処理中（出荷済）',
  '3': '保留',
  '3-readonly': '保留（キャンセル受付中）',
  '4': 'キャンセル',
  '5': '完了',
  '8': '繰上げ同意待ち',
};

const order = (...path: string[]): Read => textOf('order', ...path);
const item = (name: string): Read => textOf('item', name);
/** All of Yahoo's XML is text. */
const amount = numberOf;

/** The orderer stands in Pay as Bill…, the recipient in Ship as Ship…. */
const person =
  (part: 'Pay' | 'Ship', ...names: readonly string[]): Read =>
  ({ order: whole }) => {
    const prefix = part === 'Pay' ? 'Bill' : 'Ship';
    const fields = names.map((name) => textAt(at(whole, part), `${prefix}${name}`));
    return joined(names[0]?.includes('Name') ? ' ' : '', ...fields);
  };
const address = ['Prefecture', 'City', 'Address1', 'Address2'] as const;

/** What the buyer chose, `サイズ:M カラー:紺`. */
const options: Read = (line) =>
  joined(
    ' ',
    ...listAt(line.item, 'ItemOption').map((option) => joined(':', textAt(option, 'Name'), textAt(option, 'Value'))),
  );

/** The CSV's columns. Sums of the order are repeated on each of its lines. */
const columns: readonly SheetColumn[] = [
  column('注文ID', ({ row }) => row.orderNumber),
  column('注文日時', ({ row }) => jstText(row.orderedAt)),
  column('注文ステータス', ({ row }) => row.progress),
  column('注文ステータス名', ({ row }) => progressNames[row.progress] ?? ''),
  column('入金ステータス', order('Pay', 'PayStatus')),
  column('出荷ステータス', order('Ship', 'ShipStatus')),
  column('キャンセル申請', cancelRequested),
  column('ショップ', ({ row }) => row.shop.slice(row.shop.indexOf('#') + 1)),
  column('分割元注文ID', order('ParentOrderId')),
  column('注文者氏名', person('Pay', 'LastName', 'FirstName'), 'buyer.name'),
  column('注文者氏名カナ', person('Pay', 'LastNameKana', 'FirstNameKana'), 'buyer.kana'),
  column('注文者郵便番号', person('Pay', 'ZipCode'), 'buyer.zip'),
  column('注文者住所', person('Pay', ...address), 'buyer.address'),
  column('注文者電話番号', person('Pay', 'PhoneNumber'), 'buyer.phone'),
  column('注文者メールアドレス', person('Pay', 'MailAddress'), 'buyer.mail'),
  column('支払方法', order('Pay', 'PayMethodName'), 'order.payment'),
  column('配送方法', order('Ship', 'ShipMethodName'), 'order.shipping'),
  column('お届け日指定', order('Ship', 'ShipRequestDate'), 'order.wishedDay'),
  column('お届け時間帯', order('Ship', 'ShipRequestTime'), 'order.wishedTime'),
  column('備考', order('BuyerComments'), 'order.remarks'),
  column('ひとことメモ', order('Notes'), 'order.memo'),
  column('送付先氏名', person('Ship', 'LastName', 'FirstName'), 'destination.name'),
  column('送付先氏名カナ', person('Ship', 'LastNameKana', 'FirstNameKana'), 'destination.kana'),
  column('送付先郵便番号', person('Ship', 'ZipCode'), 'destination.zip'),
  column('送付先住所', person('Ship', ...address), 'destination.address'),
  column('送付先電話番号', person('Ship', 'PhoneNumber'), 'destination.phone'),
  column('商品明細ID', item('LineId'), 'item.lineId'),
  column('商品名', item('Title'), 'item.name'),
  column('商品コード', item('ItemId'), 'item.number'),
  column('個別商品コード', item('SubCode'), 'item.sku'),
  column('項目・選択肢', options, 'item.option'),
  column('個数', amount('item', 'Quantity'), 'item.quantity'),
  column('単価（税込）', amount('item', 'UnitPrice'), 'item.unitPrice'),
  column('税率', amount('item', 'ItemTaxRatio')),
  column('送料合計', amount('order', 'Detail', 'ShipCharge'), 'amounts.postage'),
  column('手数料', amount('order', 'Detail', 'PayCharge'), 'amounts.payFee'),
  column('値引き', amount('order', 'Detail', 'Discount'), 'amounts.discount'),
  column('ポイント利用額', amount('order', 'Detail', 'UsePoint'), 'amounts.points'),
  column('合計', amount('order', 'Detail', 'TotalPrice'), 'amounts.total'),
  column('配送会社', order('Ship', 'ShipCompanyCode')),
  column('お荷物伝票番号', order('Ship', 'ShipInvoiceNumber1')),
  column('発送日', order('Ship', 'ShipDate')),
];

/** Orders of Yahoo!ショッピング: one line per Item; an order without any has one line. */
export const yahooSheet: Sheet = {
  columns,
  linesOf: (row, whole) =>
    sheetLines(
      row,
      whole,
      listAt(whole, 'Item').map((one) => ({ parcel: undefined, item: one })),
    ),
  remainderOf: (row: StoredOrder) => ({
    OrderId: row.orderNumber,
    OrderStatus: row.progress.slice(0, 1),
    OrderTime: `${jstText(row.orderedAt).replace(' ', 'T')}+09:00`,
  }),
};
