import { describe, expect, it } from 'vitest';
import type { AlarmShape, AlarmState } from '../../local/alarms/alarm-shape.ts';
import { takeEmbedded } from '../../local/alarms/embedded.ts';
import { judge } from '../../local/alarms/evaluate.ts';
import { parseExpression } from '../../local/alarms/expression.ts';
import { Figures } from '../../local/alarms/figures.ts';
import { parseRule } from '../../local/alarms/rule.ts';
import { startWatch } from '../../local/alarms/watch.ts';

const minuteMs = 60_000;

/** `0` good, `X` bad, `-` none; the oldest first, as AWS writes them. */
const values = (text: string): (number | null)[] =>
  text
    .split(' ')
    .map((one) => (one === '-' ? null : one === 'X' ? 1 : 0))
    .reverse();

function states(text: string, datapointsToAlarm: number): AlarmState[] {
  const alarm = { evaluationPeriods: 3, datapointsToAlarm, isBad: (value: number) => value > 0 };
  const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
  return treatments.map((missing) => judge({ ...alarm, missing }, values(text), 'INSUFFICIENT_DATA'));
}

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, both tables. There `ignore` retains
// the state; it was INSUFFICIENT_DATA here.
describe('an alarm over figures of which some are missing stands as CloudWatch documents it', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  ])(
    'with figures missing, an alarm stands as CloudWatch documents it: %s, where all of three have to be bad',
    (text, wanted) => {
      expect(states(text, 3)).toEqual(wanted);
    },
  );

  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  ])(
    'with figures missing, an alarm stands as CloudWatch documents it: %s, where two of three have to be bad',
    (text, wanted) => {
      expect(states(text, 2)).toEqual(wanted);
    },
  );
});

describe('statistics', () => {
  const key = { namespace: 'N', name: 'M', dimensions: { mall: 'rms' } };
  const figures = new Figures();
  figures.put(key, 1_000, 4, 1, 3);
  figures.put(key, 2_000, 2);
  figures.put({ ...key, dimensions: { mall: 'yahoo' } }, 1_500, 100);

  it.each([
    ['Sum', 10],
    ['SampleCount', 4],
    ['Average', 2.5],
    ['Maximum', 4],
    ['Minimum', 1],
    ['p99', 4],
    ['p50', 2],
  ])('statistics are taken of one metric within a span: %s', (statistic, wanted) => {
    expect(figures.statistic(key, statistic, 1_000, 2_001)).toBe(wanted);
  });

  it('statistics of a span without figures are none, and a figure at its end is not in it', () => {
    expect(figures.statistic(key, 'Sum', 2_001, 9_000)).toBeNull();
    expect(figures.statistic(key, 'SampleCount', 1_000, 2_000)).toBe(3);
  });
});

describe('a log line with figures', () => {
  const line = (fields: object) => {
    const Metrics = [{ Name: 'Lag' }];
    const CloudWatchMetrics = [{ Namespace: 'N', Dimensions: [['mall']], Metrics }];
    return JSON.stringify({ mall: 'rms', ...fields, _aws: { Timestamp: 5_000, CloudWatchMetrics } });
  };

  it('the figures of a log line are taken at its own moment, several values one by one; other lines are left alone', () => {
    const figures = new Figures();
    takeEmbedded(figures, line({ Lag: [7, 9] }));
    takeEmbedded(figures, 'no JSON at all "_aws"');
    const key = { namespace: 'N', name: 'Lag', dimensions: { mall: 'rms' } };
    expect(figures.statistic(key, 'Sum', 5_000, 5_001)).toBe(16);
  });

  it('a log line that lacks a figure which it names is a mistake', () => {
    expect(() => takeEmbedded(new Figures(), line({}))).toThrow(/carries Lag/);
    expect(() => takeEmbedded(new Figures(), line({ Lag: 1, mall: 3 }))).toThrow(/no text for mall/);
    expect(() => takeEmbedded(new Figures(), line({ Lag: Array(101).fill(1) }))).toThrow(/carries Lag/);
  });
});

describe('an expression over metrics', () => {
  const values: Readonly<Record<string, number | null>> = { a: 3, b: 10, none: null };
  const valueIn = (id: string): number | null => values[id] ?? null;

  it.each([
    ['a - 0.1 * b', 2],
    ['b - a - 1', 6],
    ['SUM([a, none, b])', 13],
    ['SUM([none, none])', null],
    ['a + none', null],
    ['2 * (a + b)', 26],
  ])('an expression over metrics is computed: %s is %d', (text, wanted) => {
    expect(parseExpression(text, 'here')(valueIn)).toBe(wanted);
  });

  it.each(['a +', 'SUM(a)', 'a / b', 'FILL(a, 0)', '(a', ''])(
    'an expression over metrics that cannot be read is refused with the place: %s',
    (text) => {
      expect(() => parseExpression(text, 'Stack/Alarm')(valueIn)).toThrow(
        /^Stack\/Alarm: the expression .* cannot be read/,
      );
    },
  );
});

