import { type EpochMs, isBelievableClock } from '../kernel/index.ts';
import {
  type Capability,
  capabilities,
  type Health,
  type HealthSettings,
  lightStep,
  type Maintenance,
  type MallName,
  noEvidence,
  overrunMs,
  type ShopKey,
  sumSeenBy,
  type Tally,
  withEnded,
  withVerdict,
} from '../model/index.ts';
import type { Ports, TimeBudget } from '../ports/index.ts';
import { type ProbeContext, type ProbeResult, probe } from './probe.ts';

/** What the probes of one run found, by capability. */
export type ProbeResults = ReadonlyMap<Capability, readonly ProbeResult[]>;

/**
 * Probes each of a mall's capabilities several times, spaced so that a hiccup of a few seconds does not fill a run. Ends early when the
 * run's time does, and after the first round where nothing speaks against the mall: Lambda bills the time between two rounds, too.
 */
export async function probeRounds(
  context: ProbeContext,
  capabilities: readonly Capability[],
  settings: HealthSettings & {
    /** True when nothing was wrong before: one answer to each probe is enough. */
    readonly isCalm: boolean;
    /** Called once, when the first round got no answer at all: whether our own network is broken can be found out only while it is. */
    onSilence(): Promise<void>;
  },
  budget: TimeBudget,
): Promise<ProbeResults> {
  const { clock } = context.ports;
  const results = new Map<Capability, ProbeResult[]>(capabilities.map((capability) => [capability, []]));
  const start = clock.now();
  for (let round = 0; round < settings.probesPerRun; round++) {
    await sleepUntil(start + round * settings.probeGapMs);
    if (budget.remainingMs() < settings.probeReserveMs) break;
    const found = await Promise.allSettled(
      capabilities.map(async (capability, index) => {
        if (index > 0) await clock.sleep(index * settings.probeStaggerMs);
        const result = await probe(context, capability);
        if (result !== null) results.get(capability)?.push(result);
      }),
    );
    // Every probe has ended: nothing is under way when the run fails.
    const failure = found.find((one) => one.status === 'rejected');
    if (failure) throw failure.reason;
    if (round === 0 && endsUnheard(results)) await settings.onSilence();
    // A mall without shops is asked nothing, and there is nothing to wait for.
    const isAnswered = [...results.values()].flat().every(({ verdict }) => verdict === 'answered');
    if (settings.isCalm && isAnswered) break;
  }
  return results;

  async function sleepUntil(moment: EpochMs): Promise<void> {
    const ms = moment - clock.now();
    if (ms > 0) await clock.sleep(ms);
  }
}

/** The number of probes by result. */
export function tallyOf(results: readonly ProbeResult[]): Tally {
  return results.reduce((tally, { verdict }) => withVerdict(tally, verdict), noEvidence);
}

/** When the first probe that failed began; null when none did. */
export function firstFailureOf(results: readonly ProbeResult[]): EpochMs | null {
  const failures = results.filter(({ verdict }) => verdict === 'failed').map(({ at }) => at);
  return failures.length === 0 ? null : Math.min(...failures);
}

/**
 * How far the mall's clock is ahead of ours, by the last answer with a plausible time; null when there was none. A wrong time would end
 * maintenance that is still to come.
 */
export function mallAheadOf(results: ProbeResults): number | null {
  const told = [...results.values()]
    .flat()
    .filter(({ mallAheadMs }) => mallAheadMs !== null && isBelievableClock(mallAheadMs, 0));
  return told.sort((a, b) => a.at - b.at).at(-1)?.mallAheadMs ?? null;
}

/** The shop for which everything failed that failed, while the mall answered for others, if only that it wants fewer calls; null where there is none. */
export function failingShopOf(results: readonly ProbeResult[]): ShopKey | null {
  const failing = new Set(results.filter(({ verdict }) => verdict === 'failed').map(({ shop }) => shop));
  const [only, another] = failing;
  if (only === undefined || another !== undefined) return null;
  return results.some(({ shop }) => shop !== only) ? only : null;
}

/** True when nothing failed any more after the first answer, and a second one followed it. */
export function isConfirmed(results: readonly ProbeResult[]): boolean {
  const heard = results.flatMap(({ verdict }) => (verdict === 'throttled' ? [] : verdict));
  const since = heard.slice(heard.indexOf('answered'));
  return since.length >= 2 && since.every((verdict) => verdict === 'answered');
}

/** True when the last probes failed, `least` of them or more: what was answered before them says nothing of the present. */
export function endsFailing(results: readonly ProbeResult[], least: number): boolean {
  const last = results.flatMap(({ verdict }) => (verdict === 'throttled' ? [] : verdict)).slice(-least);
  return last.length === least && last.every((verdict) => verdict === 'failed');
}

