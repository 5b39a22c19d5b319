import type { Order } from '../state.ts';
import { NOT_FIXED, type OrderMoney, priceTaxIncluded, taxRateOf } from './money.ts';

const taxWithin = (price: number, rate: number): number => Math.floor((price * rate) / (1 + rate) + 1e-6);

/** One row per tax rate. Postage, wrapping and the coupon count at 10 %; points have not reduced it since 2022-04-01. */
export function composeTaxSummary(order: Order, money: OrderMoney) {
  if (money.totalPrice === NOT_FIXED) return [];
  let reduced = 0;
  for (const pack of order.packages) {
    for (const line of pack.lines) {
      if (!pack.deleted && !line.deleted && taxRateOf(line) === 0.08) reduced += priceTaxIncluded(line) * line.units;
    }
  }
  const normal = money.totalPrice - reduced;
  const couponAtNormal = Math.min(money.couponPrice, normal);
  const row = (taxRate: number, totalPrice: number, couponPrice: number, fee: number) => {
    const reqPrice = totalPrice - couponPrice + fee;
    return {
      taxRate,
      reqPrice,
      reqPriceTax: taxWithin(reqPrice, taxRate),
      totalPrice,
      paymentCharge: 0,
      couponPrice,
      point: 0,
    };
  };
  return [
    row(0.1, normal, couponAtNormal, money.deliveryPrice),
    ...(reduced > 0 ? [row(0.08, reduced, money.couponPrice - couponAtNormal, 0)] : []),
  ];
}
