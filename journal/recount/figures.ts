import { judgeClaims } from './claims.ts';
import { announcedTwice, orderNumbersTwice } from './duplicates.ts';
import { type Lag, lagOf } from './lag.ts';
import { type LevelFigures, levelFigures } from './levels.ts';
import { dueOrders, missingOrders } from './missing.ts';
import { type StatusFigures, statusFigures } from './statuses.ts';
import type { StockCount } from './stock.ts';
import type { World } from './world.ts';

/** The figures of `npm start --json`. Null marks a figure that could not be checked. */
export interface StartFigures {
  readonly shops: number;
  readonly orders: {
    readonly atMall: number | null;
    readonly stored: number;
    readonly missing: number | null;
    readonly duplicates: number;
  };
  readonly lagSeconds: Lag;
  readonly rmsCalls: number | null;
  readonly yahooCalls: number | null;
  readonly statuses: StatusFigures;
  readonly stock: LevelFigures;
}

/** The figures of `simulate --json` that a journal can tell. */
export interface SimulateFigures {
  readonly seeds: number;
  /** Seeds with a missing or a double order, and those that were cut off. */
  readonly failed: readonly number[];
  readonly faults: Readonly<Record<string, number>>;
  readonly virtualHours: number;
  readonly stock: StockFigures;
}

/** What all worlds with stock came to. */
export interface StockFigures extends StockCount {
  readonly worlds: number;
}

/** What is wrong in one world, and what could not be told. */
export interface WorldFindings {
  readonly missing: readonly string[];
  readonly duplicates: readonly string[];
  readonly notes: readonly string[];
}

/** Judges a world whose final tables are all there. */
export function findingsOf(world: World): WorldFindings {
  const claims = judgeClaims(world);
  const notes = [
    [claims.behind, 'changed at the mall after the reading that is stored; their claims agree with that reading'],
    [claims.unchecked, 'changed at the mall and were read before this journal began; their claims are unchecked'],
  ] as const;
  return {
    missing: world.run.mall === 'real' ? [] : missingOrders(world),
    duplicates: [...orderNumbersTwice(world.orders), ...claims.wrong, ...announcedTwice(world.announcements)],
    notes: [
      ...notes.flatMap(([orders, what]) => (orders > 0 ? [`Orders that ${what}: ${orders}.`] : [])),
      ...(world.run.mall === 'real'
        ? ['A real mall shows no books: what is missing and what its calls were is unchecked.']
        : []),
    ],
  };
}

/** The figures of a world that `npm start` ran. */
export function startFigures(world: World, { missing, duplicates }: WorldFindings): StartFigures {
  const isKnown = world.run.mall === 'simulated';
  return {
    shops: world.shops.length,
    orders: {
      atMall: isKnown ? dueOrders(world).length : null,
      stored: world.orders.filter(({ stored }) => stored !== null).length,
      missing: isKnown ? missing.length : null,
      duplicates: duplicates.length,
    },
    lagSeconds: lagOf(world.orders, world.run.at),
    rmsCalls: isKnown ? world.calls : null,
    yahooCalls: isKnown ? world.yahooCalls : null,
    statuses: statusFigures(world.pushStates),
    stock: levelFigures(world).figures,
  };
}
