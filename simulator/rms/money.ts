import type { BuyerInput } from './buyer.ts';
import type { Line, Order, Package } from './state.ts';

/** What stands in a price field that is not fixed yet. */
export const NOT_FIXED = -9999;

const flagOf = (line: Line, name: 'taxRate' | 'includeTaxFlag'): number =>
  typeof line.patch?.[name] === 'number' ? line.patch[name] : line.sku[name];

export const taxRateOf = (line: Line): number => flagOf(line, 'taxRate');
export const includesTax = (line: Line): boolean => flagOf(line, 'includeTaxFlag') === 1;

/** 商品毎税込価格, fractions of a yen cut off (a setting of the shop in RMS). */
export function priceTaxIncluded(line: Line): number {
  return includesTax(line) ? line.priceYen : Math.floor(line.priceYen * (1 + taxRateOf(line)) + 1e-6);
}

/**
 * goodsPrice as registered: without tax for goods that are priced without. totalPrice: goods and postage with tax, without 代引料; −9999
 * while the postage is not fixed.
 */
export function packageMoney(pack: Package) {
  let goodsPrice = 0;
  let taxed = 0;
  for (const line of pack.lines) {
    if (line.deleted) continue;
    goodsPrice += line.priceYen * line.units;
    taxed += priceTaxIncluded(line) * line.units;
  }
  return { goodsPrice, totalPrice: pack.postageYen === NOT_FIXED ? NOT_FIXED : taxed + pack.postageYen };
}

export type OrderMoney = ReturnType<typeof orderMoney>;

/**
 * 総合計(税込) = totalPrice − couponAllTotalPrice + deliveryPrice + paymentCharge + additionalFeeOccurAmountToUser;
 * requestPrice is that less the points used.
 */
export function orderMoney(order: Order, input: BuyerInput) {
  const live = order.packages.filter((pack) => !pack.deleted);
  const packages = live.map(packageMoney);
  const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
  const goodsPrice = sum(packages.map((money) => money.goodsPrice));
  const unfixed = live.some((pack) => pack.postageYen === NOT_FIXED || pack.codFeeYen === NOT_FIXED);
  if (unfixed) {
    return {
      goodsPrice,
      postagePrice: NOT_FIXED,
      deliveryPrice: live.some((pack) => pack.codFeeYen === NOT_FIXED) ? NOT_FIXED : sum(live.map((p) => p.codFeeYen)),
      totalPrice: NOT_FIXED,
      couponPrice: 0,
      usedPoint: 0,
      requestPrice: NOT_FIXED,
    };
  }
  const totalPrice = sum(packages.map((money) => money.totalPrice)) + sum(order.wrappings.map(wrappingPrice));
  const deliveryPrice = sum(live.map((pack) => pack.codFeeYen));
  const couponPrice = order.usesCoupon ? Math.min(input.couponYen, totalPrice) : 0;
  const beforePoints = totalPrice - couponPrice + deliveryPrice;
  const usedPoint = Math.min(input.pointsYen, beforePoints);
  return {
    goodsPrice,
    postagePrice: sum(live.map((pack) => pack.postageYen)),
    deliveryPrice,
    totalPrice,
    couponPrice,
    usedPoint,
    requestPrice: beforePoints - usedPoint,
  };
}

function wrappingPrice(wrapping: Record<string, unknown>): number {
  return wrapping.deleteWrappingFlag === 1 ? 0 : Number(wrapping.price ?? 0);
}

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
