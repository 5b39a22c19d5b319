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
  column('注文者氏名', person('Pay', 'LastName', 'FirstName')),
  column('注文者氏名カナ', person('Pay', 'LastNameKana', 'FirstNameKana')),
  column('注文者郵便番号', person('Pay', 'ZipCode')),
  column('注文者住所', person('Pay', ...address)),
  column('注文者電話番号', person('Pay', 'PhoneNumber')),
  column('注文者メールアドレス', person('Pay', 'MailAddress')),
  column('支払方法', order('Pay', 'PayMethodName')),
  column('配送方法', order('Ship', 'ShipMethodName')),
  column('お届け日指定', order('Ship', 'ShipRequestDate')),
  column('お届け時間帯', order('Ship', 'ShipRequestTime')),
  column('備考', order('BuyerComments')),
  column('ひとことメモ', order('Notes')),
  column('送付先氏名', person('Ship', 'LastName', 'FirstName')),
  column('送付先氏名カナ', person('Ship', 'LastNameKana', 'FirstNameKana')),
  column('送付先郵便番号', person('Ship', 'ZipCode')),
  column('送付先住所', person('Ship', ...address)),
  column('送付先電話番号', person('Ship', 'PhoneNumber')),
  column('商品明細ID', item('LineId')),
  column('商品名', item('Title')),
  column('商品コード', item('ItemId')),
  column('個別商品コード', item('SubCode')),
  column('項目・選択肢', options),
  column('個数', amount('item', 'Quantity')),
  column('単価（税込）', amount('item', 'UnitPrice')),
  column('税率', amount('item', 'ItemTaxRatio')),
  column('送料合計', amount('order', 'Detail', 'ShipCharge')),
  column('手数料', amount('order', 'Detail', 'PayCharge')),
  column('値引き', amount('order', 'Detail', 'Discount')),
  column('ポイント利用額', amount('order', 'Detail', 'UsePoint')),
  column('合計', amount('order', 'Detail', 'TotalPrice')),
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
