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

export type ProbeResults = ReadonlyMap<Capability, readonly ProbeResult[]>;

/**
 * Several probes of each capability, spaced so that a brief hiccup does not fill a run. Ends early at the run's end, or after a clean first
 * round, since Lambda bills waiting.
 */
export async function probeRounds(
  context: ProbeContext,
  capabilities: readonly Capability[],
  settings: HealthSettings & {
    /** True if nothing was wrong before: one answer per probe is enough. */
    readonly isCalm: boolean;
    /** Called once if the first round got no answer: a broken network of ours can be detected only meanwhile. */
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
    // All probes have ended, so the run leaves nothing under way.
    const failure = found.find((one) => one.status === 'rejected');
    if (failure) throw failure.reason;
    if (round === 0 && endsUnheard(results)) await settings.onSilence();
    // A mall without shops is not asked, and not waited for.
    const isAnswered = [...results.values()].flat().every(({ verdict }) => verdict === 'answered');
    if (settings.isCalm && isAnswered) break;
  }
  return results;

  async function sleepUntil(moment: EpochMs): Promise<void> {
    const ms = moment - clock.now();
    if (ms > 0) await clock.sleep(ms);
  }
}

export function tallyOf(results: readonly ProbeResult[]): Tally {
  return results.reduce((tally, { verdict }) => withVerdict(tally, verdict), noEvidence);
}

export function firstFailureOf(results: readonly ProbeResult[]): EpochMs | null {
  const failures = results.filter(({ verdict }) => verdict === 'failed').map(({ at }) => at);
  return failures.length === 0 ? null : Math.min(...failures);
}

/** Difference to the mall's clock, by its last plausible time, or null. A wrong one would end a future maintenance. */
export function mallAheadOf(results: ProbeResults): number | null {
  const told = [...results.values()]
    .flat()
    .filter(({ mallAheadMs }) => mallAheadMs !== null && isBelievableClock(mallAheadMs, 0));
  return told.sort((a, b) => a.at - b.at).at(-1)?.mallAheadMs ?? null;
}

/** The one shop behind every failure while the mall answered others, even by throttling; null if none. */
export function failingShopOf(results: readonly ProbeResult[]): ShopKey | null {
  const failing = new Set(results.filter(({ verdict }) => verdict === 'failed').map(({ shop }) => shop));
  const [only, another] = failing;
  if (only === undefined || another !== undefined) return null;
  return results.some(({ shop }) => shop !== only) ? only : null;
}

/** True if a second answer followed the first, and no failure did. */
export function isConfirmed(results: readonly ProbeResult[]): boolean {
  const heard = results.flatMap(({ verdict }) => (verdict === 'throttled' ? [] : verdict));
  const since = heard.slice(heard.indexOf('answered'));
  return since.length >= 2 && since.every((verdict) => verdict === 'answered');
}

/** True if at least the last `least` probes failed: earlier answers are outdated. */
export function endsFailing(results: readonly ProbeResult[], least: number): boolean {
  const last = results.flatMap(({ verdict }) => (verdict === 'throttled' ? [] : verdict)).slice(-least);
  return last.length === least && last.every((verdict) => verdict === 'failed');
}

function isBack(results: readonly ProbeResult[], badFailures: number): boolean {
  return tallyOf(results).answered > 0 && !endsFailing(results, badFailures);
}

/** True if the mall fell silent: the last probe of each capability, and every earlier failure, got no answer. */
export function endsUnheard(results: ProbeResults): boolean {
  const all = [...results.values()].flat();
  const last = [...results.values()].flatMap((ofOne) => ofOne.at(-1) ?? []);
  const failed = all.filter(({ verdict }) => verdict === 'failed');
  return last.length > 0 && last.every(({ unheard }) => unheard) && failed.every(({ unheard }) => unheard);
}

/**
 * Results from the mall's first answer on, or all. Earlier silence belongs to a failure of our network, if this run or the last found one.
 */
export function sinceFirstHeard(results: ProbeResults): ProbeResults {
  const heard = [...results.values()].flat().flatMap(({ unheard, at }) => (unheard ? [] : [at]));
  if (heard.length === 0) return results;
  const first = Math.min(...heard);
  return new Map(
    [...results].map(([capability, ofOne]) => [capability, ofOne.filter(({ unheard, at }) => !unheard || at > first)]),
  );
}

interface Heard {
  readonly results: ProbeResults;
  readonly mallAheadMs: number;
  /** Rate of all shops of the mall; 0 without any, null if too many to count. */
  readonly callsPerSecond: number | null;
}

/**
 * Ends windows that are over by the mall's clock. Capabilities that answer are released; one still down at the overrun limit is no longer
 * held by the window. One down before its window is down after it.
 *
 * Windows of a mall without shops end with their time.
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

interface Doubts {
  /**
   * A mall may answer reads and lose writes or refuse only listings, which workers alone see. While all is well those calls are left to
   * workers.
   */
  readonly closely: ReadonlySet<Capability>;
  /** True if all capabilities are healthy and no worker's call failed lately. */
  readonly none: boolean;
}

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
