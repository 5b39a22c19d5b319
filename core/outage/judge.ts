import { minuteMs, secondMs } from '../kernel/index.ts';
import {
  answeredShare,
  type Capability,
  freedBySteps,
  type Health,
  type HealthSettings,
  type HealthState,
  healthyAtFirst,
  lightStep,
  type MallName,
  type Standing,
  sumOf,
  type Tally,
} from '../model/index.ts';
import type { Ports } from '../ports/index.ts';
import { type HealthRound, roundOf, type Seen } from './round.ts';

/**
 * healthy → suspect → down → recovering (stored as `trickle`) → healthy, with hysteresis both ways. Pure; consequences follow from the
 * state, not the transition.
 */
export function judge(health: Health, round: HealthRound, settings: HealthSettings): Health {
  const state = nextState(health.state, round, settings);
  return state === health.state ? health : { ...health, state, version: health.version + 1 };
}

function nextState(state: HealthState, round: HealthRound, settings: HealthSettings): HealthState {
  // Without shops there is nothing to hold and no key to probe with, so the mall could never be seen to come back.
  if (round.callsPerSecond === 0)
    return state.kind === 'healthy' && state.slow === undefined ? state : { kind: 'healthy' };
  const seen = sumOf([round.probes, round.workers]);
  // Failures of our own network never worsen a mall's state, and explain a suspicion just before.
  if (round.networkIsOurs && seen.answered === 0) return state.kind === 'suspect' ? well(state) : state;
  switch (state.kind) {
    case 'healthy':
      return isBad(round, settings) ? suspicion(state, round) : withPace(state, round, settings);
    case 'suspect':
      return fromSuspect(state, seen, round, settings);
    case 'down': {
      // Only current probes count: workers may have been answered before the trouble. One answer lets few calls through.
      if (round.probes.answered === 0) return state;
      const { now } = round;
      return {
        ...state,
        kind: 'trickle',
        answeredAt: now,
        step: confirmedStep(round, settings),
        stepSince: now,
        silentRounds: 0,
        goodRounds: 0,
        ...(round.failingShop && { failingShop: round.failingShop }),
        ...lastRoundOf(round),
      };
    }
    case 'trickle':
      return fromRecovering(state, seen, round, settings);
  }
}

/** A slow mall's pace is stored in steps, so that not every round writes. */
const paceStepMs = 3 * secondMs;

function withPace(
  state: State<'healthy'>,
  { now, answerMs }: HealthRound,
  { slowAnswerMs }: HealthSettings,
): State<'healthy'> {
  const { slow, ...well } = state;
  if (answerMs === null) return state;
  if (slow === undefined)
    return answerMs < slowAnswerMs ? state : { ...well, slow: { since: now - answerMs, answerMs } };
  if (answerMs < slowAnswerMs / 2) return well;
  return Math.abs(answerMs - slow.answerMs) < paceStepMs ? state : { ...well, slow: { ...slow, answerMs } };
}

type State<Kind extends HealthState['kind']> = Extract<HealthState, { kind: Kind }>;

/** Silence after which a suspicion ends, without evidence or judged rounds. */
const suspicionMs = 10 * minuteMs;

function fromSuspect(state: State<'suspect'>, seen: Tally, round: HealthRound, settings: HealthSettings): HealthState {
  if (isBad(round, settings)) {
    const { badAt = state.since } = state;
    if (state.badRounds === 0 || round.now - badAt > suspicionMs) return suspicion(state, round);
    const badRounds = state.badRounds + 1;
    // A moment set by a fast clock would never be long enough ago.
    const since = state.since > round.now ? suspicion(state, round).since : state.since;
    // The span tells two rounds from one judged by two processes.
    const isCertain = badRounds >= settings.badRounds && round.now - since >= settings.badSpanMs;
    if (isCertain) return { kind: 'down', since, detectedAt: round.now };
    return { ...state, since, badRounds, badAt: Math.max(badAt, round.now) };
  }
  const share = answeredShare(seen);
  const isCleared = share === null ? round.now - state.since > suspicionMs : share >= settings.clearShare;
  if (round.inMaintenance || round.failingShop !== null || isCleared) return well(state);
  // Neither good nor bad, so the row of bad rounds ends.
  return share === null || state.badRounds === 0 ? state : { ...state, badRounds: 0 };
}

/** Begins a suspicion, and remembers the outage before in case it is nothing. */
function suspicion({ after }: Pick<State<'suspect'>, 'after'>, { now, firstFailureAt }: HealthRound): State<'suspect'> {
  return { kind: 'suspect', since: Math.min(firstFailureAt, now), badRounds: 1, badAt: now, ...(after && { after }) };
}

function well({ after }: State<'suspect'>): State<'healthy'> {
  return { kind: 'healthy', ...(after && { after }) };
}

/** Tolerance for rounds that end some seconds early: two minutes end with the second round. */
const roundSlackMs = 10 * secondMs;

