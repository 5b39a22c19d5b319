import type { Paper } from '../paper/paper.ts';
import type { Line, Order, Package } from '../state.ts';

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

export interface PackageMoney {
  /** As registered: without tax for goods that are priced without. */
  goodsPrice: number;
  /** Goods and postage with tax, without 代引料; −9999 while the postage is not fixed. */
  totalPrice: number;
}

export function packageMoney(pack: Package): PackageMoney {
  let goodsPrice = 0;
  let taxed = 0;
  for (const line of pack.lines) {
    if (line.deleted) continue;
    goodsPrice += line.priceYen * line.units;
    taxed += priceTaxIncluded(line) * line.units;
  }
  return { goodsPrice, totalPrice: pack.postageYen === NOT_FIXED ? NOT_FIXED : taxed + pack.postageYen };
}

export interface OrderMoney {
  goodsPrice: number;
  postagePrice: number;
  deliveryPrice: number;
  totalPrice: number;
  couponPrice: number;
  usedPoint: number;
  requestPrice: number;
}

/**
 * 総合計(税込) = totalPrice − couponAllTotalPrice + deliveryPrice + paymentCharge + additionalFeeOccurAmountToUser;
 * requestPrice is that less the points used.
 */
export function orderMoney(order: Order, paper: Paper): OrderMoney {
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
  const couponPrice = order.usesCoupon ? Math.min(paper.couponYen, totalPrice) : 0;
  const beforePoints = totalPrice - couponPrice + deliveryPrice;
  const usedPoint = Math.min(paper.pointsYen, beforePoints);
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
