import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { type Capability, type Health, type HealthState, healthyAtFirst } from '../../../../core/model/health.ts';
import { defaultHealthSettings as settings } from '../../../../core/model/health-settings.ts';
import { type Incident, outMs, spansOfOccasion, timelineOf } from '../../../../core/model/incident.ts';
import { whyUnnoticed } from '../../../../core/model/notice.ts';
import { keepIncident, nothingDone, type RecoveryProgress } from '../../../../core/outage/keep-incidents.ts';

const start = Date.UTC(2020, 1, 10, 6, 45);
/** The minute of an outage in which it is announced. */
const mailMinute = settings.openedMailAfterMs / minuteMs;
const at = (minutes: number): number => start + minutes * minuteMs;
const done: RecoveryProgress = {
  ...nothingDone,
  caughtUp: true,
  pushed: true,
  stocked: true,
  audited: true,
  audit: { shops: 2, audited: 2, atMall: 9, missing: 0, doubled: 0 },
};

const down = (since = start): HealthState => ({ kind: 'down', since, detectedAt: since + 2 * minuteMs });
const recovering = (since = start): Extract<HealthState, { kind: 'trickle' }> => ({
  kind: 'trickle',
  since,
  detectedAt: since,
  answeredAt: at(60),
  step: 0,
  stepSince: at(60),
  silentRounds: 0,
  goodRounds: 0,
});
const well = (until: number, since = start): HealthState => ({
  kind: 'healthy',
  after: { since, detectedAt: since, until },
});
const health = (state: HealthState, capability: Capability = 'import'): Health => ({
  ...healthyAtFirst('rms', capability),
  state,
});

function keep(
  stored: Incident | null,
  healths: readonly Health[],
  now: number,
  aftermath = nothingDone,
): Incident | null {
  return keepIncident(stored, 'rms', healths, aftermath, now, settings);
}

/** An incident that was announced, recovered at minute 90 and was closed at minute 100. */
function closedOne(): Incident {
  const opened = keep(null, [health(down())], at(2));
  const told = keep(opened, [health(down())], at(mailMinute));
  const recovering = keep(told, [health(well(at(90)))], at(95));
  return keep(recovering, [health(well(at(90)))], at(100), done) as Incident;
}

describe('the length of an incident, and why no mail was sent', () => {
  const span = (from: number, to: number | null, capability: Capability = 'import') => ({
    capability,
    from: at(from),
    to: to === null ? null : at(to),
  });
  const text = (why: ReturnType<typeof whyUnnoticed>): string | null => why && String(why);
  const incident = (...affected: Incident['affected']): Incident => ({
    ...(keep(null, [health(down())], at(2)) as Incident),
    affected,
    stage: affected.some(({ to }) => to === null) ? { kind: 'open' } : { kind: 'closed', at: at(60) },
  });

  it('is one: an outage of six minutes that ended between two rounds of probes was not over within five', () => {
    const short = incident(span(0, 6));
    expect(outMs(short, at(90))).toBe(6 * minuteMs);
    expect(text(whyUnnoticed(short, at(90)))).toBe('No round of probes saw it fail 5 minutes after the first failure.');
  });

  it('does not count the time between two outages', () => {
    const twice = incident(span(0, 3), span(1, 2, 'stock'), span(30, 33));
    expect(outMs(twice, at(90))).toBe(6 * minuteMs);
    expect(text(whyUnnoticed(twice, at(90)))).toBe('It was over before 5 minutes.');
  });

  it('grows while it lasts, and then a mail may still go', () => {
    const open = incident(span(0, null));
    expect(outMs(open, at(3))).toBe(3 * minuteMs);
    expect(text(whyUnnoticed(open, at(3)))).toBe('It goes once this has lasted 5 minutes.');
    expect(text(whyUnnoticed({ ...open, noticedAt: at(5) }, at(6)))).toBeNull();
  });

  it('of a relapse is that of the relapse', () => {
    const relapse = { reopened: 1, reopenedAt: at(70), before: { spans: 1, interims: 0 } };
    expect(text(whyUnnoticed({ ...incident(span(0, 9), span(70, 72)), ...relapse }, at(90)))).toBe(
      'It was over before 5 minutes.',
    );
    expect(timelineOf({ ...incident(span(0, 9), span(70, 72)), ...relapse }).map(({ text }) => text)).toContain(
      'The mall failed again within the hour after the all-clear: the same incident goes on (relapse 1).',
    );
  });
});

