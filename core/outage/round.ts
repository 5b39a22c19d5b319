import type { EpochMs } from '../kernel/index.ts';
import {
  type Health,
  type HealthSettings,
  isInMaintenance,
  type Maintenance,
  noEvidence,
  type ShopKey,
  type Standing,
  sumSeenBy,
  type Tally,
} from '../model/index.ts';
import type { Ports } from '../ports/index.ts';
import type { ProbeResult } from './probe.ts';
import { endsFailing, failingShopOf, firstFailureOf, isConfirmed, tallyOf } from './probe-rounds.ts';

/** The evidence of one round of judgement. */
export interface HealthRound {
  readonly now: EpochMs;
  /** The evidence of our probes in this run. */
  readonly probes: Tally;
  /** The evidence of workers in the last minutes. */
  readonly workers: Tally;
  /** How long the quickest probe took that was answered; null if none was. */
  readonly answerMs: number | null;
  /** When the first call that failed began; `now` if unknown. */
  readonly firstFailureAt: EpochMs;
  /** The shop if probes failed for one only, and the mall answered for others, if only that it wants fewer calls: that is trouble of the shop. Else null. */
  readonly failingShop: ShopKey | null;
  /** True if no probe failed after the first answer, and a second answer followed it; without the shop for which alone probes failed last. */
  readonly confirmed: boolean;
  /** True if the last probes failed, whatever was answered before them. */
  readonly endsFailing: boolean;
  /** The calls a second that all shops of the mall may make together; 0 where it has none, null where they are too many to be counted. */
  readonly callsPerSecond: number | null;
  /** True when an independent target could not be reached either: the failures are no evidence about the mall. */
  readonly networkIsOurs: boolean;
  /** True while a planned maintenance of this capability runs: its failures are expected. */
  readonly inMaintenance: boolean;
}

/** The evidence of this run about a capability. */
export interface Seen {
  readonly results: readonly ProbeResult[];
  readonly networkIsOurs: boolean;
  /** Of all shops of the mall together; null if there are too many to count. */
  readonly callsPerSecond: number | null;
  /** How far the mall's clock, by which its windows are planned, is ahead of ours. */
  readonly mallAheadMs: number;
}

/** The evidence of this moment about a capability that stands so. */
export async function roundOf(
  { ports, settings }: { readonly ports: Pick<Ports, 'clock' | 'health'>; readonly settings: HealthSettings },
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
    answerMs: quickestAnswerOf(results),
    firstFailureAt: firstFailureOf(results) ?? now,
    failingShop: failingShopOf(results),
    confirmed: isConfirmed(results.filter(({ shop }) => shop !== failingShopIn(health))),
    endsFailing: endsFailing(results, settings.badFailures),
    callsPerSecond,
    networkIsOurs,
    inMaintenance: isPlanned(maintenances, health, { results, mallAheadMs }, now),
  };
}

/** One answer that came soon says that the mall is not slow: the others may have waited for a shop's turn. */
function quickestAnswerOf(results: readonly ProbeResult[]): number | null {
  const times = results.flatMap(({ verdict, tookMs }) => (verdict === 'answered' ? [tookMs] : []));
  return times.length === 0 ? null : Math.min(...times);
}

function failingShopIn({ state }: Health): ShopKey | null {
  return state.kind === 'trickle' ? (state.failingShop ?? null) : null;
}

/** True in a planned window by the mall's clock, and for failures that began in one: another run may have heard the end of it. */
export function isPlanned(
  maintenances: readonly Maintenance[],
  { mall, capability }: Pick<Health, 'mall' | 'capability'>,
  { results, mallAheadMs }: Pick<Seen, 'results' | 'mallAheadMs'>,
  now: EpochMs,
): boolean {
  const moments = [now, firstFailureOf(results) ?? now];
  return moments.some((at) => isInMaintenance(maintenances, mall, capability, at + mallAheadMs));
}

/** The evidence of workers, read only if it can matter, so that an idle run costs nothing. */
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
