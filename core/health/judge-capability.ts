import type { MallName } from '../merchants/shop.ts';
import { isInMaintenance, type Maintenance } from '../pause/maintenance.ts';
import type { Standing } from '../pause/standing.ts';
import type { Ports } from '../ports/index.ts';
import type { EpochMs } from '../units.ts';
import type { Capability } from './capability.ts';
import { noEvidence, sumSeenBy, type Tally } from './evidence.ts';
import { type Health, healthyAtFirst } from './health.ts';
import { type HealthRound, judge } from './judge.ts';
import type { ProbeResult } from './probe.ts';
import { firstFailureOf, isConfirmed, isOneShopOnly, tallyOf } from './probe-rounds.ts';
import type { HealthSettings } from './settings.ts';

/** What this run saw of a capability. */
interface Seen {
  readonly results: readonly ProbeResult[];
  readonly networkIsOurs: boolean;
  /** Of all shops of the mall together; null where they are too many to be counted. */
  readonly callsPerSecond: number | null;
  /** How far the mall's clock, by which its windows are planned, is ahead of ours. */
  readonly mallAheadMs: number;
}

/** Somebody else may write between our reading and our writing; then all is judged again, this often. */
const attemptsMax = 5;

/** Judges one capability by what this run and the workers saw, and writes the new state where there is one. */
export async function judgeCapability(
  run: { readonly ports: Pick<Ports, 'clock' | 'log' | 'health' | 'pauses'>; readonly settings: HealthSettings },
  standing: Standing,
  mall: MallName,
  capability: Capability,
  seen: Seen,
): Promise<Health> {
  const { ports, settings } = run;
  let present = standing;
  for (let attempt = 1; ; attempt++) {
    const health = healthOf(present, mall, capability);
    const round = await roundOf(run, present, health, seen);
    const next = judge(health, round, settings);
    if (next === health) return health;
    if ((await ports.health.put(next)) === 'stored') {
      tellChange(ports, health, next, round.probes);
      return next;
    }
    // Where somebody writes all the time, the next run judges again.
    if (attempt === attemptsMax) return health;
    present = await ports.pauses.standing();
  }
}

async function roundOf(
  { ports, settings }: Parameters<typeof judgeCapability>[0],
  { maintenances }: Standing,
  health: Health,
  { results, networkIsOurs, callsPerSecond, mallAheadMs }: Seen,
): Promise<HealthRound> {
  const now = ports.clock.now();
  const probes = tallyOf(results);
  return {
    now,
    probes,
    workers: await workersOf(ports, health, probes, { now, from: now - settings.evidenceSpanMs }),
    firstFailureAt: firstFailureOf(results) ?? now,
    oneShopOnly: isOneShopOnly(results),
    confirmed: isConfirmed(results),
    callsPerSecond,
    networkIsOurs,
    inMaintenance: isPlanned(maintenances, health, { results, mallAheadMs }, now),
  };
}

/** True in a planned window by the mall's clock, and of failures that began in one: another run may have heard the answer that ended it since. */
export function isPlanned(
  maintenances: readonly Maintenance[],
  { mall, capability }: Pick<Health, 'mall' | 'capability'>,
  { results, mallAheadMs }: Pick<Seen, 'results' | 'mallAheadMs'>,
  now: EpochMs,
): boolean {
  const moments = [now, firstFailureOf(results) ?? now];
  return moments.some((at) => isInMaintenance(maintenances, mall, capability, at + mallAheadMs));
}

/** What workers saw, asked for only where it can matter: an idle run shall cost nothing. */
async function workersOf(
  ports: Pick<Ports, 'health'>,
  { mall, capability, state }: Health,
  probes: Tally,
  { now, from }: { readonly now: EpochMs; readonly from: EpochMs },
): Promise<Tally> {
  const seenSince = async (moment: EpochMs): Promise<Tally> =>
    sumSeenBy(now, await ports.health.since(mall, capability, moment));
  switch (state.kind) {
    case 'healthy':
      return probes.failed === 0 ? noEvidence : seenSince(from);
    case 'suspect':
      return seenSince(from);
    case 'down':
      return noEvidence;
    case 'trickle':
      return seenSince(Math.max(from, state.answeredAt));
  }
}

function healthOf({ healths }: Standing, mall: MallName, capability: Capability): Health {
  const stored = healths.find((health) => health.mall === mall && health.capability === capability);
  return stored ?? healthyAtFirst(mall, capability);
}

/** One line when a capability goes from one state to another, a step further in its ramp, or silent and back on one. */
function tellChange({ log }: Pick<Ports, 'log'>, before: Health, after: Health, probes: Tally): void {
  const [from, to] = [before.state.kind, after.state.kind];
  const [stepBefore, step] = [stepOf(before), stepOf(after)];
  const [wasSilent, silent] = [isSilent(before), isSilent(after)];
  if (from === to && stepBefore === step && wasSilent === silent) return;
  const { mall, capability } = after;
  log.warn('health.changed', { mall, capability, from, to, step, silent, ...probes });
}

function isSilent({ state }: Health): boolean {
  return state.kind === 'trickle' && state.silentRounds > 0;
}

function stepOf({ state }: Health): number | null {
  return state.kind === 'trickle' ? state.step : null;
}
