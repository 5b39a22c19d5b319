import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { bucketOfWait, countWaits, waitFigures } from '../../../../core/model/waits.ts';
import { createWaitNotes, keepWaits } from '../../../../core/session/wait-notes.ts';
import { createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';

describe('the figures of waits', () => {
  it('are right to a twentieth, from a second to hours', () => {
    for (const ms of [700, 3_000, 12_000, 147_000, 3 * 60 * minuteMs]) {
      const figures = waitFigures(countWaits([ms]));
      expect((figures?.p50Ms ?? 0) / ms).toBeGreaterThan(0.95);
      expect((figures?.p50Ms ?? 0) / ms).toBeLessThan(1.05);
    }
  });

  it('tell the one of a hundred that takes long from the others', () => {
    const waits = [...Array.from({ length: 98 }, () => 5 * secondMs), 60 * secondMs, 90 * secondMs];
    const { count, p50Ms, p99Ms } = waitFigures(countWaits(waits)) ?? { count: 0, p50Ms: 0, p99Ms: 0 };
    expect([count, Math.round(p50Ms / secondMs), bucketOfWait(p99Ms)]).toEqual([100, 5, bucketOfWait(60 * secondMs)]);
  });

  it('are none where nothing waited, and hold what took longer than half a day', () => {
    expect(waitFigures(new Map())).toBeNull();
    expect(bucketOfWait(30 * 60 * minuteMs * 24)).toBe(232);
  });
});

describe('the waits of a process', () => {
  const open = () => {
    const store = createMemoryStore();
    const clock = { at: Date.UTC(2026, 10, 24, 3) };
    const ports = { ...memoryPorts(store), clock: { now: () => clock.at, sleep: async () => {} } };
    const cache = { waits: createWaitNotes() };
    const kept = (): number[] => [...store.waitsById.values()].flatMap(({ stored }) => [...stored.values()]);
    return { clock, ports, cache, kept, lines: ports.log };
  };

  it('are kept by one write a mall, the first at once and the others once a minute', async () => {
    const { clock, ports, cache, kept } = open();
    cache.waits.note('rms', 'stored', [12_000]);
    await keepWaits({ ports, cache });
    expect(kept()).toEqual([1]);
    for (let second = 0; second < 50; second++) {
      clock.at += secondMs;
      cache.waits.note('rms', 'stored', [12_000]);
      await keepWaits({ ports, cache });
    }
    expect(kept()).toEqual([1]);
    clock.at += 10 * secondMs;
    await keepWaits({ ports, cache });
    expect(kept()).toEqual([51]);
  });

  it('are a metric of the mall, a hundred values at most with the longest among them', async () => {
    const { ports, cache } = open();
    const told: Record<string, unknown>[] = [];
    const log = { ...ports.log, info: (event: string, fields = {}) => void told.push({ event, ...fields }) };
    cache.waits.note(
      'rms',
      'stored',
      Array.from({ length: 250 }, (_, index) => index * 100),
    );
    await keepWaits({ ports: { ...ports, log }, cache });
    const [line] = told;
    expect(line).toMatchObject({ event: 'waits.measured', mall: 'rms' });
    expect(line).not.toHaveProperty('firstCallP50');
    const ages = line?.OrderAgeSeconds as number[];
    expect([ages.length, ages.at(-1)]).toEqual([100, 24.9]);
  });

  it('of first calls are two fields of the line, which the dashboard asks the log for', async () => {
    const { ports, cache } = open();
    const told: object[] = [];
    const log = { ...ports.log, info: (event: string, fields = {}) => void told.push({ event, ...fields }) };
    cache.waits.note('yahoo', 'called', [2_000, 3_000, 9_000]);
    await keepWaits({ ports: { ...ports, log }, cache });
    expect(told).toMatchObject([{ mall: 'yahoo', firstCallP50: 3, firstCallP99: 9 }]);
  });

  it('hold nothing up where they cannot be kept', async () => {
    const { ports, cache } = open();
    cache.waits.note('rms', 'called', [3_000]);
    const add = async () => {
      throw new TsunagiError('store.failing', 'later', 'The table Control is throttled.');
    };
    await keepWaits({ ports: { ...ports, waits: { ...ports.waits, add } }, cache });
    expect(cache.waits.take(Number.MAX_SAFE_INTEGER).size).toBe(0);
  });
});