/** True of a mall that answers, and did not go down again in the same round. */
function isBack(results: readonly ProbeResult[], badFailures: number): boolean {
  return tallyOf(results).answered > 0 && !endsFailing(results, badFailures);
}

/**
 * True when the mall no longer answers: the last probe of each capability got no answer, and so did all that failed
 * before. Any answers came before the connection broke off.
 */
export function endsUnheard(results: ProbeResults): boolean {
  const all = [...results.values()].flat();
  const last = [...results.values()].flatMap((ofOne) => ofOne.at(-1) ?? []);
  const failed = all.filter(({ verdict }) => verdict === 'failed');
  return last.length > 0 && last.every(({ unheard }) => unheard) && failed.every(({ unheard }) => unheard);
}

/**
 * The results from the mall's first answer on; all of them if it never answered. For the run that found our own network broken at its
 * beginning, and for the one after it: missing answers until then belong to that same failure.
 */
export function sinceFirstHeard(results: ProbeResults): ProbeResults {
  const heard = [...results.values()].flat().flatMap(({ unheard, at }) => (unheard ? [] : [at]));
  if (heard.length === 0) return results;
  const first = Math.min(...heard);
  return new Map(
    [...results].map(([capability, ofOne]) => [capability, ofOne.filter(({ unheard, at }) => !unheard || at > first)]),
  );
}

/** What one run heard of a mall. */
interface Heard {
  readonly results: ProbeResults;
  /** How far the mall's clock is ahead of ours. */
  readonly mallAheadMs: number;
  /** Of all its shops together; 0 where it has none, null where they are too many to be counted. */
  readonly callsPerSecond: number | null;
}

/**
 * Ends the windows whose time is over by the mall's clock: capabilities that were answered again are released, and those that are still down
 * when a window may run over no longer are held by that from now on. One that went down before its window is down at the end of it, too.
 *
 * A mall without shops is asked nothing: its windows are over with their time.
 */
export async function endMaintenances(
  ports: Pick<Ports, 'clock' | 'log' | 'pauses'>,
  maintenances: readonly Maintenance[],
  mall: MallName,
  healths: readonly Health[],
  { results, mallAheadMs, callsPerSecond }: Heard,
  settings: HealthSettings,
): Promise<void> {
  const since = ports.clock.now();
  const mallNow = since + mallAheadMs;
  const isOver = (capability: Capability): boolean =>
    callsPerSecond === 0 || isBack(results.get(capability) ?? [], settings.badFailures);
  const back = capabilities.filter(isOver);
  const down = healths.filter(({ state }) => state.kind === 'down').map(({ capability }) => capability);
  for (const maintenance of maintenances) {
    if (maintenance.mall !== mall) continue;
    const ended = mallNow < maintenance.to + overrunMs ? back : [...back, ...down];
    const next = withEnded(maintenance, ended, mallNow, { since, from: lightStep(callsPerSecond, settings) });
    if (next === maintenance) continue;
    await ports.pauses.plan(next);
    ports.log.info('maintenance.ended', { mall, maintenance: maintenance.id, whole: next.endedAt !== undefined });
  }
}

/** What workers could not do lately, and what is not well: what a run of probes has to look at more closely. */
interface Doubts {
  /**
   * Capabilities that are probed closely: those that are not well, or for which a call of a worker has failed lately. A mall may answer
   * reads and lose writes, or refuse its listings alone, and only workers see that. While all is well those calls are left to the workers: malls
   * allow few of them.
   */
  readonly closely: ReadonlySet<Capability>;
  /** True when every capability is healthy and no call of a worker has failed lately. */
  readonly none: boolean;
}

/** Reads what the workers saw lately, and compares it with how the mall stands. */
export async function doubtsOf(
  { ports, settings }: { readonly ports: Pick<Ports, 'clock' | 'health'>; readonly settings: HealthSettings },
  healths: readonly Health[],
  mall: MallName,
  capabilities: readonly Capability[],
): Promise<Doubts> {
  const now = ports.clock.now();
  const isDoubted = async (capability: Capability): Promise<boolean> => {
    const health = healths.find((one) => one.mall === mall && one.capability === capability);
    if (health !== undefined && health.state.kind !== 'healthy') return true;
    const entries = await ports.health.since(mall, capability, now - settings.evidenceSpanMs);
    return sumSeenBy(now, entries).failed > 0;
  };
  const doubted = await Promise.all(capabilities.map(async (one) => ((await isDoubted(one)) ? [one] : [])));
  const all = doubted.flat();
  return { closely: new Set(all), none: all.length === 0 };
}
