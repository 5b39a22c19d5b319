import { expect, it } from 'vitest';
import type { ShopKey } from '../../../../core/merchants/shop.ts';
import type { Pause } from '../../../../core/pause/pause.ts';
import type { Log } from '../../../../core/ports/log.ts';
import { hourMs } from '../../../../core/units.ts';
import { tellWaitingPushes } from '../../../../core/watch/push-figures.ts';

const now = Date.parse('2026-11-24T05:00:00+09:00');
const due = (['rms#1', 'yahoo#2'] as ShopKey[]).map((shop) => ({ shop, since: now - 3 * hourMs }));
const pause = { scope: 'rms', since: now - 4 * hourMs, by: 'tanaka', note: 'x' } as const;

function toldOf(pauses: readonly Pause[]): unknown[] {
  const told: unknown[] = [];
  const log: Log = { info: (_, fields) => told.push(fields?.mall), warn: () => undefined, error: () => undefined };
  tellWaitingPushes(log, due, pauses, now);
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
