import { expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { capabilities } from '../../../../core/model/health.ts';
import { openHealthWorld, start } from './world.ts';

it('a window that goes on in an adjoining one runs over only once that one does', async () => {
  const world = await openHealthWorld(5);
  const [seam, end] = [start + hourMs, start + 4 * hourMs];
  const common = { mall: 'rms', capabilities, note: 'n', by: 'ops' } as const;
  const { pauses } = world.ports();
  await pauses.plan({ ...common, id: 'first', from: start, to: seam });
  await pauses.plan({ ...common, id: 'second', from: seam, to: end });
  world.rms.control.break({ kind: 'server-error-html', from: start, until: end + hourMs });
  world.probeEveryMinute(250);
  const overrun = () =>
    world.log.lines.findLast(({ event }) => event === 'mall.measured')?.fields.MaintenanceOverrunSeconds;
  await world.time.runUntil(end - minuteMs);
  expect(overrun()).toBeNull();
  await world.time.runUntil(end + 10 * minuteMs);
  expect(overrun()).toBeGreaterThan(8 * 60);
  expect(overrun()).toBeLessThan(10 * 60);
  expect(world.failures).toEqual([]);
});
