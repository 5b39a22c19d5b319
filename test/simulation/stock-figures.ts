import type { World } from './world.ts';

/** What one world with stock came to. */
export interface StockCounts {
  /** Orders at the shops whose stock is pushed. */
  readonly orders: number;
  /** Levels that were sent, one for each item of a call. */
  readonly pushes: number;
  /** Orders that a mall took only because one of our pushes had put back a piece that was sold already. */
  readonly oversells: number;
  /** The same of pieces whose order the mall did not show yet when they were put back: nobody can know of those. */
  readonly hiddenOversells: number;
}

/** The same of many worlds. */
export interface StockSum extends StockCounts {
  readonly worlds: number;
  readonly oversellsPer10000: number;
}

/** What is printed of stock: all worlds, and some of them once more beside the naive way. */
export interface StockFigures extends StockSum {
  readonly compared: { readonly ours: StockSum; readonly naive: StockSum };
}

/** Every how many worlds one is played once more in the naive way. */
export const comparedOf10 = 5;

export function stockCountsOf({ stockWatch }: Pick<World, 'stockWatch'>): StockCounts | null {
  if (stockWatch === null) return null;
  const { orders, pushes, oversells, hiddenOversells } = stockWatch;
  return { orders, pushes, oversells, hiddenOversells };
}

export function sumOfStock(all: readonly StockCounts[]): StockSum {
  const sum = (of: keyof StockCounts): number => all.reduce((total, counts) => total + counts[of], 0);
  const [orders, oversells] = [sum('orders'), sum('oversells')];
  const oversellsPer10000 = orders === 0 ? 0 : Math.round((oversells * 100_000) / orders) / 10;
  const [pushes, hiddenOversells] = [sum('pushes'), sum('hiddenOversells')];
  return { worlds: all.length, orders, pushes, oversells, hiddenOversells, oversellsPer10000 };
}
