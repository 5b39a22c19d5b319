import { type DrillDay, holdsAll, isAtMallOf } from './day.ts';
import { stopsEveryCall } from './settings.ts';

/** The `calls` of a drill. */
export interface CallCount {
  readonly byWorkersWhilePaused: number;
  readonly byWorkersWhileDown: number;
  readonly refused: number;
  readonly first5MinOfRampOverFull: number;
  readonly first5MinOfRampOverOrdinary: number;
}

/** Every worker has read a pause this long after it was written. */
const heardMs = 10_000;
const rampMs = 300_000;
const hourMs = 3_600_000;
/** The mall takes about a call a second and shop, and half of it is import's. */
const fullPerSecond = 0.5;

export function countCalls(day: DrillDay): CallCount {
  const { from, to, planned } = day.settings;
  let paused = 0;
  let whileDown = 0;
  let ramp = 0;
  for (const capability of ['import', 'status', 'stock']) {
    const began = day.workerCalls.get(capability) ?? [];
    const countRamp = (at: number): void => {
      if (capability !== 'import') return;
      ramp = Math.max(ramp, began.filter((moment) => moment >= at && moment < at + rampMs).length);
    };
    for (const [since, until] of downs(day, capability)) {
      whileDown += began.filter((moment) => moment >= since && moment < until).length;
    }
    let wasDown = false;
    let pausedSince: number | null = null;
    const endPause = (at: number): void => {
      const since = pausedSince;
      if (since !== null) paused += began.filter((moment) => moment - since > heardMs && moment < at).length;
    };
    for (const { at, state } of day.healths.filter((written) => written.capability === capability)) {
      endPause(at);
      if (wasDown && state.kind !== 'down') countRamp(at);
      wasDown = state.kind === 'down';
      pausedSince = holdsAll(state) ? at : null;
    }
    endPause(Number.POSITIVE_INFINITY);
    if (!planned.includes(capability)) continue;
    pausedSince = from;
    endPause(to);
    countRamp(to);
  }
  const ordinary = (day.workerCalls.get('import') ?? []).filter((moment) => moment >= from - hourMs && moment < from);
  return {
    byWorkersWhilePaused: paused,
    byWorkersWhileDown: whileDown,
    refused: day.refusedAt.filter((at) => at >= from && at < to).length,
    first5MinOfRampOverFull: ratio(ramp, (shopsAtMall(day) * fullPerSecond * rampMs) / 1_000),
    first5MinOfRampOverOrdinary: ratio(ramp, (ordinary.length * rampMs) / hourMs),
  };
}

/** When nothing of a kind of work was answered: spans of faults that strike every call. */
function downs({ settings }: DrillDay, capability: string): [number, number][] {
  return settings.faults.flatMap((fault): [number, number][] => {
    const { api = null, from = 0, until = Number.POSITIVE_INFINITY } = fault;
    if (!stopsEveryCall(fault)) return [];
    const isMeant = api === null || (api === 'inventory') === (capability === 'stock');
    return isMeant ? [[from, until]] : [];
  });
}

function shopsAtMall(day: DrillDay): number {
  return day.shops.filter(({ shop }) => isAtMallOf(day, shop)).length;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 1_000;
}
