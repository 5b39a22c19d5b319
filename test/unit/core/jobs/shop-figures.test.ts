import { describe, expect, it } from 'vitest';
import { tellEndingVersions, tellHowShopsStand } from '../../../../core/jobs/shop-figures.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Pause } from '../../../../core/model/pause.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import type { Malls } from '../../../../core/ports/ports.ts';
import type { Log, LogValue } from '../../../../core/ports/system.ts';

const morning = Date.parse('2026-11-24T09:20:00+09:00');
const endsOn = (day: string): number => Date.parse(`${day}T23:59:59+09:00`);

const shop = (code: string, facts: { behindMs?: number; endsAt?: number; pending?: Shop['pending'] } = {}): Shop => ({
  key: `rms#${code}`,
  mall: 'rms',
  code,
  name: code,
  merchant: code,
  shard: 0,
  importFrom: 0,
  cursor: morning - (facts.behindMs ?? minuteMs),
  scannedAt: 0,
  rereadDay: '',
  rereadAfter: '',
  callsPerSecond: 1,
  credential: {
    version: 1,
    dataKey: 0,
    sealed: '',
    ...(facts.endsAt === undefined ? {} : { expiresAt: facts.endsAt }),
  } as unknown as Shop['credential'],
  ...(facts.pending === undefined ? {} : { pending: facts.pending }),
});

function figuresOf(shops: readonly Shop[], pauses: readonly Pause[] = [], now = morning): Record<string, LogValue> {
  const told: Record<string, LogValue>[] = [];
  const log: Log = { info: (_, fields = {}) => told.push(fields), warn: () => undefined, error: () => undefined };
  tellHowShopsStand(log, shops, pauses, now, { rereadHour: 1 });
  return told[0] ?? {};
}

describe('shops that fall behind', () => {
  it.each([
    [59 * minuteMs, 0],
    [hourMs, 1],
    [2 * hourMs - minuteMs, 1],
    [2 * hourMs, 0],
    [23 * hourMs, 0],
    [25 * hourMs, 1],
    [26 * hourMs, 0],
    [40 * dayMs + hourMs, 1],
  ])(
    'shops that fall behind are reported in the hour after the first hour, and after each further day: %i ms',
    (behindMs, count) => {
      expect(figuresOf([shop('a', { behindMs }), shop('b')]).ShopsFallenBehind).toBe(count);
    },
  );

  it('shops fall behind if nothing holds them, and a refused key holds while it is tried again, too', () => {
    const refused: Pause = {
      cause: 'credentials',
      scope: 'rms#a',
      since: morning - 3 * dayMs,
      by: 'import',
      note: 'x',
      credentialVersion: 1,
      retryAt: morning - minuteMs,
    };
    const shops = [shop('a', { behindMs: hourMs }), shop('b')];
    expect(figuresOf(shops, [refused])).toMatchObject({
      ShopsFallenBehind: 0,
      ShopsNotPolledPercent: 0,
      ImportLagSeconds: 60,
    });
    expect(figuresOf(shops, [{ ...refused, credentialVersion: 0 }]).ShopsFallenBehind).toBe(1);
  });
});

describe('shops whose nights were not audited', () => {
  /** 04:00 in Japan: by then the night of that day should be over. */
  const nightEnds = Date.parse('2026-11-24T04:00:00+09:00');
  const read = (code: string, rereadDay: string): Shop => ({ ...shop(code), rereadDay });
  const overdueAt = (now: number, ...shops: readonly Shop[]) => figuresOf(shops, [], now).AuditsADayOverdue;

  it('shops whose nights were not audited are reported in the hour in which they are a day late, and after each further day', () => {
    const late = read('a', '2026-11-22');
    expect(overdueAt(nightEnds - 1, late)).toBe(0);
    expect(overdueAt(nightEnds, late)).toBe(1);
    expect(overdueAt(nightEnds + hourMs - 1, late)).toBe(1);
    expect(overdueAt(nightEnds + hourMs, late)).toBe(0);
    expect(overdueAt(nightEnds + 5 * dayMs, late)).toBe(1);
    expect(overdueAt(nightEnds + 5 * dayMs - hourMs, late)).toBe(0);
  });

  it('shops that are less than a day late, never were read, or are held are not reported as not audited', () => {
    const late = read('a', '2026-11-22');
    expect(overdueAt(nightEnds, read('b', '2026-11-23'), read('c', ''), late)).toBe(1);
    const pause: Pause = { cause: 'manual', scope: 'rms#a', since: 0, by: 'tanaka', note: 'x' };
    expect(figuresOf([late], [pause], nightEnds).AuditsADayOverdue).toBe(0);
  });
});

describe('keys that end', () => {
  const keys = ['23', '24', '25', '26', '27', '28'].map((day) => shop(day, { endsAt: endsOn(`2026-11-${day}`) }));

  it('keys that end are reported three days before and the day before, between nine and ten in Japan', () => {
    expect(figuresOf(keys).KeysEnding).toBe(2);
    expect(figuresOf(keys.slice(2, 3)).KeysEnding).toBe(1);
    expect(figuresOf(keys.slice(4, 5)).KeysEnding).toBe(1);
    for (const now of [morning - 21 * minuteMs, morning + 40 * minuteMs]) {
      expect(figuresOf(keys, [], now).KeysEnding).toBe(0);
    }
  });

  it('keys that end are left out while the next one is about to be taken', () => {
    const pending = { version: 2, since: morning - minuteMs } as NonNullable<Shop['pending']>;
    const endsAt = endsOn('2026-11-25');
    expect(figuresOf([shop('a', { endsAt, pending })]).KeysEnding).toBe(0);
    expect(figuresOf([shop('a', { endsAt, pending: { ...pending, since: morning - 2 * hourMs } })]).KeysEnding).toBe(1);
  });
});

describe('a version of a mall’s API', () => {
  const endsAt = morning + 200 * dayMs;
  const told = (now: number, answered: string | null, names = ['rms']) => {
    const lines: unknown[] = [];
    const log: Log = {
      info: () => undefined,
      warn: (event, fields) => lines.push({ event, ...fields }),
      error: () => undefined,
    };
    const malls = {
      names,
      traits: () => ({ apiVersion: { name: '2026-10', endsAt } }),
      answeredVersion: () => answered,
    } as unknown as Malls;
    tellEndingVersions({ malls, log }, [shop('a', {}), shop('b', {})], now);
    return lines;
  };

  it('an API version of a mall is reported once a run from 90 days before its end on, and as soon as another one answers', () => {
    expect(told(morning, null)).toEqual([]);
    expect(told(morning, '2026-10')).toEqual([]);
    expect(told(endsAt - 91 * dayMs, null)).toEqual([]);
    expect(told(endsAt - 90 * dayMs, null)).toMatchObject([{ event: 'mall.version-ending', ApiVersionEnding: 1 }]);
    expect(told(morning, '2027-01')).toMatchObject([{ asked: '2026-10', answered: '2027-01', ApiVersionEnding: 1 }]);
  });

  it('an API version is not asked of a mall that only a newer release knows', () => {
    expect(told(endsAt, null, [])).toEqual([]);
  });
});
