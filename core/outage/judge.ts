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
 * Judges one round of evidence: healthy → suspect → down → recovering (stored as `trickle`) → healthy, with hysteresis both ways. Pure,
 * and safe to repeat: the reader of a state asserts what follows from the state, not from the transition.
 */
export function judge(health: Health, round: HealthRound, settings: HealthSettings): Health {
  const state = nextState(health.state, round, settings);
  return state === health.state ? health : { ...health, state, version: health.version + 1 };
}

function nextState(state: HealthState, round: HealthRound, settings: HealthSettings): HealthState {
  // With no shop left there is nothing to hold, and no key to probe with: the mall could never be seen to come back.
  if (round.callsPerSecond === 0)
    return state.kind === 'healthy' && state.slow === undefined ? state : { kind: 'healthy' };
  const seen = sumOf([round.probes, round.workers]);
  // Nothing that failed on our own side of the line may move a mall's state for the worse, and what was suspected of the mall
  // just before will have been that, too.
  if (round.networkIsOurs && seen.answered === 0) return state.kind === 'suspect' ? well(state) : state;
  switch (state.kind) {
    case 'healthy':
      return isBad(round, settings) ? suspicion(state, round) : withPace(state, round, settings);
    case 'suspect':
      return fromSuspect(state, seen, round, settings);
    case 'down': {
      // Only current probes count: a worker may have been answered before the trouble began. One answer opens the door, to few.
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

/** What is stored of a slow mall follows its pace in steps, so that not every round writes. */
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

/** Where nothing was heard of the mall for so long, good or bad, or no round was judged, the suspicion is over. */
const suspicionMs = 10 * minuteMs;

function fromSuspect(state: State<'suspect'>, seen: Tally, round: HealthRound, settings: HealthSettings): HealthState {
  if (isBad(round, settings)) {
    const { badAt = state.since } = state;
    if (state.badRounds === 0 || round.now - badAt > suspicionMs) return suspicion(state, round);
    const badRounds = state.badRounds + 1;
    // What a fast clock has dated to a moment to come would never be long enough ago.
    const since = state.since > round.now ? suspicion(state, round).since : state.since;
    // The span tells two rounds from one that two processes have judged.
    const isCertain = badRounds >= settings.badRounds && round.now - since >= settings.badSpanMs;
    if (isCertain) return { kind: 'down', since, detectedAt: round.now };
    return { ...state, since, badRounds, badAt: Math.max(badAt, round.now) };
  }
  const share = answeredShare(seen);
  const isCleared = share === null ? round.now - state.since > suspicionMs : share >= settings.clearShare;
  if (round.inMaintenance || round.failingShop !== null || isCleared) return well(state);
  // Neither good nor bad: bad rounds count in a row, and the next one begins a new row.
  return share === null || state.badRounds === 0 ? state : { ...state, badRounds: 0 };
}

/** A suspicion that begins; the outage before it is not forgotten, for the suspicion may be nothing. */
function suspicion({ after }: Pick<State<'suspect'>, 'after'>, { now, firstFailureAt }: HealthRound): State<'suspect'> {
  return { kind: 'suspect', since: Math.min(firstFailureAt, now), badRounds: 1, badAt: now, ...(after && { after }) };
}

function well({ after }: State<'suspect'>): State<'healthy'> {
  return { kind: 'healthy', ...(after && { after }) };
}

/** Rounds end a minute apart, give or take the time of their probes: two minutes end with the second round, even if it is some seconds early. */
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
  // Failures in a planned window are expected: they neither end the ramp nor continue an outage that was over.
  if (round.inMaintenance && (isSilent || share < settings.healthyShare)) return state;
  if (isSilent) return fromSilence(state, round, settings);
  const { goodSince: _, wellBetween, ...rest } = state;
  // Earlier answers say nothing of the present while no probe is answered and one fails, or once the last probes of the round failed.
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
 * True when what fails is the trouble of one and the same shop, round after round. A round without a probe for that shop says so
 * where workers were answered about as often as that. Of a mall that serves badly, another shop is next.
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

/** The first answer may be luck: only a round that confirms it skips steps. */
function confirmedStep({ confirmed, callsPerSecond }: HealthRound, settings: HealthSettings): number {
  return confirmed ? lightStep(callsPerSecond, settings) : 0;
}

/** The summary of the round for people; empty if no probe was answered or failed. */
function lastRoundOf({
  now,
  probes: { answered, failed, throttled },
}: HealthRound): Pick<State<'trickle'>, 'lastRound'> {
  if (answered + failed === 0) return {};
  return { lastRound: { at: now, answered, failed, ...(throttled > 0 ? { throttled } : {}) } };
}

/**
 * True for a round without an answer: if every probe failed, earlier answers to workers are outdated. A throttling mall has answered, whatever
 * failed before; what fails beside that is the mall's, unless it is one shop's.
 */
function isUnanswered({ probes, failingShop }: HealthRound, seen: Tally): boolean {
  if (failingShop !== null || (probes.throttled > 0 && probes.failed === 0)) return false;
  return seen.answered === 0 || (probes.answered + probes.throttled === 0 && probes.failed > 0);
}

/** The first such round holds every shop and keeps the step of the ramp; the ramp begins anew after some in a row. */
function fromSilence(state: State<'trickle'>, round: HealthRound, settings: HealthSettings): HealthState {
  if (round.networkIsOurs) return state;
  const silentRounds = state.silentRounds + 1;
  if (silentRounds >= settings.silentRounds) {
    return { kind: 'down', since: state.since, detectedAt: state.detectedAt, ...stretchBefore(state, round) };
  }
  const { goodSince: _, ...rest } = state;
  return { ...rest, silentRounds, goodRounds: 0, ...stretchBefore(state, round), ...lastRoundOf(round) };
}

/** A failure ends the stretch in which everything was answered, if there was one. Half an answer is part of the outage. */
function stretchBefore(
  { goodSince, wellBetween }: State<'trickle'>,
  { now, firstFailureAt }: HealthRound,
): Pick<State<'trickle'>, 'wellBetween'> {
  const to = Math.min(firstFailureAt, now);
  if (goodSince !== undefined && to > goodSince) return { wellBetween: { from: goodSince, to } };
  return wellBetween === undefined ? {} : { wellBetween };
}

/**
 * True for a bad round. At least one failure must be a probe's: probes cover several shops, so that trouble of one shop is not the mall's. If every
 * probe failed, earlier answers to workers do not count.
 */
function isBad({ probes, workers, ...round }: HealthRound, settings: HealthSettings): boolean {
  if (round.inMaintenance || round.networkIsOurs || round.failingShop !== null || probes.failed === 0) return false;
  const seen = probes.answered === 0 && probes.failed >= settings.badFailures ? probes : sumOf([probes, workers]);
  return seen.failed >= settings.badFailures && seen.failed / (seen.answered + seen.failed) >= settings.badShare;
}

/** Another process may write between our read and our write; then everything is judged again, up to this often. */
const attemptsMax = 5;

/** Judges one capability by the evidence of this run and of workers, and stores a new state. */
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
    // If other processes keep writing, the next run judges again.
    if (attempt === attemptsMax) return health;
    present = await ports.pauses.standing();
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
