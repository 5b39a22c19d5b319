import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { catchUpOf, heldImport, resumedSince } from '../../../../core/model/catch-up.ts';
import { defaultHealthSettings } from '../../../../core/model/health-settings.ts';

// Issue 19, 5: no estimate of when all is caught up.

const now = Date.UTC(2020, 1, 10, 7, 0);
const since = now - 10 * minuteMs;
const later = (minutes: number) => ({ kind: 'estimated', at: now + minutes * minuteMs, since });

describe('when what an outage held will be done', () => {
  it('is no question where nothing is left', () => {
    expect(catchUpOf([], since, now)).toEqual({ kind: 'done' });
    expect(catchUpOf([{ done: 5, left: 0 }], now, now)).toEqual({ kind: 'done' });
  });

  it('follows from the pace of each shop, and the slowest decides', () => {
    const [third, half] = [
      { done: 1, left: 2 },
      { done: 3, left: 3 },
    ];
    expect(catchUpOf([half], since, now)).toEqual(later(10));
    expect(catchUpOf([half, third, { done: 9, left: 0 }], since, now)).toEqual(later(20));
  });

  it('follows from how fast shops get their turn, where some had none yet', () => {
    const begun = Array.from({ length: 4 }, () => ({ done: 6, left: 0 }));
    const waiting = Array.from({ length: 12 }, () => ({ done: 0, left: 6 }));
    expect(catchUpOf([...begun, ...waiting], since, now)).toEqual(later(30));
  });

  it('just after a ramp does not take the time of the ramp again: half of 800 shops had waited for the last step', () => {
    const ahead = Array.from({ length: 400 }, () => ({ done: 6, left: 0 }));
    const late = Array.from({ length: 400 }, (_, index) => ({ done: index < 300 ? 3 : 0, left: index < 300 ? 3 : 6 }));
    const step = {
      kind: 'trickle',
      since,
      detectedAt: since,
      answeredAt: now - 12 * minuteMs,
      stepSince: now - 3 * minuteMs,
    } as const;
    const state = { ...step, step: defaultHealthSettings.ramp.length - 1, silentRounds: 0, goodRounds: 1 };
    const resumed = resumedSince({ state }, { capability: 'import', from: since, to: null });
    expect(resumed).toEqual({ at: now - 3 * minuteMs, heldAt: since, ahead: 0.5 });
    const { at, ahead: share } = resumed as { at: number; ahead: number };
    // Of those that wait a third as many as had their turn in three minutes; a shop that has had it needs three more.
    expect(catchUpOf([...ahead, ...late], at, now, share)).toEqual({
      kind: 'estimated',
      at: now + 3 * minuteMs,
      since: at,
    });
    expect(catchUpOf([...ahead, ...late], now - 12 * minuteMs, now)).toMatchObject({ at: now + 12 * minuteMs });
    const { after } = { after: { since, detectedAt: since, answeredAt: step.answeredAt, freeSince: at, until: now } };
    expect(resumedSince({ state: { kind: 'healthy', after } }, { capability: 'import', from: since, to: now })).toEqual(
      resumed,
    );
  });

  it('is unknown while of those that waited for the last step none has had its turn', () => {
    const work = [
      { done: 6, left: 0 },
      { done: 0, left: 6 },
    ];
    expect(catchUpOf(work, since, now, 0.5)).toEqual({ kind: 'unknown', why: 'early' });
  });

  it('is unknown before two minutes were measured, and where nothing moves', () => {
    const work = [{ done: 1, left: 1 }];
    expect(catchUpOf(work, now - 119 * secondMs, now)).toEqual({ kind: 'unknown', why: 'early' });
    expect(catchUpOf(work, now - 120 * secondMs, now)).toMatchObject({ kind: 'estimated' });
    expect(catchUpOf([{ done: 0, left: 1 }], since, now)).toEqual({ kind: 'unknown', why: 'still' });
  });

  it('is reckoned for tens of thousands of shops', () => {
    const many = Array.from({ length: 200_000 }, () => ({ done: 1, left: 1 }));
    expect(catchUpOf(many, since, now)).toEqual(later(10));
  });
});

describe('the pace is measured', () => {
  const span = { capability: 'import', from: since, to: null } as const;
  const last = defaultHealthSettings.ramp.length - 1;
  const recovering = {
    kind: 'trickle',
    since,
    detectedAt: since + minuteMs,
    answeredAt: since + 5 * minuteMs,
  } as const;
  const onRamp = (step: number, silentRounds = 0) => ({
    state: { ...recovering, step, stepSince: since + 5 * minuteMs, silentRounds, goodRounds: 0 },
  });

  it('not while the mall is silent, or shops are let through step by step', () => {
    expect(resumedSince({ state: { kind: 'down', since, detectedAt: since } }, span)).toEqual({ why: 'silent' });
    expect(resumedSince(onRamp(last, 1), span)).toEqual({ why: 'silent' });
    expect(resumedSince(onRamp(last - 1), span)).toEqual({ why: 'ramp' });
  });

  it('from the first answer on, also in rows that do not have it', () => {
    const answered = { at: since + 5 * minuteMs, heldAt: since + minuteMs, ahead: 0 };
    expect(resumedSince(onRamp(last), span)).toEqual(answered);
    const until = since + 6 * minuteMs;
    const after = { since, detectedAt: since + minuteMs, until };
    const well = { ...span, to: until };
    const healthy = (more = {}) => ({ state: { kind: 'healthy', after: { ...after, ...more } } }) as const;
    expect(resumedSince(healthy({ answeredAt: since + 5 * minuteMs }), well)).toEqual(answered);
    expect(resumedSince(healthy(), well)).toEqual({ ...answered, at: until });
    expect(resumedSince({ state: { kind: 'suspect', since: now, badRounds: 1 } }, well)).toEqual({
      at: until,
      heldAt: since,
      ahead: 0,
    });
  });

  it('by how far cursors came since they were held', () => {
    const end = since + 6 * minuteMs;
    expect(heldImport({ cursor: since }, since + minuteMs, end)).toEqual({ done: 0, left: 6 * minuteMs });
    expect(heldImport({ cursor: since + 3 * minuteMs }, since + minuteMs, end)).toEqual({
      done: 2 * minuteMs,
      left: 3 * minuteMs,
    });
    expect(heldImport({ cursor: now }, since, end)).toEqual({ done: 10 * minuteMs, left: 0 });
  });
});
