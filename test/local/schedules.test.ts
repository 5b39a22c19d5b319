import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTiming } from '../../local/schedules/expression.ts';
import { next } from '../../local/schedules/schedules.ts';
import { type FixtureCloud, startFixture } from './fixture/running-cloud.ts';
import { until } from './fixture/until.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const timing = (expression: string, zone = 'UTC') => readTiming(expression, zone, 'schedule');

describe('a schedule expression', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
  ])('the schedule expression %s has its period', (expression, everyMs) => {
    expect(timing(expression)).toEqual({ kind: 'rate', everyMs });
  });

  it.each([
    ['cron(0 3 * * ? *)', 'UTC', '2026-11-24T02:59:59', '2026-11-24T03:00:00'],
    ['cron(0 3 * * ? *)', 'Asia/Tokyo', '2026-11-24T00:00:00', '2026-11-24T18:00:00'],
    ['cron(0/15 * * * ? *)', 'UTC', '2026-11-24T00:16:00', '2026-11-24T00:30:00'],
    // 1 is Sunday for AWS; 2026-11-24 is a Tuesday.
    ['cron(0 0 ? * 2 *)', 'UTC', '2026-11-24T00:00:00', '2026-11-30T00:00:00'],
    ['cron(0 0 ? * MON-FRI *)', 'UTC', '2026-11-27T00:00:00', '2026-11-30T00:00:00'],
    ['cron(0 0 L * ? *)', 'UTC', '2026-11-24T00:00:00', '2026-11-30T00:00:00'],
    ['at(2026-11-24T10:00:00)', 'Asia/Tokyo', '2026-11-24T00:00:00', '2026-11-24T01:00:00'],
  ])('the schedule expression %s in %s is next due, after %s, at %s', (expression, zone, after, due) => {
    expect(next(timing(expression, zone), utc(after), utc(after))).toBe(utc(due));
  });

  it('a schedule expression that is past never comes again', () => {
    expect(next(timing('at(2026-11-24T10:00:00)'), utc('2026-11-24T10:00:00'), utc('2026-11-24T10:00:00'))).toBeNull();
  });

  it.each(['rate(0 minutes)', 'rate(1 week)', 'cron(0 3 * * ?)', 'at(soon)', 'every minute'])(
    '%s is refused, with examples',
    (expression) => {
      expect(() => timing(expression)).toThrow(/schedule is ".*"; write rate\(5 minutes\)/);
    },
  );
});

describe('a schedule by rate', () => {
  it('a schedule by rate keeps its step, and makes up for minutes that were slept through only once', () => {
    const minutely = timing('rate(1 minute)');
    expect(next(minutely, 0, 5)).toBe(60_000);
    expect(next(minutely, 60_000, 60_000 + 59_999)).toBe(120_000);
    expect(next(minutely, 60_000, 605_000)).toBe(660_000);
  });
});

describe('the schedules of the cloud', () => {
  let fixture: FixtureCloud;
  beforeAll(async () => {
    fixture = await startFixture({ speed: 120 });
  });
  afterAll(() => fixture.stop());

  it('the schedules of the cloud run their function at once and then every minute of cloud time, with the input of the template', async () => {
    const runs = await until('four runs', () => {
      const done = fixture.runs.filter(({ functionName }) => functionName === 'fixture-store');
      return done.length >= 4 && done;
    });
    const events: { shard: number; at: string }[] = [];
    for await (const item of fixture.cloud.readTable('Things')) events.push(JSON.parse(String(item.event?.S)));
    expect(events.map(({ shard }) => shard)).toEqual(events.map(() => 0));
    const due = events.map(({ at }) => Date.parse(at)).sort((one, other) => one - other);
    const steps = due.slice(1).map((at, index) => at - (due[index] ?? 0));
    expect(steps.length).toBeGreaterThanOrEqual(runs.length - 1);
    // The moments are cut to seconds, so a step of a minute may look a second off; a skipped minute would be two.
    for (const step of steps) expect(Math.abs(step - 60_000 * Math.round(step / 60_000))).toBeLessThanOrEqual(1_000);
    expect(steps.some((step) => Math.round(step / 60_000) === 1)).toBe(true);
  });

  it('the schedules of the cloud can all be fired at once by hand', async () => {
    const outcomes = await fixture.cloud.runSchedulesNow();
    expect(outcomes).toEqual([{ kind: 'returned', payload: 'null' }]);
  });

  it('the schedules of the cloud fire nothing more once the cloud has settled', async () => {
    await fixture.cloud.settle();
    const before = fixture.runs.length;
    const threeMinutesLaterMs = fixture.clock.now() + 180_000;
    await until('three minutes of cloud time', () => fixture.clock.now() >= threeMinutesLaterMs);
    expect(fixture.runs.length).toBe(before);
  });
});
