import { minuteMs } from '../../../core/kernel/time.ts';
import type { DayFacts } from '../facts.ts';
import { isPlacedDuring, storedAtOf } from './count-orders.ts';
import { idOf } from './doubled.ts';
import { isAtRms } from './rms-shops.ts';

/** How long things took, in minutes with one decimal; null where nothing of the kind happened. */
export interface MinuteFigures {
  readonly toDetect: number | null;
  readonly toFirstOrderAfterRecovery: number | null;
  readonly toCaughtUp: number | null;
}

/** Measures the day from the rows and the written states of health. */
export function countMinutes(day: DayFacts): MinuteFigures {
  const { script, healths } = day;
  const { from, to, out } = script;
  const detected = healths.find(
    ({ at, health }) => at >= from && out.includes(health.capability) && health.state.kind === 'down',
  );
  // Where the import never stopped, the next order comes when a buyer places it.
  const wasHeld = out.includes('import');
  const storedAt = storedAtOf(day);
  const after = wasHeld ? [...storedAt].flatMap(([order, at]) => (isAtRms(order) && at >= to ? [at] : [])) : [];
  const waiting = day.books.filter((order) => isPlacedDuring(order, script) && couldBeListed(day, order));
  const last = Math.max(to, ...waiting.map((order) => storedAt.get(idOf(order)) ?? Number.POSITIVE_INFINITY));
  return {
    toDetect: detected === undefined ? null : minutes(detected.at - from),
    toFirstOrderAfterRecovery: after.length === 0 ? null : minutes(Math.min(...after) - to),
    toCaughtUp: Number.isFinite(last) ? minutes(last - to) : null,
  };
}

/** Whether the mall would show an order at the end of the outage: it lists it by then, and takes the shop's key. */
function couldBeListed({ script, keyless }: DayFacts, { shop, visibleAt }: DayFacts['books'][number]): boolean {
  const isRefused = keyless.some((span) => span.shop === shop && span.from <= script.to && span.to > script.to);
  return visibleAt <= script.to && !isRefused;
}

const minutes = (ms: number): number => Math.round((ms / minuteMs) * 10) / 10;
