import { expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Incident } from '../../../../core/model/incident.ts';
import { openPushWorld, start } from '../../../../proving/status-world.ts';

it('a status change that is tried again until half an hour after an outage is no ticket of its own, as the sweep has it', async () => {
  const world = await openPushWorld();
  const [number = ''] = world.orders(1);
  world.rms.control.break({ kind: 'server-error-json', operations: ['confirmOrder'] });
  await world.ask(number, { kind: 'confirm' });
  const endedAt = start + 1.8 * hourMs;
  const incident = { id: 'rms-20261124-140000', mall: 'rms', version: 1, stage: { kind: 'closed', at: endedAt } };
  world.store.incidentsById.set(incident.id, incident as Incident);
  let seen = 0;
  const told = (): unknown[] => {
    const lines = world.log.lines.slice(seen);
    seen += lines.length;
    return lines.flatMap(({ event, fields }) => (event === 'pushes.tried' ? [fields.PushWaitsTwoHoursOld] : []));
  };
  await world.pass(2.05 * hourMs);
  told();
  await world.pass(endedAt + 29 * minuteMs - world.time.now());
  expect(new Set(told())).toEqual(new Set([null]));
  await world.pass(20 * minuteMs);
  expect(told()).toContain(1);
});
