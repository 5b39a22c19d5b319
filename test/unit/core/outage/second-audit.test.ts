import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { dueNotices } from '../../../../core/mail/due-notices.ts';
import { capabilities } from '../../../../core/model/health.ts';
import type { Incident } from '../../../../core/model/incident.ts';
import { type HealthWorld, openHealthWorld, start } from './world.ts';

const id = 'rms-20200209-124000';

/** Merchants were told of an outage that was over a day ago, and of its end. */
async function toldADayAgo(): Promise<HealthWorld> {
  const world = await openHealthWorld(5);
  const over = start - dayMs + 10 * minuteMs;
  const from = over - 3 * hourMs;
  const incident: Incident = {
    id,
    mall: 'rms',
    version: 1,
    toldVersion: 1,
    openedAt: from,
    detectedAt: from + 2 * minuteMs,
    noticedAt: from + hourMs,
    stage: { kind: 'closed', at: over + 10 * minuteMs },
    affected: [{ capability: 'import', from, to: over }],
    reopened: 0,
    audit: { shops: 5, audited: 5, atMall: 9, missing: 0, doubled: 0 },
  };
  world.store.incidentsById.set(id, incident);
  return world;
}

describe('a second audit that falls due in a planned window', () => {
  const to = start + 4 * hourMs;
  const incidentIn = ({ store }: HealthWorld) => store.incidentsById.get(id) as Incident;
  const windowIn = async (): Promise<HealthWorld> => {
    const world = await toldADayAgo();
    await world.ports().pauses.plan({ id: 'x', mall: 'rms', capabilities, from: start, to, note: 'n', by: 'ops' });
    world.rms.control.break({ kind: 'server-error-html', from: start, until: to + 10 * minuteMs });
    return world;
  };

  it('is made once the window is over, and nobody is told before that it could not be made', async () => {
    const world = await windowIn();
    world.probeEveryMinute(330);
    world.workEveryMinute(330);
    await world.time.runUntil(to + 10 * minuteMs);
    expect([incidentIn(world).secondAudit, dueNotices(incidentIn(world))]).toMatchObject([undefined, [{}]]);
    await world.time.runUntil(start + 320 * minuteMs);
    expect(incidentIn(world).secondAudit).toMatchObject({ shops: 5, audited: 5 });
    expect(dueNotices(incidentIn(world)).map(({ kind }) => kind)).toEqual(['outage-all-clear']);
    expect(world.failures).toEqual([]);
  });

  it('is given up an hour after the window, where it could not be made by then', async () => {
    const world = await windowIn();
    world.probeEveryMinute(330);
    await world.time.runUntil(to + 65 * minuteMs);
    expect(incidentIn(world).secondAudit).toBeUndefined();
    await world.time.runUntil(to + 75 * minuteMs);
    expect(incidentIn(world).secondAudit).toMatchObject({ shops: 5, audited: 0 });
  });
});
