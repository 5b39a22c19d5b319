import { readBody } from '../body.ts';

/** What an OrderModel says of its promise and of its parcels; every part may be absent, by the version it was read with. */
interface Promised {
  readonly orderProgress?: unknown;
  readonly asurakuFlag?: unknown;
  readonly deliveryCertPrgFlag?: unknown;
  readonly oneDayOperationFlag?: unknown;
  readonly PackageModelList?: readonly {
    readonly packageDeleteFlag?: unknown;
    readonly ShippingModelList?: readonly { readonly shippingDate?: unknown }[] | null;
  }[];
}

/** 注文確認待ち, 楽天処理中, 発送待ち. */
const unshipped: readonly unknown[] = [100, 200, 300];

/**
 * True of an order that was promised for the next day (あす楽, 最強翌日配送) and has a destination without 発送日. Read from what was
 * stored, so it may lag behind the mall.
 */
export function mustShipToday(original: string): boolean {
  const body = readBody(original);
  const order = (body.kind === 'json' ? body.value : {}) as Promised;
  const isPromised = [order.asurakuFlag, order.deliveryCertPrgFlag, order.oneDayOperationFlag].includes(1);
  if (!isPromised || !unshipped.includes(order.orderProgress)) return false;
  const parcels = (order.PackageModelList ?? []).filter(({ packageDeleteFlag }) => packageDeleteFlag !== 1);
  return parcels.some(({ ShippingModelList }) => !(ShippingModelList ?? []).some(({ shippingDate }) => shippingDate));
}
