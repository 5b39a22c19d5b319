import { beforeEach, describe, expect, it } from 'vitest';
import { columnsOf } from '../../../core/kernel/text.ts';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { dueNotices } from '../../../core/mail/due-notices.ts';
import { fullSpan } from '../../../core/mail/letter.ts';
import type { Incident } from '../../../core/model/incident.ts';
import type { NoticeState } from '../../../core/model/notice.ts';
import { outageLength, outForText } from '../../../views/incident/index.ts';
import { jstIso } from '../../../views/plain.ts';
import { closed, figures, keepIncident, open, openIncidentWorld, since } from './incident-world.ts';
import { type OpsWorld, start } from './world.ts';

const mails = { SENDER: 'info@example.jp', MAIL_FROM_NAME: '角田システム', MAIL_TELEPHONE: '03-0000-0000' };

let world: OpsWorld;
beforeEach(async () => {
  world = await openIncidentWorld();
});
const keep = (incident: Incident): Promise<void> => keepIncident(world, incident);
const mailOf = (merchant: string, state: NoticeState, more = {}) =>
  world.ports.notices.put({ occasion: open.id, kind: 'outage-opened', merchant, version: 1, state, ...more });
const sent: NoticeState = { kind: 'sent', at: since, messageId: 'm' };

describe('the list of incidents', () => {
  it('begins with the newest, and fits eighty columns', async () => {
    await keep(open);
    await keep(closed);
    const { out } = await world.ops('incidents list', { columns: 80 });
    for (const line of out.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80);
    expect((await world.json('incidents list')).incidents).toMatchObject([
      { incident: open.id, stage: 'open', until: null, out: ['import', 'stock'], audit: null },
      { incident: closed.id, stage: 'closed', audit: { audited: 1, shops: 2, missing: 1 } },
    ]);
    expect((await world.json('incidents list --last 1')).incidents).toHaveLength(1);
  });
});

