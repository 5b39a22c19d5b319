import { expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { capabilities } from '../../../../core/model/health.ts';
import { kindsIn, openHealthWorld, start } from './world.ts';

it('a planned window of a mall without shops is over with its time', async () => {
  const world = await openHealthWorld(1);
  const to = start + 30 * minuteMs;
  const window = { id: 'x', mall: 'rms', capabilities, from: start, to, note: 'システム', by: 'ops' } as const;
  await world.ports().pauses.plan(window);
  world.rms.control.break({ kind: 'refuse', from: start + minuteMs });
  world.probeEveryMinute(60);
  await world.pass(10);
  world.store.shopsByKey.delete('rms#shop-1');
  await world.pass(50);
  const [ended] = world.store.maintenancesById.values();
  expect(ended?.endedAt).toBeLessThan(to + 2 * minuteMs);
});

it('a mall whose last shop is removed in an outage is out no longer, and its incident ends', async () => {
  const world = await openHealthWorld(1);
  world.rms.control.break({ kind: 'refuse', from: start + minuteMs });
  world.probeEveryMinute(90);
  await world.pass(10);
  expect(kindsIn(world)).toEqual(['down', 'down', 'down']);
  world.store.shopsByKey.delete('rms#shop-1');
  await world.pass(10);
  expect(kindsIn(world)).toEqual(['healthy', 'healthy', 'healthy']);
  expect([...world.store.incidentsById.values()]).toMatchObject([{ stage: { kind: 'closed' } }]);
  await world.pass(70);
  expect([world.store.incidentsById.size, world.failures]).toEqual([1, []]);
});
