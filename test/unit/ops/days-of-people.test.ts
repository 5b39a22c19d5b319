import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../core/kernel/text.ts';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { Incident } from '../../../core/model/incident.ts';
import { mailIdOf } from '../../../core/model/notice.ts';
import { checkIncidents } from '../../../ops/doctor/checks/malls.ts';
import { checkTables } from '../../../ops/doctor/checks/tables.ts';
import { remediesHere } from '../../../ops/doctor/outcome.ts';
import { laidOut, tableLines } from '../../../ops/terminal/index.ts';
import { incidentFacts } from '../../../views/incident/index.ts';
import { jstIso } from '../../../views/plain.ts';
import { gapText, type LineFacts, lineColumns } from '../../../views/sku/index.ts';

import { keepIncident, open, openIncidentWorld, since } from './incident-world.ts';
import { standingPushes } from './push-states.ts';
import { usePushWorld } from './push-world.ts';
import { fail, openTown, sendMails } from './scenes/town.ts';
import { start } from './world.ts';

describe('what got in the way of a day on call', () => {
  it('doctor said that an incident had been recovering since its first failure, and status since the recovery', () => {
    const recovering: Incident = { ...open, stage: { kind: 'recovering', since: since + hourMs } };
    const [said] = checkIncidents(
      { incidents: [incidentFacts(recovering)], audits: [] },
      since + hourMs + 4 * minuteMs,
      (command) => command,
    );
    expect(said).toMatchObject({ what: `${open.id} is recovering, for 4 min` });
  });

  it('doctor counted 0 rows in the tables of this machine, which count none', () => {
    const facts = { ok: true, value: { status: 'ACTIVE', indexes: [], items: 0, bytes: 0, isProtected: false } };
    const tables = [{ word: 'ORDERS', name: 'Orders', facts, care: null }] as unknown as Parameters<
      typeof checkTables
    >[0];
    expect(checkTables(tables, remediesHere('.tsunagi'))).toMatchObject([{ kind: 'fine', what: 'Orders' }]);
  });

  it('resume during an outage said to run it again, which nothing needs', async () => {
    const world = await openTown();
    await fail(world);
    const { out } = await world.ops('resume --mall rms');
    expect(out).toContain('Lifted by the probe as soon as the mall answers again.');
    expect(out).not.toContain('Run this again');
  });

  it('mail show latest was no mail, though incidents show latest is an incident', async () => {
    const world = await openTown();
    await sendMails(world);
    const [newest] = (await world.json('mail list')).mails;
    expect((await world.json('mail show latest')).mail).toBe(newest.mail);
  });

  it('a notice that its chat had accepted was called unknown one line below, and was about chat~rms-…', async () => {
    const world = await openTown();
    const id = mailIdOf({ merchant: 'kado', kind: 'outage-opened' }, start - hourMs);
    await world.ports.notices.keepSent({
      ...{
        id: `${id}-chat`,
        merchant: 'kado',
        kind: 'outage-opened',
        way: 'chat',
        occasion: 'chat~rms-20261124-134500',
      },
      ...{ at: start - hourMs, to: ['hooks.slack.com …wxyz'], subject: 's', text: 't' },
      outcome: { kind: 'accepted', messageId: 'm' },
    });
    const { out } = await world.ops(`mail show ${id}-chat`);
    expect(out).toContain('About:    rms-20261124-134500\n');
    expect(out).toMatch(/hooks\.slack\.com …wxyz {2}accepted by the chat {2}-\n/);
  });

  it('the timeline said that everything was well before the last capability was', async () => {
    const world = await openIncidentWorld();
    const end = since + hourMs;
    const affected = open.affected.map((span) => ({ ...span, to: end }));
    await keepIncident(world, { ...open, affected, stage: { kind: 'recovering', since: end } });
    const { out } = await world.ops('incidents show latest');
    expect(out.indexOf('stock is answered again')).toBeLessThan(out.indexOf('Everything is well'));
  });
});

describe('what got in the way at 80 columns', () => {
  const world = usePushWorld();

  it('push list broke order numbers, which cannot be copied then', async () => {
    await standingPushes(world());
    const { out } = await world().ops('push list', { columns: 80 });
    for (const number of world().orderNumbers.slice(0, 3)) expect(out).toContain(number);
    for (const line of out.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  });

  it('orders show squeezed what happened into twelve columns beside the request of a call', async () => {
    await standingPushes(world());
    const [number = ''] = world().orderNumbers;
    const { out } = await world().ops(['orders', 'show', number], { columns: 80 });
    expect(out).toContain('stored for the first time');
  });

  it('stock show went from the count to a sum that did not follow, and said at the end only that lines were left out', () => {
    const count = { movement: 'counted', id: 'c', quantity: 57, by: 'desk', note: '' } as const;
    const of = (free: number, counts: number, reason: 'in-force' | 'after-count'): LineFacts => ({
      ...{ ...count, at: jstIso(start), kind: 'movement', reason, counts, free },
    });
    const shown = [of(57, 57, 'in-force'), of(26, -1, 'after-count')];
    const lines = laidOut(tableLines(lineColumns(shown[0], gapText(52)), shown), 80);
    const gap = lines.findIndex((line) => line.includes('52 lines older or without effect left out'));
    expect(gap).toBeGreaterThan(lines.findIndex((line) => line.endsWith('57')));
    expect(gap).toBeLessThan(lines.findIndex((line) => line.endsWith('26')));
  });
});
