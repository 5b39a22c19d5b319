import { expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Incident } from '../../../../core/model/incident.ts';
import { recentIncidents, recentMs } from '../../../../core/ports/outage.ts';
import { type HealthWorld, openHealthWorld, start } from '../../../unit/core/outage/world.ts';

/** The mall is unreachable for a quarter of an hour, and all processes run until the incident is closed. */
async function outage(world: HealthWorld, from: number): Promise<void> {
  await world.time.runUntil(from - 5 * minuteMs);
  world.rms.control.break({ kind: 'refuse', from, until: from + 15 * minuteMs });
  await work(world, 60);
}

async function work(world: HealthWorld, minutes: number): Promise<void> {
  world.probeEveryMinute(minutes);
  world.workEveryMinute(minutes);
  await world.pass(minutes + 2);
}

/** How many shops each incident's second audit covers; null where it was not made. The oldest first. */
async function secondAudits(world: HealthWorld): Promise<(number | null)[]> {
  const incidents: Incident[] = await world.ports().incidents.list('rms', 9);
  return incidents.toReversed().map(({ secondAudit }) => secondAudit?.audited ?? null);
}

it('two incidents within a day are each audited again a day after they were over', async () => {
  const world = await openHealthWorld(2);
  await outage(world, start + 10 * minuteMs);
  await outage(world, start + 4 * hourMs);
  expect(await secondAudits(world)).toEqual([null, null]);
  await world.time.runUntil(start + 24 * hourMs + 30 * minuteMs);
  await work(world, 10);
  expect(await secondAudits(world)).toEqual([2, null]);
  await world.time.runUntil(start + 28 * hourMs + 20 * minuteMs);
  await work(world, 10);
  expect(await secondAudits(world)).toEqual([2, 2]);
  expect(world.failures).toEqual([]);
});

it('a second audit that falls due while the mall is away again waits until it can be asked', async () => {
  const world = await openHealthWorld(2);
  await outage(world, start + 10 * minuteMs);
  const again = start + 24 * hourMs + 20 * minuteMs;
  world.rms.control.break({ kind: 'refuse', from: again, until: again + 3 * hourMs });
  await world.time.runUntil(again);
  await work(world, 3 * 60 - 5);
  expect(await secondAudits(world)).toEqual([null, null]);
  await work(world, 30);
  expect(await secondAudits(world)).toEqual([2, null]);
});

it('an incident that was closed days ago is looked at no more, unless it is the last one', async () => {
  const world = await openHealthWorld(1);
  const closedAt = async (at: number): Promise<string> => {
    const id = `rms-${at}`;
    const stage = { kind: 'closed', at } as const;
    const incident = { id, mall: 'rms', version: 1, openedAt: at, detectedAt: at, stage, affected: [], reopened: 0 };
    await world.ports().incidents.put(incident as Incident);
    return id;
  };
  const recent = async () => (await recentIncidents(world.ports(), 'rms')).map(({ id }) => id);
  const old = await closedAt(start - recentMs - minuteMs);
  expect(await recent()).toEqual([old]);
  const [first, second] = [await closedAt(start - recentMs), await closedAt(start - hourMs)];
  expect(await recent()).toEqual([second, first]);
});
