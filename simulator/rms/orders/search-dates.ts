import { parseJstDate } from '../../jst.ts';
import type { Order } from '../state.ts';

/** The date a dateType means: 1 注文日, 2 注文確認日, 3 注文確定日, 4 発送日, 5 発送完了報告日, 6 決済確定日. */
export function dateOf(order: Order, dateType: number): number | null {
  switch (dateType) {
    case 1:
      return order.placedAt;
    case 2:
      return wholeSeconds(order.confirmedAt);
    case 3:
      return wholeSeconds(order.fixedAt);
    case 4:
      return firstShippingDate(order);
    case 5:
      return wholeSeconds(order.shippedReportAt);
    default:
      return wholeSeconds(order.settledAt);
  }
}

const wholeSeconds = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / 1000) * 1000);

function firstShippingDate(order: Order): number | null {
  for (const pack of order.packages) {
    for (const row of pack.rows) if (row.shippingDate !== null) return parseJstDate(row.shippingDate);
  }
  return null;
}
