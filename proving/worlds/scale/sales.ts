/** How sales are distributed over shops: by a law of Pareto, or the same for each. */
export type SalesLaw = 'pareto' | 'even';

/** The exponent with which a tenth of the shops has 80 % of the orders: that share is 0.1 to the power of it. */
const paretoExponent = Math.log(0.8) / Math.log(0.1);

/** The share of all orders that the shop of a rank has, the best seller's rank being 0. */
export function shareOfSales(law: SalesLaw, rank: number, shops: number): number {
  if (law === 'even') return 1 / shops;
  return ((rank + 1) / shops) ** paretoExponent - (rank / shops) ** paretoExponent;
}