describe('an incident', () => {
  it('is shown with its spans, its timeline in Japanese time, and how its mails stand', async () => {
    await keep(open);
    await mailOf('kado', sent);
    await mailOf('*import', sent);
    const { spans, timeline, mails: counts } = await world.json('incidents show latest');
    const from = '2026-11-24T13:45:00.000+09:00';
    expect(spans).toMatchObject([{ capability: 'import', from, to: null }, { capability: 'stock' }]);
    expect(timeline).toHaveLength(5);
    expect(timeline[0]).toMatchObject({ at: from, by: 'health-probe' });
    expect(counts).toEqual([{ kind: 'outage-opened', sent: 1, refused: 0, merged: 0, left: 1 }]);
  });

  it('names the shops with a find and those that could not be audited, and no other', async () => {
    await keep({ ...closed, audit: { ...figures, shops: 4, audited: 3, unread: 1 } });
    const row = { audit: closed.id, from: 0, to: 1, at: start };
    const found = { kind: 'audited', atMall: 9, placed: 9, doubled: [], doubledCount: 0 } as const;
    const { audits } = world.ports;
    await audits.put({ ...row, shop: 'rms#kado-shop', result: { ...found, missing: ['1-1', '1-2'], missingCount: 2 } });
    await audits.put({ ...row, shop: 'rms#sumi-shop', result: { ...found, missing: [], missingCount: 0 } });
    const odd = { ...found, missing: [], missingCount: 0, unread: ['2-1'], unreadCount: 1 };
    await audits.put({ ...row, shop: 'rms#odd-shop', result: odd });
    await audits.put({ ...row, shop: 'rms#quiet-shop', result: { kind: 'unaudited', reason: 'mall.timeout' } });
    const { audits: told } = await world.json(`incidents show ${closed.id}`);
    const unaudited = { shop: 'rms#quiet-shop', kind: 'unaudited', reason: 'mall.timeout' };
    expect(told[0].finds).toHaveLength(3);
    expect(told[0].finds).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ shop: 'rms#kado-shop', missing: ['1-1', '1-2'], missingCount: 2 }),
        expect.objectContaining({ shop: 'rms#odd-shop', unread: ['2-1'], unreadCount: 1 }),
        expect.objectContaining(unaudited),
      ]),
    );
    expect(told[0].figures).toMatchObject({ shops: 4, audited: 3, missing: 1, unread: 1 });
  });

  it('says of surplus rows how many there are, and how many a person has to remove', async () => {
    await keep({ ...closed, audit: { ...figures, audited: 1, missing: 0, doubled: 4 } });
    const surplus = { rows: 3, left: 2, leftIn: ['1-2'] };
    const found = { kind: 'audited', atMall: 9, placed: 9, missing: [], missingCount: 0 } as const;
    const result = { ...found, doubled: ['1-1', '1-2'], doubledCount: 4, surplus };
    await world.ports.audits.put({ audit: closed.id, from: 0, to: 1, at: start, shop: 'rms#kado-shop', result });
    const { audits } = await world.json(`incidents show ${closed.id}`);
    expect(audits[0].finds[0]).toMatchObject({ doubledCount: 4, surplusRows: 3, surplusLeft: 2 });
  });

  it('counts the orders that it does not keep the numbers of', async () => {
    await keep({ ...closed, audit: { ...figures, audited: 1, missing: 0, doubled: 150 } });
    const doubled = Array.from({ length: 100 }, (_, index) => `1-${index + 1}`);
    const found = { kind: 'audited', atMall: 200, placed: 200, missing: [], missingCount: 0 } as const;
    const result = { ...found, doubled, doubledCount: 150, surplus: { rows: 150, left: 0, leftIn: [] } };
    await world.ports.audits.put({ audit: closed.id, from: 0, to: 1, at: start, shop: 'rms#kado-shop', result });
    const { audits } = await world.json(`incidents show ${closed.id}`);
    expect(audits[0].finds[0]).toMatchObject({ doubledCount: 150, surplusRows: 150, surplusLeft: 0 });
  });

  it('says of which shops the audit a day later could not be made', async () => {
    await keep({ ...closed, secondAudit: { ...figures, shops: 3, audited: 1, missing: 0 } });
    const { audits } = world.ports;
    const row = { audit: `${closed.id}+24h`, from: 0, to: 1, at: start };
    const none = { missing: [], missingCount: 0, doubled: [], doubledCount: 0, unread: [], unreadCount: 0 };
    await audits.put({ ...row, shop: 'rms#kado-shop', result: { kind: 'audited', atMall: 9, placed: 9, ...none } });
    await audits.put({ ...row, shop: 'rms#sumi-shop', result: { kind: 'unaudited', reason: 'mall.timeout' } });
    const [, later] = (await world.json(`incidents show ${closed.id}`)).audits;
    expect(later.figures).toMatchObject({ shops: 3, audited: 1, missing: 0 });
    expect(later.finds).toMatchObject([
      { shop: 'rms#sumi-shop', reason: 'mall.timeout' },
      { shop: 'rms#quiet-shop', reason: 'not-asked' },
    ]);
  });

  it('with an unknown id is answered with the newest ones', async () => {
    await keep(open);
    const said = await world.ops('incidents show rms-1');
    expect([said.code, said.err]).toEqual([2, expect.stringContaining(`The newest: ${open.id}.`)]);
  });

  it('counts refused, merged and late mails of every relapse and word in between', async () => {
    const at = since + hourMs;
    await keep({ ...open, reopened: 1, interims: [{ at, text: '復旧作業中です。' }] });
    await mailOf('kado', { kind: 'merged', at: since });
    await mailOf('kado', { kind: 'refused', at: since, reason: 'MessageRejected' }, { occasion: `${open.id}~1` });
    await mailOf('sumi', { kind: 'sending', writer: 'w', until: since }, { occasion: `${open.id}~1` });
    await mailOf('kado', sent, { occasion: `${open.id}~1~note-${at}`, kind: 'outage-interim' });
    const { mails: counts } = await world.json(`incidents show ${open.id}`);
    expect(counts).toEqual([
      { kind: 'outage-opened', sent: 0, refused: 1, merged: 1, left: 1 },
      { kind: 'outage-interim', sent: 1, refused: 0, merged: 0, left: 1 },
    ]);
  });
});

describe('an incident without a mail', () => {
  it('says nothing that its length contradicts', async () => {
    const { noticedAt: _, ...quiet } = closed;

    await keep({
      ...quiet,
      affected: [{ capability: 'import', from: quiet.openedAt, to: quiet.openedAt + 6 * minuteMs }],
    });
    const six = (await world.ops(`incidents show ${closed.id}`)).out;
    expect(six).toContain('6 min long');
    expect(six).toContain('No mail was sent. No round of probes saw it fail 5 minutes after the first failure.');
    const gap = [
      { from: 0, to: 3 },
      { from: 60, to: 63 },
    ].map(({ from, to }) => ({
      capability: 'import' as const,
      from: quiet.openedAt + from * minuteMs,
      to: quiet.openedAt + to * minuteMs,
    }));
    await world.ports.incidents.put({ ...quiet, version: 2, affected: gap });
    const twice = (await world.ops(`incidents show ${closed.id}`)).out;
    expect(twice).toContain('1 h 3 min long, out in 2 spans, for 6 min in all');
    expect(twice).toContain('No mail was sent. It was over before 5 minutes.');
  });
});