function fromRecovering(
  state: State<'trickle'>,
  seen: Tally,
  round: HealthRound,
  settings: HealthSettings,
): HealthState {
  const share = answeredShare(seen);
  if (share === null) return state;
  const isSilent = isUnanswered(round, seen);
  // Failures in a planned window neither end the ramp nor continue an outage.
  if (round.inMaintenance && (isSilent || share < settings.healthyShare)) return state;
  if (isSilent) return fromSilence(state, round, settings);
  const { goodSince: _, wellBetween, ...rest } = state;
  // Earlier answers are outdated once all current probes, or the round's last, fail.
  const isCurrent = !round.endsFailing && (round.probes.answered > 0 || round.probes.failed === 0);
  const isGood = isCurrent && (share >= settings.healthyShare || isOfOneShop(state, round, share, settings));
  const goodSince = state.goodSince ?? round.now;
  const goodRounds = isGood ? state.goodRounds + 1 : 0;
  const failingShop = round.failingShop ?? state.failingShop;
  const next = {
    ...rest,
    ...{ silentRounds: 0, goodRounds },
    ...(isGood ? { goodSince, ...(wellBetween && { wellBetween }) } : stretchBefore(state, round)),
    ...(failingShop && { failingShop }),
    ...lastRoundOf(round),
  };
  const last = settings.ramp.length - 1;
  const rested = round.now - state.stepSince + roundSlackMs >= (settings.ramp[state.step]?.atLeastMs ?? 0);
  const reached = Math.max(confirmedStep(round, settings), rested ? Math.min(state.step + 1, last) : state.step);
  if (reached > state.step && isCurrent && share >= settings.advanceShare) {
    return { ...next, step: reached, stepSince: round.now };
  }
  if (state.step >= last && goodRounds >= settings.healthyRounds) {
    const { since, detectedAt, answeredAt, wellBetween } = state;
    const ended = { since, detectedAt, answeredAt, ...freedBySteps(state), until: goodSince };
    return { kind: 'healthy', after: { ...ended, ...(wellBetween && { wellBetween }) } };
  }
  return next;
}

/**
 * True if one shop alone fails, round after round. A round without a probe for that shop confirms it by workers' answers. At a mall that
 * serves badly, another shop would be next.
 */
function isOfOneShop(
  { failingShop }: State<'trickle'>,
  round: HealthRound,
  share: number,
  { clearShare }: HealthSettings,
): boolean {
  if (failingShop === undefined) return false;
  if (round.failingShop !== null) return round.failingShop === failingShop;
  return round.probes.failed === 0 && share >= clearShare;
}

/** A first answer may be luck: only a confirming round skips steps. */
function confirmedStep({ confirmed, callsPerSecond }: HealthRound, settings: HealthSettings): number {
  return confirmed ? lightStep(callsPerSecond, settings) : 0;
}

/** Empty if no probe was answered or failed. */
function lastRoundOf({
  now,
  probes: { answered, failed, throttled },
}: HealthRound): Pick<State<'trickle'>, 'lastRound'> {
  if (answered + failed === 0) return {};
  return { lastRound: { at: now, answered, failed, ...(throttled > 0 ? { throttled } : {}) } };
}

/**
 * True if every probe failed; workers' earlier answers are outdated then. A throttling mall has answered: other failures are its own,
 * unless one shop's.
 */
function isUnanswered({ probes, failingShop }: HealthRound, seen: Tally): boolean {
  if (failingShop !== null || (probes.throttled > 0 && probes.failed === 0)) return false;
  return seen.answered === 0 || (probes.answered + probes.throttled === 0 && probes.failed > 0);
}

/** The first silent round holds every shop and keeps the ramp's step; several in a row restart the ramp. */
function fromSilence(state: State<'trickle'>, round: HealthRound, settings: HealthSettings): HealthState {
  if (round.networkIsOurs) return state;
  const silentRounds = state.silentRounds + 1;
  if (silentRounds >= settings.silentRounds) {
    return { kind: 'down', since: state.since, detectedAt: state.detectedAt, ...stretchBefore(state, round) };
  }
  const { goodSince: _, ...rest } = state;
  return { ...rest, silentRounds, goodRounds: 0, ...stretchBefore(state, round), ...lastRoundOf(round) };
}

/** The stretch of full answers that a failure ends, if any. Partial answers are part of the outage. */
function stretchBefore(
  { goodSince, wellBetween }: State<'trickle'>,
  { now, firstFailureAt }: HealthRound,
): Pick<State<'trickle'>, 'wellBetween'> {
  const to = Math.min(firstFailureAt, now);
  if (goodSince !== undefined && to > goodSince) return { wellBetween: { from: goodSince, to } };
  return wellBetween === undefined ? {} : { wellBetween };
}

/** Needs a failed probe, since probes cover several shops; if all failed, workers' answers do not count. */
function isBad({ probes, workers, ...round }: HealthRound, settings: HealthSettings): boolean {
  if (round.inMaintenance || round.networkIsOurs || round.failingShop !== null || probes.failed === 0) return false;
  const seen = probes.answered === 0 && probes.failed >= settings.badFailures ? probes : sumOf([probes, workers]);
  return seen.failed >= settings.badFailures && seen.failed / (seen.answered + seen.failed) >= settings.badShare;
}

const attemptsMax = 5;

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
    if (attempt === attemptsMax) return health;
    present = await ports.pauses.standing();
  }
}

function healthOf({ healths }: Standing, mall: MallName, capability: Capability): Health {
  const stored = healths.find((health) => health.mall === mall && health.capability === capability);
  return stored ?? healthyAtFirst(mall, capability);
}

/** Logs a change of state, of the ramp's step, or into and out of silence. */
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
