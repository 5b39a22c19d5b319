import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { type Health, healthyAtFirst, noEvidence, type Tally } from '../../../../core/model/health.ts';
import { defaultHealthSettings as settings } from '../../../../core/model/health-settings.ts';
import { lightStep, shopsOfStep } from '../../../../core/model/standing.ts';
import { judge } from '../../../../core/outage/judge.ts';
import type { HealthRound } from '../../../../core/outage/round.ts';
import { answered, failed, start, through } from './rounds.ts';

/** Of 200 shops in one shard. */
const letThrough = ({ state }: Health): number =>
  state.kind === 'trickle' ? shopsOfStep(settings.ramp[state.step], 200, 1) : 0;
const kinds = (states: readonly Health[]): string[] => states.map(({ state }) => state.kind);
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('a mall’s health', () => {
  it('is down in the second minute of silence, since the first failure', () => {
    const states = through([answered, failed, failed]);
    expect(kinds(states)).toEqual(['healthy', 'suspect', 'down']);
    expect(states[2]?.state).toMatchObject({ since: start + minuteMs + 5 * secondMs });
  });

  it('is not down by a bad round that comes long after the first, with no probe in between', () => {
    const unheard: Partial<HealthRound> = { probes: noEvidence };
    const states = through([failed, ...times(12, unheard), failed, failed]);
    expect(kinds(states)).toEqual([...times(10, 'suspect'), ...times(3, 'healthy'), 'suspect', 'down']);
    expect(states.at(-1)?.state).toMatchObject({ since: start + 13 * minuteMs + 5 * secondMs });
  });

  it('is not suspected any more once the silence turns out to be our own network', () => {
    const ours = { probes: failed, networkIsOurs: true };
    expect(kinds(through([failed, ours, ours, failed, answered]))).toEqual([
      'suspect',
      'healthy',
      'healthy',
      'suspect',
      'healthy',
    ]);
  });

  it('survives a single bad minute', () => {
    expect(kinds(through([failed, answered, failed, answered]))).toEqual(['suspect', 'healthy', 'suspect', 'healthy']);
  });

  it('is recovering at the first answer, and is healthy only after the whole ramp and five good rounds', () => {
    const states = through([
      failed,
      failed,
      { probes: { answered: 1, failed: 3, throttled: 0 } },
      ...times(20, answered),
    ]);
    expect(kinds(states.slice(0, 3))).toEqual(['suspect', 'down', 'trickle']);
    const through5Minutes = states.slice(2, 7).map((health) => letThrough(health));
    expect(Math.max(...through5Minutes)).toBeLessThanOrEqual(20);
    const healthyAt = states.findIndex(({ state }, index) => index > 2 && state.kind === 'healthy');
    expect(healthyAt).toBeGreaterThan(9);
    // The outage ended when everything was answered, not when we were sure of it.
    expect(states[healthyAt]?.state).toMatchObject({
      after: { since: start + 5 * secondMs, until: start + 3 * minuteMs + 50 * secondMs },
    });
  });

  it('leaves a step of the ramp with the round that ends its time, though that comes some seconds early', () => {
    const early = (minute: number) => ({
      probes: answered,
      now: start + minute * minuteMs + 50 * secondMs - minute * 0.4 * secondMs,
    });
    const states = through([failed, failed, ...[2, 3, 4, 5, 6, 7, 8, 9].map(early)]);
    const steps = states.slice(2).map(({ state }) => (state.kind === 'trickle' ? state.step : state.kind));
    expect(steps).toEqual([0, 0, 1, 1, 1, 2, 2, 3]);
  });

  it('reaches every shop while only a third of the calls is answered', () => {
    const grey: Tally = { answered: 10, failed: 20, throttled: 0 };
    const states = through([failed, failed, ...times(60, grey)]);
    expect(states.at(-1)?.state).toMatchObject({ kind: 'trickle', step: settings.ramp.length - 1 });
    expect(letThrough(states.at(-1) as Health)).toBe(200);
  });

  it('falls back from the ramp after two silent rounds, still in the outage that began first', () => {
    const states = through([failed, failed, answered, failed, failed, answered]);
    expect(kinds(states)).toEqual(['suspect', 'down', 'trickle', 'trickle', 'down', 'trickle']);
    expect(states[4]?.state).toMatchObject({ since: start + 5 * secondMs });
  });

  it('never goes further by a round whose probes all failed, whatever workers were answered before it', () => {
    const stale: Partial<HealthRound> = { probes: failed, workers: { answered: 90, failed: 0, throttled: 0 } };
    const states = through([failed, failed, answered, answered, stale, answered, stale, stale]);
    const steps = states.slice(2).map(({ state }) => (state.kind === 'trickle' ? state.step : state.kind));
    expect(steps).toEqual([0, 0, 0, 1, 1, 'down']);
    expect(states[4]?.state).toMatchObject({ silentRounds: 1, goodRounds: 0 });
  });

  it('is not silent where some probes failed and the mall asked the others for fewer calls: that is an answer', () => {
    const busy: Partial<HealthRound> = {
      probes: { answered: 0, failed: 1, throttled: 3 },
      workers: { answered: 50, failed: 0, throttled: 5 },
    };
    const states = through([failed, failed, answered, busy, busy, busy]);
    expect(kinds(states.slice(2))).toEqual(times(4, 'trickle'));
    expect(states.at(-1)?.state).toMatchObject({
      silentRounds: 0,
      lastRound: { answered: 0, failed: 1, throttled: 3 },
    });
  });

  it('is not silent where it asks every probe for fewer calls, though it failed workers just before', () => {
    const busy: Partial<HealthRound> = {
      probes: { answered: 0, failed: 0, throttled: 4 },
      workers: { answered: 0, failed: 5, throttled: 0 },
    };
    const states = through([failed, failed, answered, busy, busy, busy]);
    expect(kinds(states.slice(2))).toEqual(times(4, 'trickle'));
    expect(states.at(-1)?.state).toMatchObject({ step: 0, silentRounds: 0, goodRounds: 0 });
  });

  it('goes no further by earlier answers to workers while no probe is answered, some fail and the mall asks others for fewer calls', () => {
    const busy: Partial<HealthRound> = {
      probes: { answered: 0, failed: 3, throttled: 1 },
      workers: { answered: 20, failed: 0, throttled: 0 },
    };
    const steps = through([failed, failed, answered, busy, busy, busy, answered])
      .slice(2)
      .map(({ state }) => (state.kind === 'trickle' ? state.step : state.kind));
    expect(steps).toEqual([0, 0, 0, 0, 1]);
    const atLast = times(8, answered);
    const states = through([failed, failed, ...atLast, ...times(10, busy)]);
    expect(kinds(states).slice(-11)).toEqual(times(11, 'trickle'));
  });

  it('goes no further, nor is well, by a round whose last probes failed: the mall went down in it', () => {
    const cut: Partial<HealthRound> = {
      probes: { answered: 2, failed: 2, throttled: 0 },
      workers: { answered: 200, failed: 0, throttled: 0 },
      endsFailing: true,
    };
    const steps = through([failed, failed, answered, cut, cut, cut, { ...cut, endsFailing: false }])
      .slice(2)
      .map(({ state }) => (state.kind === 'trickle' ? state.step : state.kind));
    expect(steps).toEqual([0, 0, 0, 0, 1]);
    const states = through([failed, failed, ...times(8, answered), ...times(10, cut)]);
    expect(kinds(states).slice(-11)).toEqual(times(11, 'trickle'));
  });

  it('states how many probes the last round of a ramp had answered, also where it changes nothing else', () => {
    const some: Tally = { answered: 1, failed: 3, throttled: 0 };
    const states = through([failed, failed, answered, some, some, { probes: noEvidence }]);
    const told = states.slice(2).map(({ state }) => (state.kind === 'trickle' ? state.lastRound : null));
    expect(told).toMatchObject(
      [{ answered: 4, failed: 0 }, some, some, some].map(({ answered, failed }) => ({ answered, failed })),
    );
    expect(told[2]?.at).toBe(start + 4 * minuteMs + 50 * secondMs);
  });

  it('does not suffer from throttling, nor from a round of nothing', () => {
    const throttled: Tally = { answered: 0, failed: 0, throttled: 4 };
    expect(kinds(through([throttled, throttled, noEvidence, throttled]))).toEqual(times(4, 'healthy'));
    expect(kinds(through([failed, failed, noEvidence, throttled]))).toEqual(['suspect', 'down', 'down', 'down']);
  });

  it('is not judged by workers alone: what fails for some shops is not the mall', () => {
    expect(kinds(through(times(3, { probes: answered, workers: { answered: 1, failed: 50, throttled: 0 } })))).toEqual(
      ['suspect', 'down', 'trickle'].map(() => 'healthy'),
    );
  });

  it('is not judged by one shop: what fails for it alone is its own trouble, and ends a suspicion', () => {
    const half: Tally = { answered: 2, failed: 2, throttled: 0 };
    const oneShop: Partial<HealthRound> = { probes: half, failingShop: 'rms#kado' };
    expect(kinds(through([oneShop, oneShop, oneShop]))).toEqual(times(3, 'healthy'));
    expect(kinds(through([half, oneShop, half, half]))).toEqual(['suspect', 'healthy', 'suspect', 'down']);
  });

  it('counts bad rounds in a row: one that is neither good nor bad begins a new row', () => {
    const between: Tally = { answered: 6, failed: 4, throttled: 0 };
    const states = through([failed, between, failed, failed]);
    expect(kinds(states)).toEqual(['suspect', 'suspect', 'suspect', 'down']);
    expect(states[3]?.state).toMatchObject({ since: start + 2 * minuteMs + 5 * secondMs });
  });

  it('is not excused by what workers saw before every probe failed', () => {
    const late: Partial<HealthRound> = { probes: failed, workers: { answered: 900, failed: 20, throttled: 0 } };
    expect(kinds(through([late, late]))).toEqual(['suspect', 'down']);
  });

  it('is excused by workers where only some probes failed', () => {
    const some: Partial<HealthRound> = {
      probes: { answered: 2, failed: 2, throttled: 0 },
      workers: { answered: 90, failed: 10, throttled: 0 },
    };
    expect(kinds(through([some, some]))).toEqual(['healthy', 'healthy']);
  });

  it('is not down because two processes judged the same minute', () => {
    const round: HealthRound = {
      now: start + 50 * secondMs,
      probes: failed,
      workers: noEvidence,
      answerMs: null,
      firstFailureAt: start,
      failingShop: null,
      confirmed: false,
      endsFailing: false,
      callsPerSecond: null,
      networkIsOurs: false,
      inMaintenance: false,
    };
    const once = judge(healthyAtFirst('rms', 'import'), round, settings);
    const twice = judge(once, { ...round, now: round.now + secondMs }, settings);
    expect(kinds([once, twice])).toEqual(['suspect', 'suspect']);
    expect(judge(twice, { ...round, now: round.now + minuteMs }, settings).state.kind).toBe('down');
  });

  it('is not taken for back because a worker had been answered before it all began', () => {
    const stale: Partial<HealthRound> = { probes: failed, workers: { answered: 50, failed: 9, throttled: 0 } };
    expect(kinds(through([failed, failed, stale, stale]))).toEqual(['suspect', 'down', 'down', 'down']);
  });

  it('is not blamed for our own network, nor for a planned maintenance', () => {
    expect(kinds(through(times(4, { probes: failed, networkIsOurs: true })))).toEqual(times(4, 'healthy'));
    expect(kinds(through(times(4, { probes: failed, inMaintenance: true })))).toEqual(times(4, 'healthy'));
  });

  it('does not fall back in its ramp because our own network broke', () => {
    const ours: Partial<HealthRound> = { probes: failed, networkIsOurs: true };
    expect(kinds(through([failed, failed, answered, ours, ours, ours]))).toEqual([
      'suspect',
      'down',
      'trickle',
      'trickle',
      'trickle',
      'trickle',
    ]);
  });

  it('is written only when something changed', () => {
    const versions = through([answered, answered, failed, failed, failed, failed]).map(({ version }) => version);
    expect(versions).toEqual([0, 0, 1, 2, 2, 2]);
  });
});

