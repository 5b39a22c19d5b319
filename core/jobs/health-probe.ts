import { dayMs, type EpochMs, eachLimited, isJustPast, measured, secondMs } from '../kernel/index.ts';
import {
  type Health,
  type HealthSettings,
  type Incident,
  isContinued,
  isOut,
  type Maintenance,
  type MallName,
  mallOfScope,
  type Standing,
} from '../model/index.ts';
import {
  assertConsequences,
  type CanaryMemory,
  chooseCanaries,
  doubtsOf,
  endMaintenances,
  endsUnheard,
  failingShopOf,
  isPlanned,
  judgeCapability,
  mallAheadOf,
  type ProbeResults,
  probeRounds,
  sinceFirstHeard,
} from '../outage/index.ts';
import type { Ports, Reference, TimeBudget } from '../ports/index.ts';

export type ProbePorts = Pick<
  Ports,
  'clock' | 'log' | 'malls' | 'shops' | 'pauses' | 'health' | 'incidents' | 'audits' | 'changes' | 'listings' | 'bus'
>;

export interface ProbeRun {
  readonly ports: ProbePorts;
  readonly settings: HealthSettings;
  readonly memory: CanaryMemory;
  readonly budget: TimeBudget;
  /** Independent address, if set. */
  readonly reference: Reference | null;
}

/**
 * Determines every mall's health, ends maintenance windows, and asserts incidents and news. Over healthy malls it only logs figures. Safe
 * in parallel; each run completes earlier ones.
 */
export async function probeRound(run: ProbeRun): Promise<void> {
  const { names } = run.ports.malls;
  await eachLimited(names, names.length, (mall) => probeMall(run, mall));
}

async function probeMall(run: ProbeRun, mall: MallName): Promise<void> {
  const { ports, settings } = run;
  const { pauses, healths: before, maintenances } = await ports.pauses.standing();
  const canaries = await chooseCanaries(ports, settings, run.memory, mall, pauses);
  const { capabilities } = ports.malls.traits(mall);
  const { closely, none: isWell } = await doubtsOf(run, before, mall, capabilities);
  const context = { ports, settings, canaries, pauses, closely };
  const isNear = (one: Maintenance): boolean =>
    one.mall === mall && one.endedAt === undefined && one.from <= ports.clock.now() + dayMs;
  // A second answer is worthwhile when a maintenance may begin or end, or our network was broken.
  const isCalm = isWell && !run.memory.cutOff.has(mall) && !maintenances.some(isNear);
  const onSilence = async (): Promise<void> => {
    if (await isReferenceSilent(run)) run.memory.cutOff.add(mall);
  };
  const found = await probeRounds(context, capabilities, { ...settings, isCalm, onSilence }, run.budget);
  const networkIsOurs = endsUnheard(found) && (await isReferenceSilent(run));
  if (networkIsOurs) {
    ports.log.error('network.ours-broken', { mall, ...measured('network.ours-broken', { OwnNetworkBroken: 1 }) });
    ports.log.error('mall.unheard', { mall, ...measured('mall.unheard', { OutageOpen: 1 }) });
  }
  const results = run.memory.cutOff.has(mall) && !networkIsOurs ? sinceFirstHeard(found) : found;
  if (networkIsOurs) run.memory.cutOff.add(mall);
  else run.memory.cutOff.delete(mall);
  const mallAheadMs = mallAheadOf(results) ?? run.memory.mallAheadMs.get(mall) ?? 0;
  run.memory.mallAheadMs.set(mall, mallAheadMs);
  const standing = await ports.pauses.standing();
  const healths: Health[] = [];
  for (const capability of capabilities) {
    const { callsPerSecond } = canaries;
    const seen = { results: results.get(capability) ?? [], networkIsOurs, callsPerSecond, mallAheadMs };
    healths.push(await judgeCapability(run, standing, mall, capability, seen));
  }
  const heard = { results, mallAheadMs, callsPerSecond: canaries.callsPerSecond };
  await endMaintenances(ports, standing.maintenances, mall, healths, heard, settings);
  const unplanned = [...results].filter(([capability, ofOne]) => {
    const seen = { results: ofOne, mallAheadMs };
    return !isPlanned(standing.maintenances, { mall, capability }, seen, ports.clock.now());
  });
  // A failure of our own network is no evidence about the mall.
  const telling = tellingOnly(new Map(networkIsOurs ? [] : unplanned), healths, settings);
  const incident = await assertConsequences(ports, mall, healths, telling, run.memory.laggards);
  tellHowMallStands(ports, { mall, healths, standing, incident, probes: [...results.values()].flat().length });
}

/**
 * Prevents mails about an outage while probes of all that is out see only answers, planned failures, or, in recovery, those of one shop,
 * whatever older evidence says.
 */
function tellingOnly(unplanned: ProbeResults, healths: readonly Health[], settings: HealthSettings): HealthSettings {
  const isFailing = healths.filter(isOut).some(({ capability, state }) => {
    const ofOne = unplanned.get(capability) ?? [];
    const isOfOneShop = state.kind !== 'down' && failingShopOf(ofOne) !== null;
    return !isOfOneShop && ofOne.some(({ verdict }) => verdict === 'failed');
  });
  return isFailing ? settings : { ...settings, openedMailAfterMs: Number.POSITIVE_INFINITY };
}

/** Calls the independent address, only when a mall is silent. */
async function isReferenceSilent({ reference }: ProbeRun): Promise<boolean> {
  return reference !== null && !(await reference.answers());
}

/** Logs the line that most alarms on outages and pauses watch. */
function tellHowMallStands(
  { clock, log }: Pick<Ports, 'clock' | 'log'>,
  seen: {
    readonly mall: MallName;
    readonly healths: readonly Health[];
    readonly standing: Standing;
    /** The latest, as left by this run; null if none. */
    readonly incident: Incident | null;
    readonly probes: number;
  },
): void {
  const { mall, healths, standing, incident, probes } = seen;
  const now = clock.now();
  const becomeADayOld = (cause: 'manual' | 'credentials'): number =>
    standing.pauses.filter(
      (pause) => pause.cause === cause && mallOfScope(pause.scope) === mall && isJustPast(pause.since + dayMs, now),
    ).length;
  const outs = healths.filter(isOut);
  const { maintenances } = standing;
  const isOver = (one: Maintenance): boolean => one.to < now && !isContinued(one, maintenances, now);
  const overrun = maintenances.filter((one) => one.mall === mall && one.endedAt === undefined && isOver(one));
  log.info('mall.measured', {
    mall,
    ...measured('mall.measured', {
      ProbesMade: probes,
      OutageOpen: incident !== null && incident.stage.kind !== 'closed' ? 1 : 0,
      CapabilitiesOut: outs.length,
      PausedByOutageSeconds: secondsSince(
        outs.flatMap(({ state }) => ('since' in state ? state.since : [])),
        now,
      ),
      MaintenanceOverrunSeconds: secondsSince(
        overrun.map(({ to }) => to),
        now,
      ),
      PausesByHandADayOld: becomeADayOld('manual'),
      KeyRefusalsADayOld: becomeADayOld('credentials'),
    }),
  });
}

/** Whole seconds since the first of these moments, or null. */
function secondsSince(moments: readonly EpochMs[], now: EpochMs): number | null {
  return moments.length === 0 ? null : Math.round((now - Math.min(...moments)) / secondMs);
}
