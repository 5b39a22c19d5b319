import { findingsOf, type SimulateFigures } from './figures.ts';
import { addStock, noStock, type StockCount } from './stock.ts';
import type { World } from './world.ts';

/** Sums up the worlds of a simulation as they end, so that none needs to be kept. */
export interface SeedSum {
  has(seed: number): boolean;
  /** Takes a world that is complete, or at the end of the journal one that was cut off. A seed that ran again counts once. */
  add(seed: number, world: World): void;
  total(): { readonly figures: SimulateFigures; readonly findings: readonly string[] };
}

interface Outcome {
  readonly findings: readonly string[];
  readonly faults: ReadonlyMap<string, number>;
  readonly virtualMs: number;
  readonly stock: StockCount;
}

const hourMs = 3_600_000;

export function createSeedSum(): SeedSum {
  const outcomes = new Map<number, Outcome>();
  return {
    has: (seed) => outcomes.has(seed),
    add: (seed, world) => void outcomes.set(seed, outcomeOf(world)),
    total() {
      const seeds = [...outcomes.keys()].sort((a, b) => a - b);
      const faults: Record<string, number> = {};
      let virtualMs = 0;
      let stock: SimulateFigures['stock'] = { worlds: 0, ...noStock };
      for (const outcome of outcomes.values()) {
        virtualMs += outcome.virtualMs;
        const worlds = stock.worlds + (outcome.stock.listings > 0 ? 1 : 0);
        stock = { ...addStock(stock, outcome.stock), worlds };
        for (const [kind, times] of outcome.faults) faults[kind] = (faults[kind] ?? 0) + times;
      }
      const findings = seeds.flatMap(
        (seed) => outcomes.get(seed)?.findings.map((text) => `seed ${seed}: ${text}`) ?? [],
      );
      const failed = seeds.filter((seed) => (outcomes.get(seed)?.findings.length ?? 0) > 0);
      return {
        figures: { seeds: seeds.length, failed, faults, virtualHours: Math.round(virtualMs / hourMs), stock },
        findings,
      };
    },
  };
}

function outcomeOf(world: World): Outcome {
  const { run, endedAt, faults } = world;
  if (endedAt === null) return { findings: ['it was cut off before its end'], faults, virtualMs: 0, stock: noStock };
  const { missing, duplicates } = findingsOf(world);
  return { findings: [...missing, ...duplicates], faults, virtualMs: endedAt - run.at, stock: world.stock.count() };
}
