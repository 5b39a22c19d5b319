import { InputError } from '../../core/kernel/index.ts';
import type { CancelReason, Parcel, ParcelChange } from '../../core/model/index.ts';
import type { OrderStatusApi } from '../../core/ports/index.ts';

/**
 * updateOrderShipping: one entry a destination, in the order given; RMS spells it `BasketidModelList`. A row without an id is
 * added, whatever is there already.
 */
export function shippingBody(orderNumber: string, changes: readonly ParcelChange[]): string {
  const baskets = new Map<string, object[]>();
  for (const change of changes) {
    const rows = baskets.get(change.basketId);
    if (rows) rows.push(rowOf(change));
    else baskets.set(change.basketId, [rowOf(change)]);
  }
  return JSON.stringify({
    orderNumber,
    BasketidModelList: [...baskets].map(([basketId, ShippingModelList]) => ({
      basketId: idOf('basketId', basketId),
      ShippingModelList,
    })),
  });
}

function rowOf(change: ParcelChange): object {
  switch (change.kind) {
    case 'add':
      return fieldsOf(change.parcel);
    case 'update':
      // A field that is left out stays as it is, and an empty one is taken away: an old number must not stay.
      return { shippingDetailId: idOf('rowId', change.rowId), shippingNumber: '', ...fieldsOf(change.parcel) };
    case 'remove':
      return { shippingDetailId: idOf('rowId', change.rowId), shippingDeleteFlag: 1 };
  }
}

function fieldsOf({ carrier, trackingNumber, shippedOn }: Parcel): object {
  return {
    deliveryCompany: carrier,
    ...(trackingNumber === null ? {} : { shippingNumber: trackingNumber }),
    shippingDate: shippedOn,
  };
}

/** updateOrderSubStatus; null takes the sub-status away. */
export function subStatusBody(orderNumbers: readonly string[], subStatusId: string | null): string {
  return JSON.stringify({
    subStatusId: subStatusId === null ? null : idOf('subStatusId', subStatusId),
    orderNumberList: orderNumbers,
  });
}

/** updateOrderMemo with the memo alone: what is left out stays as it is, and null takes it away. */
export function memoBody(orderNumber: string, text: string): string {
  return JSON.stringify({ orderNumber, memo: text === '' ? null : text });
}

/** cancelOrder, the one before shipping. */
export function cancelBody(
  orderNumber: string,
  { reason, restoresStock }: Parameters<OrderStatusApi['cancel']>[1],
): string {
  return JSON.stringify({
    orderNumber,
    inventoryRestoreType: restoreTypes[restoresStock],
    changeReasonDetailApply: reasonCodes[reason],
  });
}

const restoreTypes = { 'as-the-item-says': 0, yes: 1, no: 2 } as const;

/** 1 キャンセル, 2 受取後の返品, 3 長期不在, 4 未入金, 5 代引受取拒否, 6 その他 of the buyer; 8 欠品, 10 その他, 13 発送遅延 of the shop. */
const reasonCodes: Readonly<Record<CancelReason, number>> = {
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

/** RMS's ids are numbers; ours are text, as other malls' are. */
function idOf(name: string, id: string): number {
  if (/^\d{1,15}$/.test(id)) return Number(id);
  throw new InputError('This change cannot be sent to RMS', [
    `${name}: got ${JSON.stringify(id.slice(0, 40))}, expected an id of RMS in digits`,
  ]);
}
