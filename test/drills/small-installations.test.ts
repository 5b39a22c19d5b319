import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../core/kernel/time.ts';
import { capabilities } from '../../core/model/health.ts';
import { runDrill } from '../../proving/drill/run-drill.ts';
import { scriptNamed } from './drilled-days.ts';

/** A drill with all rules at their defaults, for shops at RMS only. */
const drill = (id: string, shops: number) =>
  runDrill({ script: scriptNamed(id), shops, bystanders: 0, skus: 10, pushes: 5 * shops, seed: 1 });

describe('a small installation', () => {
  it('an installation of one shop has caught up two minutes after an outage, and loses nothing', async () => {
    const { figures, day, script, unexpected } = await drill('at-once', 1);
    const { from, to } = script;
    const waiting = [...day.books.values()].filter(
      ({ shop, orderedAt }) => shop.startsWith('rms#') && orderedAt > from && orderedAt < to,
    );
    expect(waiting.length).toBeGreaterThan(3);
    expect(figures.minutes.toCaughtUp).toBeGreaterThan(0);
    expect(figures.minutes.toCaughtUp).toBeLessThanOrEqual(2);
    expect(figures).toMatchObject({
      orders: { lost: 0, storedTwice: 0 },
      calls: { byWorkersWhilePaused: 0 },
      incidents: 1,
    });
    expect(unexpected).toEqual([]);
  });

  it('a small installation imports whenever a flapping mall is up, and is held a minute after each relapse', async () => {
    const { figures, day, script, unexpected } = await drill('flapping', 20);
    const workers = capabilities.flatMap((capability) => day.workerCalls.get(capability) ?? []);
    const between = (from: number, to: number) => workers.filter((began) => began >= from && began < to).length;
    const relapses = script.faults.slice(1);
    for (const { from = 0, until = 0 } of relapses) {
      expect(between(from - 2 * minuteMs, from)).toBeGreaterThan(20);
      // A round that ends with the minute, and what was read of the pauses just before it.
      expect(between(from + 75 * secondMs, until)).toBe(0);
    }
    expect(relapses).toHaveLength(4);
    expect(figures.minutes.toCaughtUp).toBeLessThanOrEqual(2);
    expect(figures).toMatchObject({
      orders: { lost: 0, storedTwice: 0 },
      calls: { byWorkersWhilePaused: 0 },
      incidents: 1,
    });
    expect(unexpected).toEqual([]);
  });
});
