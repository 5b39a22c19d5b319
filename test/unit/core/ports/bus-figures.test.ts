import { expect, it } from 'vitest';
import { announceRows } from '../../../../core/import/write-plans.ts';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { createMemoryStore, memoryLog, memoryPorts } from '../../../../proving/memory/index.ts';
import { noon, orderNumberOf, storedOrder } from '../../../contract/fixtures.ts';

/** Ports with a bus that takes nothing. */
const portsRefused = (log: ReturnType<typeof memoryLog>, now: number) => ({
  ...memoryPorts(createMemoryStore()),
  bus: { ...memoryPorts(createMemoryStore()).bus, announce: async () => new Set<string>() },
  log,
  clock: { now: () => now, sleep: async () => undefined },
});

const nothingIsDue = () => {
  throw new Error('nothing is accepted, so nothing is due');
};

it('an order whose first revision waits is as old as that, though it was read again since', async () => {
  const log = memoryLog();
  const now = noon + 20 * minuteMs;
  const waiting = (index: number, revision: number) =>
    storedOrder({
      ...{ shop: 'rms#a', orderNumber: orderNumberOf(index), storedAt: now - 17 * minuteMs, readAt: now - minuteMs },
      unannounced: [{ revision, kind: revision === 1 ? 'OrderImported' : 'OrderChanged' }],
    });
  const ports = portsRefused(log, now);
  for (const revision of [1, 2]) await announceRows(ports, defaultImportSettings, [waiting(1, revision)], nothingIsDue);
  const waits = log.lines.filter(({ event }) => event === 'bus.refused').map(({ fields }) => fields?.BusWaitSeconds);
  expect(waits).toEqual([17 * 60, 60]);
});

it('orders that the bus does not take are reported for each mall, with the age of the oldest', async () => {
  const log = memoryLog();
  const now = noon + 20 * minuteMs;
  const order = (index: number, ageMs: number, shop: 'rms#a' | 'yahoo#b') =>
    storedOrder({
      ...{ shop, orderNumber: orderNumberOf(index), storedAt: now - ageMs, readAt: now - ageMs },
      unannounced: [{ revision: 1, kind: 'OrderImported' }],
    });
  const rows = [order(1, minuteMs, 'rms#a'), order(2, 17 * minuteMs, 'rms#a'), order(3, 0, 'yahoo#b')];
  expect(await announceRows(portsRefused(log, now), defaultImportSettings, rows, nothingIsDue)).toBe(0);
  expect(log.lines.filter(({ event }) => event === 'bus.refused').map(({ fields }) => fields)).toEqual([
    { what: 'orders', mall: 'rms', refused: 2, of: 3, BusWaitSeconds: 17 * 60 },
    { what: 'orders', mall: 'yahoo', refused: 1, of: 3, BusWaitSeconds: 0 },
  ]);
});
