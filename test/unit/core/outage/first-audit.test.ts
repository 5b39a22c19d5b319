import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { capabilities } from '../../../../core/model/health.ts';
import { type HealthWorld, openHealthWorld, start } from './world.ts';

const over = start + 12 * minuteMs;
const [from, to] = [over + 12 * minuteMs, over + 3 * hourMs];

const incidentIn = ({ store }: HealthWorld) => [...store.incidentsById.values()][0];

/** An outage, and a planned window that begins minutes after it. */
async function outageBeforeWindow(): Promise<HealthWorld> {
  const world = await openHealthWorld(5);
  world.rms.control.break({ kind: 'server-error-json', from: start + minuteMs, until: over });
  await world.ports().pauses.plan({ id: 'x', mall: 'rms', capabilities, from, to, note: 'n', by: 'ops' });
  world.rms.control.break({ kind: 'server-error-html', from, until: to });
  world.probeEveryMinute(300);
  return world;
}

describe('what an outage has left to do where a planned window begins soon after it', () => {
  it('is done once the window is over, and no all-clear says before that shops were not audited', async () => {
    const world = await outageBeforeWindow();
    // Nobody has looked at the shops when the window begins.
    await world.time.runUntil(from);
    world.workEveryMinute(240);
    await world.time.runUntil(to - minuteMs);
    expect(incidentIn(world)?.stage.kind).toBe('recovering');
    await world.time.runUntil(to + 20 * minuteMs);
    expect(incidentIn(world)).toMatchObject({ stage: { kind: 'closed' }, audit: { shops: 5, audited: 5 } });
    expect(world.failures).toEqual([]);
  });

  it('is named as open an hour after the window', async () => {
    const world = await outageBeforeWindow();
    await world.time.runUntil(to + 55 * minuteMs);
    expect(incidentIn(world)?.stage.kind).toBe('recovering');
    await world.time.runUntil(to + 70 * minuteMs);
    expect(incidentIn(world)).toMatchObject({ stage: { kind: 'closed' }, audit: { shops: 5, audited: 0 } });
  });
});
