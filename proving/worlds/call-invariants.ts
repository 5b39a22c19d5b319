import { secondMs } from '../../core/kernel/time.ts';
import type { Health } from '../../core/model/health.ts';
import { standingAgeMaxMs } from '../../core/session/gate.ts';
import { isStrict } from './outage-invariants.ts';
import type { OutageWatch, WatchedRun } from './outage-watch.ts';
import type { World } from './world.ts';

/** Between the last look at the gate and the mall's door lies the way of the call. */
const callMs = secondMs;
/** How many shops one run may call in the first steps of a ramp, of the few that a world has. */
const firstStepsShops = 1;
/** The step in which everybody passes. */
const lastStep = 3;

/** A state of the import and for how long it stood; `silent` is a mall that came back and answered no probe of the last round. */
interface Standing {
  readonly kind: Health['state']['kind'] | 'silent';
  readonly step: number | null;
  readonly from: number;
  readonly until: number;
}

/** Workers make no call while the import is held, and few while the mall comes back. */
export function brokenCalls(world: World): string[] {
  const { outages, watch } = world;
  if (outages === null) return [];
  const standings = standingsOf(watch);
  return [
    ...callsWhileDown(world, standings),
    ...callsInFirstSteps(world, standings),
    ...glancesInTrouble(world, standings),
    ...stepsByLoad(world),
    ...stepsWhileFailing(world),
    // A probe whose clock is fast ends a window too early.
    ...(isStrict(outages) ? callsInMaintenance(world) : []),
  ];
}

function standingsOf({ healths }: OutageWatch): Standing[] {
  const ofImport = healths.filter(({ health }) => health.capability === 'import');
  const standings: Standing[] = [];
  for (const { at, health } of ofImport) {
    const { kind, step } = standingOf(health);
    const last = standings.at(-1);
    if (last?.kind === kind && last.step === step) continue;
    if (last !== undefined) standings.splice(-1, 1, { ...last, until: at });
    standings.push({ kind, step, from: at, until: Number.POSITIVE_INFINITY });
  }
  return standings;
}

/** By what the round saw, and not by what was made of it. */
function standingOf({ state }: Health): Pick<Standing, 'kind' | 'step'> {
  if (state.kind !== 'trickle') return { kind: state.kind, step: null };
  const { answered, failed, throttled = 0 } = state.lastRound ?? { answered: 1, failed: 0 };
  return answered + throttled === 0 && failed > 0
    ? { kind: 'silent', step: null }
    : { kind: 'trickle', step: state.step };
}

/** Runs that import, with those of their calls that do. */
export function workersOf({ watch }: Pick<World, 'watch'>): WatchedRun[] {
  return watch.runs.flatMap((run) => {
    // Who glances sets levels in the same run, too.
    if (run.kind === 'glance') return [{ ...run, calls: run.calls.filter(({ lists }) => lists) }];
    return run.kind === 'poll' || run.kind === 'reconcile' ? [run] : [];
  });
}

function callsWhileDown(world: World, standings: readonly Standing[]): string[] {
  const downs = standings.filter(({ kind }) => kind === 'down' || kind === 'silent');
  return workersOf(world).flatMap(({ kind, calls }) =>
    calls.flatMap(({ at, shop }) => {
      const down = downs.find(({ from, until }) => at > from + standingAgeMaxMs + callMs && at < until);
      return down ? [`${kind} called ${shop} ${at - down.from} ms after the import was held`] : [];
    }),
  );
}

/** A mall that comes back is looked at by the runs of the minute alone. */
function glancesInTrouble(world: World, standings: readonly Standing[]): string[] {
  const ramps = standings.filter(({ step }) => step !== null && step < lastStep);
  return workersOf(world)
    .filter(({ kind }) => kind === 'glance')
    .flatMap(({ calls }) =>
      calls.flatMap(({ at, shop }) => {
        const isInRamp = ramps.some(({ from, until }) => at > from + standingAgeMaxMs + callMs && at < until);
        return isInRamp ? [`a glance called ${shop} while its mall came back`] : [];
      }),
    );
}

/** In a run that fell whole into the first two steps, only the shop that was furthest behind was called. */
function callsInFirstSteps(world: World, standings: readonly Standing[]): string[] {
  return standings
    .filter(({ step }) => step === 0 || step === 1)
    .flatMap(({ from, until }) =>
      workersOf(world).flatMap(({ kind, at, calls }) => {
        if (at < from + standingAgeMaxMs || at >= until) return [];
        const shops = new Set(calls.filter((call) => call.at < until).map(({ shop }) => shop));
        // A shop whose key is refused in between gives up its place.
        const settled = [...shops].filter((shop) => !world.watch.unsettled.has(shop));
        const isTooMany = settled.length > firstStepsShops;
        return isTooMany ? [`a ${kind} of the ramp's first steps called ${settled.join(', ')}`] : [];
      }),
    );
}

/**
 * A mall that comes back: what is a light load as a whole waits for one good round and no longer, and for that it waits; what is none
 * begins with the first step.
 */
function stepsByLoad({ watch, outages }: World): string[] {
  const isLight = (outages?.lightCallsPerSecond ?? 0) > 0;
  const before = new Map<string, Health>();
  return watch.healths.flatMap(({ health }) => {
    const { capability, state } = health;
    const last = before.get(capability);
    before.set(capability, health);
    if (last?.state.kind !== 'down' || state.kind !== 'trickle' || state.lastRound === undefined) return [];
    const { answered, failed } = state.lastRound;
    const came = `${capability} at step ${state.step} after ${answered} answers and ${failed} failures`;
    if (isLight && answered >= 2 && failed === 0 && state.step < lastStep) return [`${came} keeps few shops waiting`];
    return state.step > 0 && !(isLight && answered >= 2) ? [`${came} comes back at once`] : [];
  });
}

/** A mall that has failed every call for so long has failed the last two probes of any round. */
const surelyFailingMs = 45 * secondMs;

/** No round lets more shops through, or ends the outage, while the mall fails again. */
function stepsWhileFailing({ watch, outages, start }: World): string[] {
  const relapses = (outages?.troubles ?? []).flatMap((trouble) => (trouble.kind === 'relapses' ? trouble.faults : []));
  const before = new Map<string, Health>();
  return watch.healths.flatMap(({ at, health }) => {
    const { capability, state } = health;
    const last = before.get(capability)?.state;
    before.set(capability, health);
    if (last?.kind !== 'trickle') return [];
    const isFurther = state.kind === 'healthy' || (state.kind === 'trickle' && state.step > last.step);
    const isFailing = relapses.some(({ from, until }) => at > start + from + surelyFailingMs && at < start + until);
    return isFurther && isFailing ? [`${capability} went on to ${stateName(state)} while the mall failed again`] : [];
  });
}

const stateName = (state: Health['state']): string => (state.kind === 'trickle' ? `step ${state.step}` : state.kind);

/** A window holds from its start by the clock of the worker, to its end by the clock of the mall: it is the mall's answer after it that ends it. */
function callsInMaintenance(world: World): string[] {
  const windows = [...world.store.maintenancesById.values()].filter(({ capabilities }) =>
    capabilities.includes('import'),
  );
  return windows.flatMap(({ id, from, to }) =>
    workersOf(world).flatMap(({ kind, skewMs, calls }) =>
      calls.flatMap(({ at, shop }) => {
        const byItsClock = at + skewMs;
        // Before it began it may not have been planned yet.
        const isHeld = at > from && byItsClock > from + standingAgeMaxMs + callMs && at < to;
        return isHeld ? [`${kind} called ${shop} in the planned window ${id}`] : [];
      }),
    ),
  );
}