describe('a note', () => {
  const text = 'RMSに電話で確認済み';
  const note = (more: readonly string[] = [], setting = {}) =>
    world.ops(['incidents', 'note', 'latest', '--text', text, '--by', 'hanako', ...more], {
      variables: mails,
      ...setting,
    });

  it('stands in the timeline with the name of who wrote it', async () => {
    await keep(open);
    expect(await note()).toMatchObject({ code: 0 });
    const told = { at: '2026-11-24T15:45:00.000+09:00', by: 'hanako', text };
    expect((await world.json('incidents show latest')).timeline.at(-1)).toMatchObject(told);
    expect((await world.ports.incidents.get(open.id))?.interims).toBeUndefined();
  });

  it('is shown as the mail it becomes, and sent after a yes, once to each affected merchant', async () => {
    await keep(open);
    const said = await note(['--send'], { typed: 'yes\n', columns: 80 });
    expect(said.code).toBe(0);
    for (const shown of ['kado商店 様', text, 'to 2 merchants']) expect(said.err).toContain(shown);
    const incident = (await world.ports.incidents.get(open.id)) as Incident;
    expect(incident).toMatchObject({ version: 2, interims: [{ text }] });
    expect(dueNotices(incident).map(({ kind }) => kind)).toEqual(['outage-opened', 'outage-interim']);
    const { timeline } = await world.json('incidents show latest');
    expect(timeline.at(-1)).toMatchObject({ by: 'hanako', text: `Sent to merchants: ${text}` });
  });

  it.each([
    ['no', { typed: 'no\n' }],
    ['nothing', {}],
  ])('is not sent when the operator answers %s', async (_, setting) => {
    await keep(open);
    const said = await note(['--send'], setting);
    expect([said.code, said.err]).toEqual([1, expect.stringContaining('Nothing was sent or noted.')]);
    expect((await world.ports.incidents.get(open.id))?.interims).toBeUndefined();
  });

  it('is sent without a question with --yes', async () => {
    await keep(open);
    const said = await note(['--send', '--yes', '--json']);
    expect([said.code, said.err]).toEqual([0, '']);
    expect(JSON.parse(said.out)).toMatchObject({ incident: open.id, by: 'hanako', sent: true });
  });

  const unpublished: Incident = (({ noticedAt: _, ...rest }) => rest)(open);
  it.each([
    ['the incident is closed', closed, mails, 'is closed since'],
    ['no merchant was notified of it yet', unpublished, mails, 'rms-20261124-134500 was announced to no merchant yet'],
    ['no mail leaves the installation', open, {}, 'has no sender'],
    [
      'it concerns no merchant',
      { ...open, affected: [] as Incident['affected'] },
      mails,
      'no merchant with a contact uses what is out',
    ],
  ])('is refused, and not noted either, when %s', async (_, incident, variables, why) => {
    await keep(incident);
    const before = await world.ports.incidents.timeline(incident.id);
    const said = await note(['--send', '--yes'], { variables });
    expect([said.code, said.err]).toEqual([2, expect.stringContaining(why)]);
    expect(await world.ports.incidents.timeline(incident.id)).toEqual(before);
  });

  it('is checked before anything is asked', async () => {
    const said = await world.ops(['incidents', 'note', 'latest', '--text', 'x'.repeat(1_001), '--yes']);
    expect(said.code).toBe(2);
    expect(said.err).toContain('has 1001 characters, expected at most 1000');
    expect(said.err).toContain('--yes: is for --send');
  });
});

it('one outage was 26 min in the console and 27 min in the mail of the same report', () => {
  const [from, to] = ['13:44:55', '14:11:32'].map((time) => Date.parse(`2026-12-01T${time}+09:00`)) as [number, number];
  expect(fullSpan(from, to)).toBe('2026年12月1日(火) 13:44 〜 14:11(27分)');
  const span = { from: jstIso(from), to: jstIso(to) };
  expect(outageLength(span.from, span.to, to)).toBe('27 min');
  expect(outForText({ spans: [{ capability: 'import', ...span }] }, to)).toBe('out for 27 min of it');
  expect(outageLength(span.from, null, from + 1)).toBe('1 min');
});
