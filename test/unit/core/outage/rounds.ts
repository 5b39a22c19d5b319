import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { type Health, healthyAtFirst, noEvidence, type Tally } from '../../../../core/model/health.ts';
import { defaultHealthSettings as settings } from '../../../../core/model/health-settings.ts';
import { judge } from '../../../../core/outage/judge.ts';
import type { HealthRound } from '../../../../core/outage/round.ts';

/** When the first round begins. */
export const start = Date.UTC(2020, 1, 10, 6, 45);
export const answered: Tally = { answered: 4, failed: 0, throttled: 0 };
export const failed: Tally = { answered: 0, failed: 4, throttled: 0 };

/** Judges one round a minute, or at the `now` that is given, and returns the state after each. */
export function through(
  rounds: readonly (Tally | Partial<HealthRound>)[],
  from = healthyAtFirst('rms', 'import'),
): Health[] {
  const states: Health[] = [];
  let health = from;
  for (const [index, given] of rounds.entries()) {
    const now = start + index * minuteMs + 50 * secondMs;
    const round: HealthRound = {
      now,
      probes: 'answered' in given ? given : noEvidence,
      workers: noEvidence,
      answerMs: null,
      firstFailureAt: now - 45 * secondMs,
      failingShop: null,
      confirmed: 'answered' in given && given.answered >= 2 && given.failed === 0,
      endsFailing: 'answered' in given && given.answered === 0 && given.failed > 0,
      callsPerSecond: null,
      networkIsOurs: false,
      inMaintenance: false,
      ...('answered' in given ? {} : given),
    };
    health = judge(health, round, settings);
    states.push(health);
  }
  return states;
}
