import { expect, it } from 'vitest';
import { startAccounting } from '../../local/alarms/accounting.ts';
import { readTiming } from '../../local/schedules/expression.ts';
import { firing } from '../../local/schedules/fire.ts';

it('runs that take longer than their time limit do not pile up: a slow machine runs no more at once than AWS does', async () => {
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const attempts: string[] = [];
  const timing = readTiming('rate(1 minute)', 'UTC', 'schedule');
  const fired = firing({ timing, group: 'tsunagi' }, 110_000, {
    fire: (atMs) => {
      begun.push(atMs);
      return new Promise<void>((resolve) => ends.push(resolve));
    },
    accounting: { attempted: (group) => void attempts.push(group) },
  });
  const runs = [1, 2, 3, 4].map((minute) => fired(minute));
  expect(begun).toEqual([1, 2]);
  expect(attempts).toEqual(['tsunagi', 'tsunagi']);
  ends[0]?.();
  await runs[0];
  void fired(5);
  expect(begun).toEqual([1, 2, 5]);
});

it('a run of a slow machine is as close to its time limit as the part of it that it took, not as the fast clock says', () => {
  const { figures, ran } = startAccounting(() => 0);
  const outcome = { kind: 'returned', payload: 'null' } as const;
  // 24 s of 60 s of the machine's time, at speed 10: four minutes of the clock, and the limit of the template.
  ran({ functionName: 'reconcile', startedAtMs: 0, endedAtMs: 240_000, durationMs: 96_000, outcome });
  const metric = { namespace: 'AWS/Lambda', name: 'Duration', dimensions: { FunctionName: 'reconcile' } };
  expect(figures.statistic(metric, 'Maximum', 0, 300_000)).toBe(96_000);
});
