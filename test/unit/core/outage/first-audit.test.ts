import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { capabilities } from '../../../../core/model/health.ts';
import { type HealthWorld, openHealthWorld, start } from './world.ts';

const over = start + 12 * minuteMs;
const [from, to] = [over + 12 * minuteMs, over + 3 * hourMs];

const incidentIn = ({ store }: HealthWorld) => [...store.incidentsById.values()][0];

const stockFunctions = [
  'variants.get',
  'variants.upsert',
  'variant-lists.get',
  'bulk.get',
  'bulk.get.range',
  'bulk.upsert',
].map((name) => `inventory.${name}`);

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

  it('is named as open, too, where nobody hears the end of the window of what was out', async () => {
    const world = await outageBeforeWindow();
    world.rms.control.break({ kind: 'server-error-json', shopUrl: 'shop-2', operations: ['searchOrder'], from: over });
    world.workEveryMinute(300);
    await world.time.runUntil(from + minuteMs);
    // No probe can ask for stock any more.
    for (const { shopUrl } of world.rms.control.shops()) {
      for (const name of stockFunctions) world.rms.control.switchFunction(shopUrl, name, false);
    }
    await world.time.runUntil(to + 2 * hourMs);
    const [window] = world.store.maintenancesById.values();
    expect([window?.ended?.import, window?.ended?.stock]).toEqual([expect.any(Number), undefined]);
    expect(incidentIn(world)).toMatchObject({ stage: { kind: 'closed' }, audit: { shops: 5, audited: 4 } });
  });
});
