import { jstText } from '../../core/kernel/index.ts';
import type { StoredOrder } from '../../core/model/index.ts';
import {
  at,
  type Cell,
  cancelRequested,
  column,
  joined,
  listAt,
  type Read,
  type Sheet,
  type SheetColumn,
  type SheetLine,
  sheetLines,
  textAt,
  textOf,
} from '../sheet.ts';

/** RMS writes −9999 where a price is not fixed yet. */
const notFixed = -9999;

/** What people at 楽天市場 call the values of orderProgress: `docs/malls/rms.md`. */
export const progressNames: Readonly<Record<string, string>> = {
  '100': '注文確認待ち',
  '200': '楽天処理中',
  '300': '発送待ち',
  '400': '変更確定待ち',
  '500': '発送済',
  '600': '支払手続き中',
  '700': '支払手続き済',
  '800': 'キャンセル確定待ち',
  '900': 'キャンセル確定',
};

/** From where a field is read: the order, the destination (送付先), the line (明細) or its first SKU. */
const order = (...path: string[]): Read => textOf('order', ...path);
const parcel = (...path: string[]): Read => textOf('parcel', ...path);
const item = (...path: string[]): Read => textOf('item', ...path);
const sku =
  (name: string): Read =>
  (line) =>
    textAt(listAt(line.item, 'SkuModelList')[0], name);
const shipping =
  (name: string): Read =>
  (line) =>
    joined(' ', ...listAt(line.parcel, 'ShippingModelList').map((shipped) => textAt(shipped, name)));

/** A number, or 未確定 for a price that is not fixed yet. */
function amount(of: 'order' | 'parcel' | 'item', ...path: string[]): Read {
  return (line) => {
    const value = at(line[of], ...path);
    if (typeof value !== 'number') return '';
    return value === notFixed ? '未確定' : value;
  };
}

/** RMS spreads a name, an address, a telephone number over several fields. */
const person = {
  name: (who: unknown) => joined(' ', textAt(who, 'familyName'), textAt(who, 'firstName')),
  kana: (who: unknown) => joined(' ', textAt(who, 'familyNameKana'), textAt(who, 'firstNameKana')),
  zip: (who: unknown) => joined('-', textAt(who, 'zipCode1'), textAt(who, 'zipCode2')),
  address: (who: unknown) => joined('', textAt(who, 'prefecture'), textAt(who, 'city'), textAt(who, 'subAddress')),
  phone: (who: unknown) =>
    joined('-', textAt(who, 'phoneNumber1'), textAt(who, 'phoneNumber2'), textAt(who, 'phoneNumber3')),
} as const;
const orderer =
  (part: keyof typeof person): Read =>
  (line) =>
    person[part](at(line.order, 'OrdererModel'));
const receiver =
  (part: keyof typeof person): Read =>
  (line) =>
    person[part](at(line.parcel, 'SenderModel'));

/** 0 なし, 1 午前, 2 午後, 9 その他; otherwise two hours, `1416`. */
function shippingTerm({ order: whole }: SheetLine): string {
  const term = textAt(whole, 'shippingTerm');
  const words: Readonly<Record<string, string>> = { '0': '', '1': '午前', '2': '午後', '9': 'その他' };
  const [, from, to] = /^(\d{1,2})(\d{2})$/.exec(term) ?? [];
  return words[term] ?? (from === undefined ? term : `${from}時-${to}時`);
}

/** 1 when the line, or the destination it goes to, was taken out of the order. */
function deleted(line: SheetLine): Cell {
  if (line.item === undefined) return '';
  return at(line.item, 'deleteItemFlag') === 1 || at(line.parcel, 'packageDeleteFlag') === 1 ? 1 : 0;
}

