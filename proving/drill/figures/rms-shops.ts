import type { DayFacts } from '../facts.ts';

/** True of a shop at the mall that was out. */
export function isAtRms(shop: string): boolean {
  return shop.startsWith('rms#');
}

/** The shops at the mall that was out. */
export function rmsShops({ shops }: DayFacts): DayFacts['shops'] {
  return shops.filter(({ key }) => isAtRms(key));
}

/** Of these, the ones whose merchants keep stock with us, and have a shop at the other mall, too. */
export function traders(day: DayFacts): DayFacts['shops'] {
  const withStock = new Set(day.merchants.filter(({ features }) => features.includes('stock')).map(({ id }) => id));
  return rmsShops(day).filter(({ merchant }) => withStock.has(merchant));
}