describe('the ramp', () => {
  /** The steps after two bad rounds, with this many shops, each of which may make a call a second. */
  const steps = (shops: number | null, rounds: readonly Partial<HealthRound>[]) =>
    through([failed, failed, ...rounds.map((round) => ({ ...round, callsPerSecond: shops }))])
      .slice(2)
      .map(({ state }) => (state.kind === 'trickle' ? state.step : state.kind));
  const lucky: Partial<HealthRound> = { probes: { answered: 1, failed: 3, throttled: 0 } };
  const back: Partial<HealthRound> = { probes: answered, confirmed: true };

  it('is left out after the first confirmed round where all shops together are a light load, and not before it', () => {
    for (const shops of [1, 20, 100]) {
      expect(steps(shops, [back, back])).toEqual([3, 3]);
      expect(steps(shops, [lucky, lucky, back])).toEqual([0, 0, 3]);
    }
  });

  it('begins with what is a light load of a larger installation, and goes step by step of a large one', () => {
    expect(steps(200, [back, back, back, back])).toEqual([2, 2, 3, 3]);
    expect(steps(null, [back, back, back, back, back, back, back, back])).toEqual([0, 0, 1, 1, 1, 2, 2, 3]);
    expect(steps(57_000, [back, back, back])).toEqual([0, 0, 1]);
  });

  it('that was left out holds every shop again after one round without an answer, and starts over after two', () => {
    const silent: Partial<HealthRound> = { probes: failed, workers: { answered: 60, failed: 0, throttled: 0 } };
    const states = through([
      failed,
      failed,
      ...[back, silent, back, silent, silent, lucky].map((round) => ({ ...round, callsPerSecond: 20 })),
    ]);
    expect(
      states.slice(2).map(({ state }) => (state.kind === 'trickle' ? [state.step, state.silentRounds] : state.kind)),
    ).toEqual([[3, 0], [3, 1], [3, 0], [3, 1], 'down', [0, 0]]);
  });

  it('asks for no more than is light, in calls a second of all shops', () => {
    const light = (callsPerSecond: number | null) => lightStep(callsPerSecond, settings);
    expect([0, 1, 100, 101, 200, 201, 1_000, 1_001, 57_000, null].map(light)).toEqual([3, 3, 3, 2, 2, 1, 1, 0, 0, 0]);
  });
});
