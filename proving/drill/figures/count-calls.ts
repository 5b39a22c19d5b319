import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { type Capability, capabilities } from '../../../core/model/health.ts';
import { standingAgeMaxMs } from '../../../core/session/gate.ts';
import { rateShare } from '../../../core/session/pacer.ts';
import type { DayFacts } from '../facts.ts';
import { stopsAll } from './fetchable.ts';
import { isPlanned, pausesOf, type Span, statesOf } from './pauses.ts';
import { rmsShops } from './rms-shops.ts';

/** How the workers' calls kept to the pauses and the ramp. */
export interface CallFigures {
  readonly byWorkersWhilePaused: number;
  /** While the mall answered no call of their kind, known to us or not. */
  readonly byWorkersWhileDown: number;
  readonly first5MinOfRampOverFull: number;
  readonly first5MinOfRampOverOrdinary: number;
}

const rampMs = 5 * minuteMs;

/** Counts calls by the moment at which they began. */
export function countCalls(day: DayFacts): CallFigures {
  const workers = day.calls.filter(({ caller }) => caller === 'worker' || caller === 'pusher');
  const between = (capability: Capability, { from, to }: Span): number =>
    workers.filter((call) => call.capability === capability && call.startedAt >= from && call.startedAt < to).length;
  const held = capabilities.flatMap((capability) =>
    pausesOf(day, capability).map(({ from, to }) => between(capability, { from: from + standingAgeMaxMs + 1, to })),
  );
  const down = capabilities.flatMap((capability) => downsOf(day, capability).map((span) => between(capability, span)));
  const ramps = rampsOf(day, 'import').map((from) => between('import', { from, to: from + rampMs }));
  const ramp = Math.max(0, ...ramps);
  // What the mall lets import have at most, half a call a second and shop: what everybody at once would come with.
  const full = rmsShops(day).length * rateShare.import * (rampMs / secondMs);
  const before = { from: day.script.from - hourMs, to: day.script.from };
  const ordinary = between('import', before) / (hourMs / rampMs);
  return {
    byWorkersWhilePaused: held.reduce((sum, count) => sum + count, 0),
    byWorkersWhileDown: down.reduce((sum, count) => sum + count, 0),
    first5MinOfRampOverFull: share(ramp, full),
    first5MinOfRampOverOrdinary: share(ramp, ordinary),
  };
}

/** The spans in which the mall answers no call of a capability at all. */
function downsOf({ script }: DayFacts, capability: Capability): Span[] {
  return script.faults
    .filter((fault) => stopsAll(fault) && (fault.api === undefined || concerns(fault.api, capability)))
    .map(({ from = 0, until = Number.POSITIVE_INFINITY }) => ({ from, to: until }));
}

const concerns = (api: string, capability: Capability): boolean => (api === 'inventory') === (capability === 'stock');

/** The moments at which a capability begins to come back: it is down no more, or its planned window is over. */
function rampsOf(day: DayFacts, capability: Capability): number[] {
  const states = statesOf(day, capability);
  const ends = states.flatMap(({ at, health }, index) =>
    states[index - 1]?.health.state.kind === 'down' && health.state.kind !== 'down' ? [at] : [],
  );
  return isPlanned(day, capability) ? [...ends, day.script.to] : ends;
}

/** With three decimals; 0 where there is nothing to compare with. */
const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 1_000);
