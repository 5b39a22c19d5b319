import { describe, expect, it } from 'vitest';
import { hourMs } from '../../../../core/kernel/time.ts';
import type { Pause } from '../../../../core/model/pause.ts';
import type { ShopKey } from '../../../../core/model/shop.ts';
import type { Log } from '../../../../core/ports/system.ts';
import { tellWaitingPushes } from '../../../../core/status/call-due-pushes.ts';

const now = Date.parse('2026-11-24T05:00:00+09:00');
const due = (['rms#1', 'yahoo#2'] as ShopKey[]).map((shop) => ({ shop, since: now - 3 * hourMs }));
const pause = { scope: 'rms', since: now - 4 * hourMs, by: 'tanaka', note: 'x' } as const;

function toldOf(pauses: readonly Pause[]): unknown[] {
  const told: unknown[] = [];
  const log: Log = { info: (_, fields) => told.push(fields?.mall), warn: () => undefined, error: () => undefined };
  tellWaitingPushes(log, 'pushes.measured', due, now, { pauses });
  return told;
}

it('says nothing of pushes that wait for the end of a planned maintenance, and speaks of the other mall', () => {
  expect(toldOf([{ ...pause, cause: 'maintenance', capability: 'status' }])).toEqual(['yahoo']);
});

it('speaks of pushes that anything else holds', () => {
  expect(toldOf([])).toEqual(['rms', 'yahoo']);
  expect(toldOf([{ ...pause, cause: 'manual' }])).toEqual(['rms', 'yahoo']);
  expect(toldOf([{ ...pause, cause: 'maintenance', capability: 'import' }])).toEqual(['rms', 'yahoo']);
});

describe('shops whose status changes wait', () => {
  const waiting = (...hours: number[]) =>
    hours.map((count, index) => ({ shop: `rms#${index}` as ShopKey, since: now - count * hourMs }));
  const figuresOf = (tell: (log: Log) => void): unknown[] => {
    const told: unknown[] = [];
    tell({ info: (_, fields) => told.push(fields), warn: () => undefined, error: () => undefined });
    return told;
  };

  it.each([
    [1.9, 0],
    [2, 1],
    [2.9, 1],
    [3, 0],
    [25, 0],
    [26, 1],
    [27, 0],
    [40 * 24 + 2, 1],
  ])('are reported in the hour after the second hour, and after each further day: %f h', (hours, count) => {
    const figures = [{ mall: 'rms', PushWaitSeconds: hours * 3_600, PushWaitsTwoHoursOld: count }];
    for (const event of ['pushes.measured', 'pushes.tried'] as const)
      expect(figuresOf((log) => tellWaitingPushes(log, event, waiting(hours), now, {}))).toEqual(figures);
  });

  it('are each reported, even if another has waited for weeks', () => {
    const told = figuresOf((log) => tellWaitingPushes(log, 'pushes.measured', waiting(500, 2, 2.5, 1), now, {}));
    expect(told).toMatchObject([{ PushWaitSeconds: 500 * 3_600, PushWaitsTwoHoursOld: 2 }]);
  });
});
