import { jstDay, jstText } from '../../core/kernel/index.ts';
import type { StoredOrder } from '../../core/model/index.ts';
import { isoMoment } from '../jst.ts';
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

/** What people at Amazon call the values of progress: `docs/malls/amazon.md`. */
const names = {
  PENDING_AVAILABILITY: '予約（発売日待ち）',
  PENDING: '保留中',
  UNSHIPPED: '未出荷',
  PARTIALLY_SHIPPED: '一部出荷済み',
  SHIPPED: '出荷済み',
  CANCELLED: 'キャンセル済み',
  UNFULFILLABLE: '出荷不可',
  UNKNOWN: '確認中（出荷状況の取得待ち）',
} as const;

export const progressNames: Readonly<Record<string, string>> = {
  ...names,
  ...Object.fromEntries(Object.entries(names).map(([progress, name]) => [`FBA-${progress}`, `${name}（FBA）`])),
};

const order = (...path: string[]): Read => textOf('order', ...path);
const item = (...path: string[]): Read => textOf('item', ...path);

const amount = (of: 'order' | 'item', ...path: string[]): Read => numberOf(of, ...path, 'amount');
const count =
  (...path: string[]): Read =>
  (line) => {
    const value = at(line.item, ...path);
    return typeof value === 'number' ? value : '';
  };

const to = ['recipient', 'deliveryAddress'] as const;
const address: Read = ({ order: whole }) =>
  joined(
    '',
    ...['stateOrRegion', 'city', 'districtOrCounty', 'addressLine1', 'addressLine2', 'addressLine3'].map((name) =>
      textAt(whole, ...to, name),
    ),
  );

/** Of the first package that the line is in. */
const shipment =
  (name: string): Read =>
  ({ order: whole, item: one }) => {
    const id = textAt(one, 'orderItemId');
    const packages = listAt(whole, 'packages').filter(
      (parcel) => textAt(parcel, 'packageStatus', 'status') !== 'CANCELLED',
    );
    const isIn = (parcel: unknown): boolean =>
      listAt(parcel, 'packageItems').some((line) => textAt(line, 'orderItemId') === id);
    return textAt(packages.find(isIn), name);
  };

/** Amazon's moments are UTC; a sheet has those of Japan. */
const inJapan =
  (read: Read, write: (at: number) => string): Read =>
  (line) => {
    const moment = isoMoment(read(line));
    return moment === null ? '' : write(moment);
  };

/** `scheduledDeliveryWindow`: what the buyer chose, beside the end that Amazon promises. */
const wishedWindow: Read = (line) => {
  const window = at(line.item, 'fulfillment', 'shipping', 'scheduledDeliveryWindow');
  const ends = ['earliestDateTime', 'latestDateTime'].map((name) => isoMoment(at(window, name)));
  return joined('～', ...ends.map((end) => (end === null ? '' : jstText(end).slice(0, 16))));
};

/** Where the buyer gets it, beside an address of one's own. */
const collecting: Read = ({ order: whole }) => {
  if (listAt(whole, 'programs').includes('IN_STORE_PICK_UP')) return '店舗受取';
  return textAt(whole, ...to, 'addressType') === 'PICKUP_POINT' ? '受取スポット' : '';
};

/** The CSV's columns. Sums of the order are repeated on each of its lines. */
const columns: readonly SheetColumn[] = [
  column('注文番号', ({ row }) => row.orderNumber),
  column('注文日時', ({ row }) => jstText(row.orderedAt)),
  column('注文ステータス', ({ row }) => row.progress),
  column('注文ステータス名', ({ row }) => progressNames[row.progress] ?? ''),
  column('キャンセル申請', cancelRequested),
  column('出荷元', ({ row }) => (row.progress.startsWith('FBA-') ? 'Amazon' : '出品者')),
  column('ショップ', ({ row }) => row.shop.slice(row.shop.indexOf('#') + 1)),
  column('購入者氏名', order('buyer', 'buyerName'), 'buyer.name'),
  column('購入者会社名', order('buyer', 'buyerCompanyName'), 'buyer.company'),
  column('購入者メールアドレス', order('buyer', 'buyerEmail'), 'buyer.mail'),
  column('配送サービス', order('fulfillment', 'fulfillmentServiceLevel'), 'order.shipping'),
  column('出荷期限', inJapan(order('fulfillment', 'shipByWindow', 'latestDateTime'), jstText)),
  column('お届け期限', inJapan(order('fulfillment', 'deliverByWindow', 'latestDateTime'), jstText), 'order.deliverBy'),
  column('お届け日時指定', wishedWindow, 'order.wishedDay'),
  column(
    '支払方法',
    ({ order: whole }) =>
      joined(' ', ...listAt(whole, 'payment', 'paymentExecutions').map((one) => textAt(one, 'paymentMethod'))),
    'order.payment',
  ),
  column('受取方法', collecting, 'order.pickUp'),
  column('送付先氏名', order(...to, 'name'), 'destination.name'),
  column('送付先会社名', order(...to, 'companyName'), 'destination.company'),
  column('送付先郵便番号', order(...to, 'postalCode'), 'destination.zip'),
  column('送付先住所', address, 'destination.address'),
  column('送付先電話番号', order(...to, 'phone'), 'destination.phone'),
  column('注文商品番号', item('orderItemId'), 'item.lineId'),
  column('商品名', item('product', 'title'), 'item.name'),
  column('出品者SKU', item('product', 'sellerSku'), 'item.sku'),
  column('ASIN', item('product', 'asin'), 'item.number'),
  column('個数', count('quantityOrdered'), 'item.quantity'),
  column('出荷済み個数', count('fulfillment', 'quantityFulfilled')),
  column('単価（税込）', amount('item', 'product', 'price', 'unitPrice'), 'item.unitPrice'),
  column('小計', amount('item', 'proceeds', 'proceedsTotal')),
  column('合計', amount('order', 'proceeds', 'grandTotal'), 'amounts.total'),
  column('配送会社', shipment('carrier')),
  column('お荷物伝票番号', shipment('trackingNumber')),
  column('発送日', inJapan(shipment('shipTime'), jstDay)),
  column('ギフトメッセージ', item('fulfillment', 'packing', 'giftOption', 'giftMessage'), 'item.giftMessage'),
];

/** Orders of Amazon: one line per orderItem; an order without any has one line. */
export const amazonSheet: Sheet = {
  columns,
  linesOf: (row, whole) =>
    sheetLines(
      row,
      whole,
      listAt(whole, 'orderItems').map((one) => ({ parcel: undefined, item: one })),
    ),
  remainderOf: (row: StoredOrder) => ({
    orderId: row.orderNumber,
    createdTime: new Date(row.orderedAt).toISOString(),
    fulfillment: { fulfillmentStatus: row.progress.replace(/^FBA-/, '') },
  }),
};