describe('an incident', () => {
  it('does not exist while nothing is out, nor for a suspicion', () => {
    expect(keep(null, [health({ kind: 'suspect', since: start, badRounds: 1 })], at(1))).toBeNull();
  });

  it('is named after the one before it, though that one was opened by a fast clock', () => {
    const fast = closedOne();
    const earlier = start - 2 * hourMs;
    const next = keep({ ...fast, stage: { kind: 'closed', at: earlier - 2 * hourMs } }, [health(down(earlier))], at(2));
    expect(next).toMatchObject({ id: 'rms-20200210-154501', openedAt: earlier });
    const third = { ...(next as Incident), stage: { kind: 'closed', at: earlier - 2 * hourMs } } as const;
    expect(keep(third, [health(down(earlier + minuteMs))], at(3))?.id).toBe('rms-20200210-154502');
  });

  it('opens at the first failure, and is announced only once it has lasted for the minutes that are set', () => {
    const opened = keep(null, [health(down())], at(2)) as Incident;
    expect(opened).toMatchObject({ id: 'rms-20200210-154500', openedAt: start, detectedAt: at(2), version: 1 });
    expect(opened.noticedAt).toBeUndefined();
    expect(keep(opened, [health(down())], at(mailMinute))).toMatchObject({ noticedAt: at(mailMinute), version: 2 });
  });

  it('that is answered again within these minutes is not announced, unless something still fails', () => {
    const opened = keep(null, [health(down())], at(2)) as Incident;
    const answered = { ...recovering(), answeredAt: at(3), stepSince: at(3) };
    expect(keep(opened, [health(answered)], at(3))).toBe(opened);
    expect(keep(opened, [health({ ...answered, goodSince: at(4) })], at(mailMinute + 1))).toBe(opened);
    expect(keep(opened, [health(answered)], at(mailMinute + 1))?.noticedAt).toBe(at(mailMinute + 1));
  });

  it('is never closed without the figures of its audit, however late its recovery is seen', () => {
    const opened = keep(null, [health(down())], at(2));
    const late = keep(opened, [health(well(at(90)))], at(200));
    expect(late?.stage.kind).toBe('recovering');
    expect(keep(late, [health(well(at(90)))], at(201), done)).toMatchObject({ audit: { audited: 2 } });
  });

  it('concerns, after a relapse, those only whom the relapse concerns', () => {
    const again = keep(closedOne(), [health(well(at(90))), health(down(at(130)), 'status')], at(132)) as Incident;
    expect(again.affected.map(({ capability }) => capability)).toEqual(['import', 'status']);
    expect(spansOfOccasion(again).map(({ capability }) => capability)).toEqual(['status']);
    expect(spansOfOccasion(closedOne()).map(({ capability }) => capability)).toEqual(['import']);
  });

  it('concerns, after a relapse by a slow clock, no merchant of the outage before, though a fast clock dated that later', () => {
    const fast = { ...closedOne(), affected: [{ capability: 'import', from: at(60), to: at(90) }] } as const;
    const again = keep(fast, [health(well(at(90))), health(down(at(50)), 'status')], at(112)) as Incident;
    expect(again).toMatchObject({ reopenedAt: at(50), before: { spans: 1 } });
    expect(spansOfOccasion(again).map(({ capability }) => capability)).toEqual(['status']);
  });

  it('is distinguished by its times from what was out before, where 0.1.0 wrote the relapse', () => {
    const { before: _, ...again } = keep(closedOne(), [health(down(at(130)), 'status')], at(132)) as Incident;
    expect(spansOfOccasion(again).map(({ capability }) => capability)).toEqual(['status']);
  });

  it('never ends before it began, though a slow clock records the end and a fast one the beginning', () => {
    const fast = keep(null, [health(down(at(60)))], at(62));
    const recovering = keep(fast, [health(well(at(10), at(60)))], at(15));
    expect(recovering?.affected).toEqual([{ capability: 'import', from: at(60), to: at(60) }]);
  });

  it('is the same incident through hours of flapping', () => {
    let incident = keep(null, [health(down())], at(2));
    for (let minute = 3; minute < 240; minute++) {
      incident = keep(incident, [health(minute % 7 === 0 ? recovering() : down())], at(minute));
    }
    expect(incident).toMatchObject({ id: 'rms-20200210-154500', affected: [{ capability: 'import', to: null }] });
    expect(incident?.version).toBe(2);
  });

  it('recovers when all that was out is well, as of when it was well', () => {
    const opened = keep(null, [health(down()), health(down(at(1)), 'stock')], at(2));
    const half = keep(opened, [health(well(at(90))), health(down(at(1)), 'stock')], at(95));
    expect(half?.stage).toEqual({ kind: 'open' });
    const recovering = keep(half, [health(well(at(90))), health(well(at(120), at(1)), 'stock')], at(125));
    expect(recovering?.stage).toEqual({ kind: 'recovering', since: at(120) });
  });

  it('closes when all is caught up and audited', () => {
    expect(closedOne()).toMatchObject({ stage: { kind: 'closed', at: at(100) }, audit: { audited: 2, missing: 0 } });
  });

  it('waits for pushes that it held, for an hour at the longest', () => {
    const recovering = keep(keep(null, [health(down())], at(2)), [health(well(at(90)))], at(95));
    const held: RecoveryProgress = { ...done, pushed: false };
    expect(keep(recovering, [health(well(at(90)))], at(149), held)?.stage.kind).toBe('recovering');
    expect(keep(recovering, [health(well(at(90)))], at(150), held)?.stage.kind).toBe('closed');
  });

  it('waits for listings that still show what they did before it, for an hour at the longest', () => {
    const recovering = keep(keep(null, [health(down())], at(2)), [health(well(at(90)))], at(95));
    const held: RecoveryProgress = { ...done, stocked: false };
    expect(keep(recovering, [health(well(at(90)))], at(149), held)?.stage.kind).toBe('recovering');
    expect(keep(recovering, [health(well(at(90)))], at(150), held)?.stage.kind).toBe('closed');
  });

  it('closes an hour after the recovery at the latest, with what is open', () => {
    const recovering = keep(keep(null, [health(down())], at(2)), [health(well(at(90)))], at(95));
    const partly: RecoveryProgress = {
      ...nothingDone,
      audit: { shops: 2, audited: 1, atMall: 3, missing: 0, doubled: 0 },
    };
    expect(keep(recovering, [health(well(at(90)))], at(149), partly)?.stage.kind).toBe('recovering');
    const closed = keep(recovering, [health(well(at(90)))], at(150), partly);
    expect(closed).toMatchObject({ stage: { kind: 'closed' }, audit: { shops: 2, audited: 1 } });
  });

  it('goes on when it falls out again while it recovers', () => {
    const recovering = keep(keep(null, [health(down())], at(2)), [health(well(at(90)))], at(95));
    const again = keep(recovering, [health(down(at(99)))], at(101)) as Incident;
    expect(again).toMatchObject({ id: 'rms-20200210-154500', stage: { kind: 'open' }, reopened: 0 });
    expect(again.affected).toHaveLength(2);
  });

  it('is reopened by a relapse within the hour, and announced again', () => {
    const again = keep(closedOne(), [health(down(at(130)))], at(132)) as Incident;
    expect(again).toMatchObject({ id: 'rms-20200210-154500', stage: { kind: 'open' }, reopened: 1 });
    expect(again.noticedAt).toBeUndefined();
    const mailed = at(130 + mailMinute);
    expect(keep(again, [health(down(at(130)))], mailed)?.noticedAt).toBe(mailed);
  });

  it('remembers over every relapse what was announced to merchants, since its all-clear may not have reached all', () => {
    const first = closedOne();
    const again = keep(first, [health(down(at(101)))], at(103)) as Incident;
    const told = [{ reopened: 0, noticedAt: at(mailMinute), closedAt: at(100), affected: first.affected }];
    expect(again.told).toEqual(told);
    const blip = { ...again, affected: first.affected, stage: { kind: 'closed', at: at(110) } } as const;
    expect(keep(blip, [health(down(at(111)))], at(113))).toMatchObject({ reopened: 2, told });
  });

  it('is another one later', () => {
    const other = keep(closedOne(), [health(down(at(100) + hourMs + minuteMs))], at(163)) as Incident;
    expect(other).toMatchObject({ reopened: 0, version: 1 });
    expect(other.id).not.toBe('rms-20200210-154500');
  });

  it('keeps what the audit a day later found, once that is done', () => {
    const closed = closedOne();
    const second: RecoveryProgress = { ...done, audit: { shops: 2, audited: 2, atMall: 9, missing: 1, doubled: 0 } };
    expect(keep(closed, [health(well(at(90)))], at(90) + 23 * hourMs, second)).toBe(closed);
    expect(keep(closed, [health(well(at(90)))], at(90) + 24 * hourMs, second)).toMatchObject({
      stage: { kind: 'closed' },
      audit: { missing: 0 },
      secondAudit: { missing: 1 },
    });
  });

  it('that was not announced closes without an announcement', () => {
    const blip = keep(null, [health(down())], at(2));
    const recovering = keep(blip, [health(well(at(3)))], at(10));
    expect(keep(recovering, [health(well(at(3)))], at(12), done)).toMatchObject({ stage: { kind: 'closed' } });
    expect(keep(recovering, [health(well(at(3)))], at(12), done)?.noticedAt).toBeUndefined();
  });

  it('is not written again when nothing changed', () => {
    const opened = keep(null, [health(down())], at(2)) as Incident;
    expect(keep(opened, [health(down())], at(3))).toBe(opened);
    const closed = closedOne();
    expect(keep(closed, [health(well(at(90)))], at(500))).toBe(closed);
  });
});
