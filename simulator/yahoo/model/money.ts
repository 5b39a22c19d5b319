import type { Order } from '../state.ts';

/** 商品金額合計, 税込. */
export const goodsPrice = (order: Order): number =>
  order.lines.reduce((sum, line) => sum + line.sku.priceYen * line.units, 0);

/** 合計金額 = goods + gift wrap + postage + fee − discount − points used. */
export function totalPrice(order: Order): number {
  const { pay, ship, giftWrap, discount, usePoint } = order.charges;
  return goodsPrice(order) + giftWrap + ship + pay - discount - usePoint;
}
