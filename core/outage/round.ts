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

export interface HealthRound {
  readonly now: EpochMs;
  readonly probes: Tally;
  /** Evidence of workers in the last minutes. */
  readonly workers: Tally;
  /** Quickest answer; null if there was none. */
  readonly answerMs: number | null;
  readonly firstFailureAt: EpochMs;
  /** The one shop behind all failures while the mall answered others, even by throttling; else null. */
  readonly failingShop: ShopKey | null;
  /** True if a second answer followed the first and no failure did; ignores the shop that alone failed last. */
  readonly confirmed: boolean;
  /** True if the last probes failed, whatever came before. */
  readonly endsFailing: boolean;
  /** Rate of all shops of the mall; 0 without any, null if too many to count. */
  readonly callsPerSecond: number | null;
  /** True if an independent target was unreachable, too: failures are no evidence about the mall. */
  readonly networkIsOurs: boolean;
  /** True during a planned maintenance of the capability, when failures are expected. */
  readonly inMaintenance: boolean;
}

export interface Seen {
  readonly results: readonly ProbeResult[];
  readonly networkIsOurs: boolean;
  /** Rate of all shops of the mall; null if too many to count. */
  readonly callsPerSecond: number | null;
  /** Lead of the mall's clock, by which its windows are planned. */
  readonly mallAheadMs: number;
}

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

/** One quick answer proves that the mall is not slow: others may have waited for a shop's turn. */
function quickestAnswerOf(results: readonly ProbeResult[]): number | null {
  const times = results.flatMap(({ verdict, tookMs }) => (verdict === 'answered' ? [tookMs] : []));
  return times.length === 0 ? null : Math.min(...times);
}

function failingShopIn({ state }: Health): ShopKey | null {
  return state.kind === 'trickle' ? (state.failingShop ?? null) : null;
}

/** True in a window by the mall's clock, and for failures that began in one, whose end another run may have heard. */
export function isPlanned(
  maintenances: readonly Maintenance[],
  { mall, capability }: Pick<Health, 'mall' | 'capability'>,
  { results, mallAheadMs }: Pick<Seen, 'results' | 'mallAheadMs'>,
  now: EpochMs,
): boolean {
  const moments = [now, firstFailureOf(results) ?? now];
  return moments.some((at) => isInMaintenance(maintenances, mall, capability, at + mallAheadMs));
}

/** Workers' evidence, read only if it can matter, so that idle runs cost nothing. */
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
