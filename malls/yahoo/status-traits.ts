import { sentence } from '../../core/kernel/index.ts';
import { type CancelReason, cancelReasons, type PushKind, pushKinds } from '../../core/model/index.ts';
import type { StatusTraits } from '../../core/ports/index.ts';
import type { YahooChange } from './operations.ts';

/** The function for each change. */
export const functions = {
  confirm: 'orderChange',
  memo: 'orderChange',
  pay: 'orderPayStatusChange',
  ship: 'orderShipStatusChange',
  complete: 'orderStatusChange',
  cancel: 'orderStatusChange',
} as const satisfies Partial<Record<PushKind, YahooChange>>;

/** CancelReason: 100 to 180 注文者都合, 200 to 230 ストア都合. */
export const reasonCodes: Readonly<Partial<Record<CancelReason, number>>> = {
  'buyer-cancelled': 100,
  'buyer-returned': 110,
  'buyer-unpaid': 120,
  'buyer-address-unknown': 130,
  'buyer-refused-delivery': 140,
  'buyer-unreachable': 150,
  'buyer-duplicate': 160,
  'payment-refused': 170,
  'buyer-other': 180,
  'payment-method': 200,
  'out-of-stock': 210,
  'sale-ended': 220,
  'shop-other': 230,
};

const yamato = '1001';
const japanPost = '1003';

/** What can be changed about orders at Yahoo!ショッピング; how each limit is known stands in `docs/malls/yahoo.md#changes-of-orders`. */
export const yahooStatus: StatusTraits = {
  kinds: pushKinds.filter((kind) => kind in functions),
  cancelReasons: cancelReasons.filter((reason) => reason in reasonCodes),
  // 社内メモ. Of which encoding the bytes are is not documented: UTF-8 has the most.
  memo: { max: 1_500, unit: 'bytes' },
  // 配送伝票番号1 and 2 of one 配送会社 and one 出荷日.
  parcels: { perDestination: 2, oneShipment: true },
  trackingNumberMax: 30,
  trackingProblem(trackingNumber, { carrier }) {
    if (!/^[A-Za-z0-9-]+$/.test(trackingNumber)) return sentence`expected letters, digits and hyphens`;
    // Whether ヤマト運輸's have at most 14 characters, the page says in two ways.
    if (carrier === yamato && !/^[\d-]+$/.test(trackingNumber)) {
      return sentence`expected digits and hyphens, as ${'ヤマト運輸'} has them`;
    }
    const { length } = trackingNumber.replaceAll('-', '');
    if (carrier === japanPost && (length < 11 || length > 13)) {
      return sentence`got ${length} characters beside hyphens, expected 11 to 13, as ${'日本郵便'} has them`;
    }
    return null;
  },
};
