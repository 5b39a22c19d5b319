import { expect, it } from 'vitest';
import { announceRows } from '../../../../core/import/write-plans.ts';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { createMemoryStore, memoryLog, memoryPorts } from '../../../../proving/memory/index.ts';
import { noon, orderNumberOf, storedOrder } from '../../../contract/fixtures.ts';

it('orders that the bus does not take are reported for each mall, with the age of the oldest', async () => {
  const log = memoryLog();
  const now = noon + 20 * minuteMs;
  const order = (index: number, ageMs: number, shop: 'rms#a' | 'yahoo#b') =>
    storedOrder({
      ...{ shop, orderNumber: orderNumberOf(index), storedAt: now - ageMs, readAt: now - ageMs },
      unannounced: [{ revision: 1, kind: 'OrderImported' }],
    });
  const rows = [order(1, minuteMs, 'rms#a'), order(2, 17 * minuteMs, 'rms#a'), order(3, 0, 'yahoo#b')];
  const bus = { ...memoryPorts(createMemoryStore()).bus, announce: async () => new Set<string>() };
  const ports = {
    ...memoryPorts(createMemoryStore()),
    bus,
    log,
    clock: { now: () => now, sleep: async () => undefined },
  };
  expect(
    await announceRows(ports, defaultImportSettings, rows, () => {
      throw new Error('nothing is accepted, so nothing is due');
    }),
  ).toBe(0);
  expect(log.lines.filter(({ event }) => event === 'bus.refused').map(({ fields }) => fields)).toEqual([
    { what: 'orders', mall: 'rms', refused: 2, of: 3, BusWaitSeconds: 17 * 60 },
    { what: 'orders', mall: 'yahoo', refused: 1, of: 3, BusWaitSeconds: 0 },
  ]);
});
