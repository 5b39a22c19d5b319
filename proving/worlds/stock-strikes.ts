import { minuteMs } from '../../core/kernel/time.ts';
import type { RmsSimulator } from '../../simulator/rms/index.ts';
import type { Span } from './outages.ts';

/** A call that reads or sets stock and that a fault of single calls made fail. */
export interface StockStrike {
  readonly at: number;
  /** The run of probes that made the call; null where a worker did. */
  readonly round: object | null;
}

/** What is no failure to who judges a mall's health: it wants fewer calls, refuses a key, or says yes and forgets. */
const unfelt: ReadonlySet<string> = new Set(['throttle', 'auth-flap', 'lost-write']);

/** How many calls of stock such faults have made fail so far, by the mall's own count. */
export function stockStrikesSoFar({ control }: Pick<RmsSimulator, 'control'>): number {
  return control
    .faults()
    .filter(({ fault }) => fault.operations?.some((name) => name.startsWith('inventory.')) && !unfelt.has(fault.kind))
    .reduce((sum, { applied }) => sum + applied, 0);
}

/** Of a round in between the run may have died, or heard only that it called too often: the row of bad rounds goes on after it. */
const calmMs = 5 * minuteMs;
/** Two rounds are bad with no fewer: one call of a probe each, and one of a worker, which may count in both. */
const least = { strikes: 3, rounds: 2 };

/**
 * When such faults came so close together that two rounds of probes may have found the stock failing, and it was the mall's trouble.
 * A fault waits for the next caller: where pushes rested for long, one after the other strikes the first probes that set.
 */
export function outByStrikes(strikes: readonly StockStrike[]): Span[] {
  const stretches: StockStrike[][] = [];
  for (const strike of [...strikes].sort((a, b) => a.at - b.at)) {
    const last = stretches.at(-1);
    if (last !== undefined && strike.at - (last.at(-1)?.at ?? 0) <= calmMs) last.push(strike);
    else stretches.push([strike]);
  }
  return stretches
    .filter((one) => one.length >= least.strikes && roundsOf(one) >= least.rounds)
    .map((one) => ({ from: one[0]?.at ?? 0, until: one.at(-1)?.at ?? 0 }));
}

function roundsOf(strikes: readonly StockStrike[]): number {
  return new Set(strikes.flatMap(({ round }) => round ?? [])).size;
}
