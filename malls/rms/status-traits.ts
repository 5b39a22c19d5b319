import { type CancelReason, cancelReasons, type PushKind, pushKinds } from '../../core/model/index.ts';
import type { StatusTraits } from '../../core/ports/index.ts';
import type { RmsChange } from './operations.ts';

/** The function for each change. */
export const functions = {
  confirm: 'confirmOrder',
  'sub-status': 'updateOrderSubStatus',
  memo: 'updateOrderMemo',
  ship: 'updateOrderShipping',
  cancel: 'cancelOrder',
} as const satisfies Partial<Record<PushKind, RmsChange>>;

/** 1 キャンセル, 2 受取後の返品, 3 長期不在, 4 未入金, 5 代引受取拒否, 6 その他 of the buyer; 8 欠品, 10 その他, 13 発送遅延 of the shop. */
export const reasonCodes: Readonly<Partial<Record<CancelReason, number>>> = {
  'buyer-cancelled': 1,
  'buyer-returned': 2,
  'buyer-absent': 3,
  'buyer-unpaid': 4,
  'buyer-refused-delivery': 5,
  'buyer-other': 6,
  'out-of-stock': 8,
  'shop-other': 10,
  'shipping-delayed': 13,
};

/** What can be changed about orders at 楽天市場; how each limit is known stands in `docs/malls/rms.md#changes-of-orders`. */
export const rmsStatus: StatusTraits = {
  kinds: pushKinds.filter((kind) => kind in functions),
  cancelReasons: cancelReasons.filter((reason) => reason in reasonCodes),
  memo: { max: 1_000, unit: 'characters' },
  // 発送明細 of a basket in one request.
  parcels: { perDestination: 20 },
  trackingNumberMax: 120,
};
