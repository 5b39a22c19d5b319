/** How sales are distributed over shops: by a law of Pareto, or the same for each. */
export type SalesLaw = 'pareto' | 'even';

/** The best seller has at most so many times the average of the orders, and no shop less than so small a part of it. */
const spread = 36;

/**
 * The share of all orders that the shop of a rank has, the best seller's rank being 0. By Pareto's law with the exponent ½ between two bounds:
 * a tenth of the shops has 80 % of the orders, and the first of 200 has 15 %.
 */
export function shareOfSales(law: SalesLaw, rank: number, shops: number): number {
  if (law === 'even') return 1 / shops;
  const shareOfBest = (part: number): number => (spread * part) / (1 + (spread - 1) * part);
  return shareOfBest((rank + 1) / shops) - shareOfBest(rank / shops);
}