describe('a rule over alarms', () => {
  it.each([
    ['ALARM("a")', true],
    ['ALARM("b")', false],
    ['ALARM("a") AND NOT ALARM("b")', true],
    ['(OK("a") OR INSUFFICIENT_DATA("a")) AND TRUE', false],
    ['ALARM("b") OR ALARM("a") AND OK("b")', true],
    ['NOT (ALARM("a") OR ALARM("b"))', false],
  ])('a rule over alarms is evaluated: %s holds: %s', (text, wanted) => {
    expect(parseRule(text, 'here').holds((name) => (name === 'a' ? 'ALARM' : 'OK'))).toBe(wanted);
  });

  it.each(['ALARM("a"', 'BROKEN("a")', 'ALARM("a") ALARM("b")', ''])(
    '%s cannot be read, and the place is named',
    (text) => {
      expect(() => parseRule(text, 'Stack/Alarm')).toThrow(/^Stack\/Alarm: the rule .* cannot be read/);
    },
  );
});

describe('an alarm that another one keeps quiet', () => {
  /** Two figures, a cause and its effect. Returns the news of the effect, by the minutes at which each was bad. */
  function toldWhen(bad: { readonly cause: readonly [number, number]; readonly effect: readonly [number, number] }) {
    const figures = new Figures();
    const metric = (name: string): AlarmShape => ({
      kind: 'metric',
      name,
      arn: name,
      description: '',
      tells: false,
      valueIn: (figures, ...span) => figures.statistic({ namespace: 'N', name, dimensions: {} }, 'Maximum', ...span),
      periodMs: minuteMs,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      isBad: (value) => value > 0,
      missing: 'notBreaching',
    });
    const suppressor = { arn: 'cause', waitMs: 2 * minuteMs, extensionMs: 10 * minuteMs };
    const rule = parseRule('ALARM("effect")', 'here');
    const told: string[] = [];
    const composite = {
      kind: 'composite',
      name: 'told',
      arn: 'told',
      description: '',
      tells: true,
      rule,
      suppressor,
    } as const;
    const watch = startWatch([metric('cause'), metric('effect'), composite], figures, {
      onTold: ({ atMs, state }) => told.push(`${atMs / minuteMs} ${state}`),
    });
    for (let minute = 0; minute < 60; minute++) {
      for (const [name, [from, to]] of Object.entries(bad)) {
        const key = { namespace: 'N', name, dimensions: {} };
        figures.put(key, minute * minuteMs, minute >= from && minute < to ? 1 : 0);
      }
      watch.judge((minute + 1) * minuteMs);
    }
    return told;
  }
  const never = [99, 99] as const;

  it('a suppressible alarm is reported after the wait, with its end, where the suppressing one does not stand', () => {
    expect(toldWhen({ cause: never, effect: [10, 20] })).toEqual(['13 ALARM', '21 OK']);
  });

  it('a suppressible alarm is not reported while the suppressing one stands, even if that came a minute later', () => {
    expect(toldWhen({ cause: [11, 30], effect: [10, 35] })).toEqual([]);
  });

  it('a suppressible alarm that still stands is reported once the suppressing one has been over for some time', () => {
    expect(toldWhen({ cause: [5, 20], effect: [10, 50] })).toEqual(['31 ALARM', '51 OK']);
  });
});

describe('an alarm that takes silence for bad', () => {
  /** The news of a function that runs in these minutes of the two hours after its figures began. */
  function toldOf(runs: (minute: number) => boolean): string[] {
    const key = { namespace: 'AWS/Lambda', name: 'Invocations', dimensions: {} };
    const alarm: AlarmShape = {
      kind: 'metric',
      name: 'not-running',
      arn: 'not-running',
      description: '',
      tells: true,
      valueIn: (figures, ...span) => figures.statistic(key, 'Sum', ...span),
      periodMs: 5 * minuteMs,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      isBad: (value) => value < 1,
      missing: 'breaching',
    };
    const figures = new Figures();
    const told: string[] = [];
    const watch = startWatch([alarm], figures, {
      sinceMs: 0,
      onTold: ({ atMs, state }) => told.push(`${atMs / minuteMs} ${state}`),
    });
    for (let minute = 1; minute <= 120; minute++) {
      if (runs(minute)) figures.put(key, minute * minuteMs - 1, 1);
      watch.judge(minute * minuteMs);
    }
    return told;
  }

  it('an alarm that takes silence for bad says nothing of the time before there were figures', () => {
    expect(toldOf((minute) => minute > 3)).toEqual([]);
  });

  it('an alarm that takes silence for bad goes off with the silence, and is over with the first run', () => {
    expect(toldOf((minute) => minute > 40)).toEqual(['15 ALARM', '41 OK']);
    // By then not even the two further periods at which CloudWatch looks hold a run.
    expect(toldOf((minute) => minute < 60)).toEqual(['84 ALARM']);
  });
});