/** The CSV's columns. Sums of the order and of the destination are repeated on each of their lines. */
const columns: readonly SheetColumn[] = [
  column('受注番号', ({ row }) => row.orderNumber),
  column('注文日時', ({ row }) => jstText(row.orderedAt)),
  column('受注ステータス', ({ row }) => row.progress),
  column('受注ステータス名', ({ row }) => progressNames[row.progress] ?? ''),
  column('キャンセル申請', cancelRequested),
  column('ショップ', ({ row }) => row.shop.slice(row.shop.indexOf('#') + 1)),
  column('注文者氏名', orderer('name'), 'buyer.name'),
  column('注文者氏名カナ', orderer('kana'), 'buyer.kana'),
  column('注文者郵便番号', orderer('zip'), 'buyer.zip'),
  column('注文者住所', orderer('address'), 'buyer.address'),
  column('注文者電話番号', orderer('phone'), 'buyer.phone'),
  column('注文者メールアドレス', order('OrdererModel', 'emailAddress'), 'buyer.mail'),
  column('支払方法', order('SettlementModel', 'settlementMethod'), 'order.payment'),
  column('配送方法', order('DeliveryModel', 'deliveryName'), 'order.shipping'),
  column('お届け日指定', order('deliveryDate'), 'order.wishedDay'),
  column('お届け時間帯', shippingTerm, 'order.wishedTime'),
  column('備考', order('remarks'), 'order.remarks'),
  column('ひとことメモ', order('memo'), 'order.memo'),
  column('送付先ID', parcel('basketId'), 'destination.id'),
  column('送付先氏名', receiver('name'), 'destination.name'),
  column('送付先氏名カナ', receiver('kana'), 'destination.kana'),
  column('送付先郵便番号', receiver('zip'), 'destination.zip'),
  column('送付先住所', receiver('address'), 'destination.address'),
  column('送付先電話番号', receiver('phone'), 'destination.phone'),
  column('のし', parcel('noshi'), 'destination.gift'),
  column('商品明細ID', item('itemDetailId'), 'item.lineId'),
  column('商品名', item('itemName'), 'item.name'),
  column('商品番号', item('itemNumber'), 'item.number'),
  column('商品管理番号', item('manageNumber')),
  column('SKU管理番号', sku('variantId')),
  column('システム連携用SKU番号', sku('merchantDefinedSkuId'), 'item.sku'),
  column('SKU情報', sku('skuInfo')),
  column('項目・選択肢', item('selectedChoice'), 'item.option'),
  column('個数', amount('item', 'units'), 'item.quantity'),
  column('単価', amount('item', 'price')),
  column('単価（税込）', amount('item', 'priceTaxIncl'), 'item.unitPrice'),
  column('税率', amount('item', 'taxRate')),
  column('明細削除', deleted, 'item.deleted'),
  column('送付先送料', amount('parcel', 'postagePrice')),
  column('送付先代引料', amount('parcel', 'deliveryPrice')),
  column('商品合計', amount('order', 'goodsPrice'), 'amounts.goods'),
  column('送料合計', amount('order', 'postagePrice'), 'amounts.postage'),
  column('代引料合計', amount('order', 'deliveryPrice'), 'amounts.codFee'),
  column('クーポン利用額', amount('order', 'couponAllTotalPrice'), 'amounts.coupon'),
  column('ポイント利用額', amount('order', 'PointModel', 'usedPoint'), 'amounts.points'),
  column('合計', amount('order', 'totalPrice'), 'amounts.total'),
  column('請求金額', amount('order', 'requestPrice'), 'amounts.due'),
  column('配送会社', shipping('deliveryCompanyName')),
  column('お荷物伝票番号', shipping('shippingNumber')),
  column('発送日', shipping('shippingDate')),
];

/** Orders of 楽天市場: one line per ItemModel of every PackageModel; an order without any has one line. */
export const rmsSheet: Sheet = {
  columns,
  linesOf: (row, order) =>
    sheetLines(
      row,
      order,
      listAt(order, 'PackageModelList').flatMap((parcel) =>
        listAt(parcel, 'ItemModelList').map((item) => ({ parcel, item })),
      ),
    ),
  remainderOf: (row: StoredOrder) => ({
    orderNumber: row.orderNumber,
    orderProgress: Number(row.progress),
    orderDatetime: `${jstText(row.orderedAt).replace(' ', 'T')}+0900`,
  }),
};
