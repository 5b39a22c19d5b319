import { beforeEach, describe, expect, it } from 'vitest';
import { bands } from '../../../console/views/incidents/bands.ts';
import { marksOf } from '../../../console/views/incidents/marks.ts';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { Incident } from '../../../core/model/incident.ts';
import { mailIdOf, type NoticeKind } from '../../../core/model/notice.ts';
import { mallMails } from '../../../malls/mall-mails.ts';
import { putChanges } from '../../../proving/memory/row-of-change.ts';
import { incidentCourse } from '../../../views/incident/index.ts';
import { jstIso } from '../../../views/plain.ts';
import { keepIncident, open, openIncidentWorld, since } from '../ops/incident-world.ts';
import { type ConsoleWorld, openConsole } from './console-world.ts';

let console: ConsoleWorld;
beforeEach(async () => {
  console = openConsole({ mayChange: true, world: await openIncidentWorld() });
  await keepIncident(console, open);
});

const path = `/incidents/${open.id}`;

async function mailed(merchant: string, kind: NoticeKind = 'outage-opened', at = console.now()): Promise<void> {
  const id = mailIdOf({ merchant, kind }, at);
  await console.ports.notices.keepSent({
    ...{ id, at, merchant, kind, occasion: open.id, subject: `${merchant}への件名` },
    ...{ to: ['t***@example.jp'], text: `${merchant}への本文`, outcome: { kind: 'accepted', messageId: 'm' } },
  });
}

describe('the report for a merchant', () => {
  it('has their mails with their texts and their shops, and nothing of others or of colleagues', async () => {
    await mailed('kado');
    await mailed('sumi');
    await console.submit(path, '/note', { text: '社内メモ' });
    const all = await console.page(path);
    expect(all).toContain(`<a href="${path}/merchants/kado">Report for this merchant</a>`);
    const report = await console.page(`${path}/merchants/kado`);
    for (const own of ['kado店', 'kadoへの件名', 'kadoへの本文', 'For kado商店']) expect(report).toContain(own);
    for (const other of ['sumi', 'quiet', '社内メモ', '<form method="post"', '<details'])
      expect(report).not.toContain(other);
    expect(await console.page(`${path}/merchants/quiet`)).toContain('Nothing that quiet商店 uses was out.');
    expect(await console.page(`${path}/merchants/nobody`)).toContain('There is no such merchant.');
  });

  it('is on paper without what colleagues noted and what others were sent', async () => {
    await mailed('sumi');
    await console.submit(path, '/note', { text: '社内メモ' });
    const page = await console.page(path);
    expect(page).toMatch(/<li class="noprint"><time>[^<]*<\/time> tester: 社内メモ/);
    expect(page).toMatch(/<details class="noprint" open>(?:(?!<\/details>)[\s\S])*sumi商店/);
  });
});

describe('the page of an outage', () => {
  it('is live: it stood as it was opened until it was loaded again', async () => {
    const page = await console.page(path);
    expect(page).toContain(`hx-sse:connect="${path}/live"`);
    const body = (await console.send(`${path}/live`, { headers: await console.enter() })).body;
    const reader = (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream() as never).getReader();
    const { stage: _, ...rest } = open;
    await console.ports.incidents.put({ ...rest, version: 2, stage: { kind: 'recovering', since: console.now() } });
    // Another viewer's look is this one's, too.
    await console.page(path);
    let said = '';
    while (!said.includes('</span> recovering</span>')) said += String((await reader.read()).value);
    await reader.cancel();
    expect(said).toContain('What was out');
  });

  it('says how many changes are held while the mall does not answer', async () => {
    const incident: Incident = { ...open, version: 2, affected: [{ capability: 'status', from: since, to: null }] };
    await console.ports.incidents.put(incident);
    const state = { kind: 'down', since, detectedAt: since } as const;
    await console.ports.health.put({ mall: 'rms', capability: 'status', version: 1, state });
    await putChanges(console.ports.targets, {
      ...{ shop: 'rms#sumi-shop', orderNumber: '1', id: 'x', content: { kind: 'confirm' }, by: 'hanako' },
      ...{ requestedAt: since + minuteMs, version: 1, writer: 'w', state: { kind: 'requested' }, trail: [] },
    });
    expect(await console.page(path)).toContain('status: 1 held change; no estimate until the mall responds');
    expect(await console.page(`${path}?lang=ja`)).toContain('保留中の変更1件');
  });
});

describe('the bands of an outage', () => {
  const end = since + 6 * hourMs;
  const incident: Incident = {
    ...open,
    stage: { kind: 'closed', at: end + 20 * minuteMs },
    affected: [{ capability: 'import', from: since, to: end }],
    reopened: 1,
    reopenedAt: since + 3 * hourMs,
    interims: [{ at: since + hourMs, text: 'x' }],
  };
  const audits = [
    { name: incident.id, at: end + 10 * minuteMs },
    { name: `${incident.id}+24h`, at: end + 24 * hourMs },
  ].map(({ name, at }) => ({ ...{ name, at: jstIso(at), figures: null, finds: [], forgotten: false } }));

  it('mark audits, mails and the relapse, each by a shape of its own: they were lines of one grey, or were not there', async () => {
    for (const merchant of ['kado', 'sumi']) await mailed(merchant, 'outage-all-clear', end + 21 * minuteMs);
    const mails = await console.ports.notices.sentOn('2026-11-24');
    await keepIncident(console, { ...incident, version: 2 });
    const course = { ...(await incidentCourse({ ...console.ports, mails: mallMails }, incident)), audits };
    const marks = marksOf(course, mails);
    expect(marks.map(({ kind }) => kind)).toEqual([
      ...[
        'certain',
        'outage-opened',
        'outage-interim',
        'relapse',
        'audit',
        'closed',
        'outage-all-clear',
        'secondAudit',
      ],
    ]);
    const axis = { from: since - hourMs, to: end + hourMs };
    const drawn = String(await bands(course, course.timeline, axis, end + 25 * hourMs, marks));
    const [picture = '', legend = ''] = drawn.split('<p class="legend">');
    const shapes = [...picture.matchAll(/<path class="mark[^>]* d="([^"]*)"/g)].map(([, shape]) => shape);
    expect(new Set(shapes).size).toBe(7);
    // A day later is outside of the picture: it stands in its legend, and presses nothing together.
    expect(legend).toContain('audit a day later <small>11-25 19:45 ▸</small>');
    for (const words of ['relapse', 'audit', 'mail: progress update', 'mail: all-clear'])
      expect(legend).toContain(words);
  });

  it('stand apart where their moments lie close together', async () => {
    const marks = [0, 1, 2].map((minutes) => ({ at: end + minutes * minuteMs, kind: 'audit' as const }));
    const drawn = String(await bands({ spans: [] }, [], { from: since, to: end + hourMs }, end + hourMs, marks));
    const places = [...drawn.matchAll(/<svg x="[^"]+" y="(\d+)"/g)].map(([, y]) => y);
    expect(new Set(places).size).toBe(3);
  });
});
