import { beforeAll, describe, expect, it } from 'vitest';
import { sentence } from '../../core/kernel/text.ts';
import { dayMs, hourMs, jstDay, minuteMs } from '../../core/kernel/time.ts';
import type { ShopAudit } from '../../core/model/audit.ts';
import type { Incident, IncidentEvent } from '../../core/model/incident.ts';
import { type MailRecord, type MailReport, mailIdOf, type Notice } from '../../core/model/notice.ts';
import { freshShop, noon } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

const incident: Incident = {
  id: 'rms-20260210-154500',
  mall: 'rms',
  version: 1,
  openedAt: noon,
  detectedAt: noon + 2 * minuteMs,
  stage: { kind: 'open' },
  affected: [{ capability: 'import', from: noon, to: null }],
  reopened: 0,
};

/** What every keeper of incidents, mails and audits must do. */
export function incidentsContract(factory: StoreFactory): void {
  describe('incidents', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    it('there are no incidents at first', async () => {
      expect(await subject.incidents.latest('rms')).toBeNull();
      expect(await subject.incidents.get('rms-20200101-000000')).toBeNull();
    });

    it('an incident is written over the version that was read, and a lost answer does not lose the write', async () => {
      expect(await subject.withLostAnswer(() => subject.incidents.put(incident))).toBe('stored');
      expect(await subject.incidents.put({ ...incident, reopened: 7 })).toBe('changed');
      const noticed: Incident = {
        ...incident,
        version: 2,
        reopenedAt: noon,
        before: { spans: 1, interims: 0 },
        noticedAt: noon + 5 * minuteMs,
      };
      expect(await subject.incidents.put({ ...noticed, version: 3 })).toBe('changed');
      expect(await subject.incidents.put(noticed)).toBe('stored');
      expect(await subject.incidents.get(incident.id)).toEqual(noticed);
    });

    it('an incident notes that it was announced, only for the announced version', async () => {
      await subject.incidents.markTold({ id: incident.id, mall: 'rms', version: 1 });
      expect((await subject.incidents.get(incident.id))?.toldVersion).toBeUndefined();
      await subject.withLostAnswer(() => subject.incidents.markTold({ id: incident.id, mall: 'rms', version: 2 }));
      expect(await subject.incidents.get(incident.id)).toMatchObject({ version: 2, toldVersion: 2 });
      await subject.incidents.markTold({ id: 'rms-20200101-000000', mall: 'rms', version: 1 });
      expect(await subject.incidents.get('rms-20200101-000000')).toBeNull();
    });

    it('incidents come back whole, the newest first', async () => {
      const audit = { shops: 3, audited: 2, atMall: 40, missing: 1, doubled: 0 };
      const later: Incident = {
        ...incident,
        id: 'rms-20260211-090000',
        stage: { kind: 'closed', at: noon + 9 * hourMs },
        interims: [{ at: noon + hourMs, text: '復旧作業中です。' }],
        told: [{ reopened: 0, noticedAt: noon, closedAt: noon + hourMs, affected: incident.affected }],
        affected: [{ capability: 'stock', from: noon, to: noon + hourMs }],
        audit,
        secondAudit: { ...audit, audited: 3 },
      };
      await subject.incidents.put(later);
      expect(await subject.incidents.latest('rms')).toEqual(later);
      expect((await subject.incidents.list('rms', 5)).map(({ id }) => id)).toEqual([later.id, incident.id]);
      expect(await subject.incidents.list('rms', 1)).toHaveLength(1);
    });

    it('an incident has a timeline in order, in which the same line stands once', async () => {
      const line = (at: number, what: string): IncidentEvent => ({
        incident: incident.id,
        at,
        what,
        text: '4 of 4 probes failed 𠮷',
        words: sentence`${4} of ${4} ${sentence`probes`} failed ${'𠮷'}`,
        by: 'health-probe',
      });
      await subject.incidents.tell(line(noon + minuteMs, 'noticed'));
      await subject.withLostAnswer(() => subject.incidents.tell(line(noon, 'opened')));
      await subject.incidents.tell(line(noon, 'opened'));
      expect(await subject.incidents.timeline(incident.id)).toEqual([
        line(noon, 'opened'),
        line(noon + minuteMs, 'noticed'),
      ]);
      expect(await subject.incidents.timeline('rms-20200101-000000')).toEqual([]);
    });
  });

  describe('notices', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });
    const notice = (merchant: string, version: number, state: Notice['state']): Notice => ({
      occasion: incident.id,
      kind: 'outage-opened',
      merchant,
      version,
      state,
    });
    const sending = (writer: string): Notice['state'] => ({ kind: 'sending', writer, until: noon });

    it('a notice is sent by one of ten who try at once', async () => {
      const tries = Array.from({ length: 10 }, (_, index) => notice('kado', 1, sending(`run-${index}`)));
      const outcomes = await Promise.all(tries.map((each) => subject.notices.put(each)));
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    });

    it('a notice is marked over the version that was read', async () => {
      const sent = notice('kado', 2, { kind: 'sent', at: noon, messageId: 'm-1' });
      expect(await subject.withLostAnswer(() => subject.notices.put(sent))).toBe('stored');
      expect(await subject.notices.put(notice('kado', 2, { kind: 'merged', at: noon }))).toBe('changed');
      expect(await subject.notices.get(sent)).toEqual(sent);
      expect(await subject.notices.get({ ...sent, kind: 'outage-all-clear' })).toBeNull();
    });

    it('notices are listed by what they are about', async () => {
      await subject.notices.put(notice('sumi', 1, sending('run')));
      await subject.notices.put({ ...notice('sumi', 1, sending('run')), occasion: 'other' });
      expect((await subject.notices.of(incident.id)).map(({ merchant }) => merchant).sort()).toEqual(['kado', 'sumi']);
    });

    describe('the history of mails', () => {
      const id = mailIdOf({ merchant: 'kado', kind: 'outage-opened' }, noon);
      const record: MailRecord = {
        ...{ id, merchant: 'kado', kind: 'outage-opened', occasion: 'rms-1', at: noon, to: ['k***@example.jp'] },
        ...{ subject: '【対応不要】', text: '角の店 様\n', outcome: { kind: 'accepted', messageId: 'm-1' } },
      };
      const delivered: MailReport = { kind: 'delivered', at: noon + 1, to: 'k***@example.jp', detail: '' };

      it('the history of mails has a mail with its reports, whichever was written first, and a repeated report once', async () => {
        const { notices } = subject;
        await notices.addReports(id, [delivered]);
        expect(await notices.sent(id)).toEqual({ id, record: null, reports: [delivered] });
        await notices.keepSent(record);
        const bounced: MailReport = { ...delivered, kind: 'bounced', at: noon + 2, detail: 'Permanent General' };
        await notices.addReports(id, [delivered, bounced]);
        expect(await notices.sent(id)).toEqual({ id, record, reports: [delivered, bounced] });
        expect(await notices.sent(`${noon}-sumi-outage-opened`)).toBeNull();
      });

      it('the history of mails lists the mails of a day in Japan, the oldest first', async () => {
        const { notices } = subject;
        const later = { ...record, id: `${noon + 5}-aki-key-ended`, at: noon + 5, merchant: 'aki' };
        const tomorrow = { ...record, id: `${noon + dayMs}-aki-key-ended`, at: noon + dayMs };
        for (const each of [later, tomorrow, record]) await notices.keepSent(each);
        expect((await notices.sentOn(jstDay(noon))).map((mail) => mail.record)).toEqual([record, later]);
        expect(await notices.sentOn(jstDay(noon - dayMs))).toEqual([]);
      });
    });
  });

  describe('audits', () => {
    it('an audit keeps one result a shop, the last one', async () => {
      const subject = await factory();
      const audit: ShopAudit = {
        audit: incident.id,
        shop: freshShop(),
        from: noon,
        to: noon + hourMs,
        at: noon + hourMs,
        result: { kind: 'unaudited', reason: 'The mall did not answer.' },
      };
      await subject.audits.put(audit);
      const found: ShopAudit = {
        ...audit,
        result: {
          kind: 'audited',
          atMall: 5,
          placed: 4,
          missing: ['1'],
          missingCount: 1,
          doubled: [],
          doubledCount: 0,
        },
      };
      await subject.withLostAnswer(() => subject.audits.put(found));
      await subject.audits.put({ ...audit, audit: 'nightly-2026-02-11' });
      expect(await subject.audits.of(incident.id)).toEqual([found]);
      expect(await subject.audits.get(incident.id, audit.shop)).toEqual(found);
      expect(await subject.audits.get(incident.id, freshShop())).toBeNull();
    });
  });
}
