import { describe, expect, it } from 'vitest';
import { brokenDigestLaws, type DigestEnd } from '../../proving/laws/digest.ts';
import { brokenMailLaws, type HandedMail, type MailEnd } from '../../proving/laws/mail.ts';

const minuteMs = 60_000;
const at = (minutes: number): number => minutes * minuteMs;

const mail = (kind: HandedMail['kind'], minute: number, more: Partial<HandedMail> = {}): HandedMail => ({
  ...{ kind, at: at(minute), to: 'm', since: at(10), text: '', mayComeAgain: false, ...more },
});

const incident = { incident: 'i', openedAt: at(10) };
const both = [mail('opened', 16), mail('all-clear', 61)];

describe('the laws of mails', () => {
  const broken = (more: Partial<MailEnd>): string[] =>
    brokenMailLaws({
      merchants: [
        { name: 'm', uses: ['import'] },
        { name: 'other', uses: ['stock'] },
      ],
      troubles: [{ what: 'import', from: at(10), until: at(40), isWhole: true, isAskable: true }],
      incidents: [
        { ...incident, at: at(12), stage: 'open', out: ['import'] },
        { ...incident, at: at(60), stage: 'closed', out: [] },
      ],
      ...{ mails: both, faults: [], areTimesExact: true, ...more },
    }).map(({ law }) => law);
  const short = [{ what: 'import', from: at(10), until: at(12.5), isWhole: true, isAskable: true }];

  it.each<[string, Partial<MailEnd>]>([
    ['one mail of the beginning and one of the end', {}],
    ['a mail that comes again after a fault', { mails: [mail('opened', 16, { mayComeAgain: true }), ...both] }],
    ['no mail of a short outage', { troubles: short, mails: [] }],
    ['no mail of the beginning where the mail service failed', { mails: both.slice(1), faults: [at(20)] }],
  ])('bear %s', (_, more) => {
    expect(broken(more)).toEqual([]);
  });

  it.each<[string, string, Partial<MailEnd>]>([
    ['a second mail', 'mail-once', { mails: [mail('opened', 17), ...both] }],
    [
      'a mail to a merchant whom it does not concern',
      'mail-true',
      { mails: [...both, mail('all-clear', 61, { to: 'other' })] },
    ],
    ['a wrong beginning', 'mail-true', { mails: [mail('opened', 16, { since: at(5) }), mail('all-clear', 61)] }],
    ['a mail before five minutes', 'mail-in-time', { mails: [mail('opened', 13), mail('all-clear', 61)] }],
    ['a mail of a short outage', 'mail-in-time', { troubles: short, mails: both }],
    ['a beginning that is not told', 'beginning-told', { mails: both.slice(1) }],
    ['an end that is not told', 'all-clear-told', { mails: [mail('opened', 16)] }],
    [
      'an all-clear before the end',
      'all-clear-told',
      { mails: [...both.slice(0, 1), mail('all-clear', 30), mail('all-clear', 61, { since: at(11) })] },
    ],
  ])('find %s', (_, law, more) => {
    expect(broken(more)).toEqual([law]);
  });
});

describe('the law of failed changes', () => {
  const failure = (orderNumber: string) => ({ at: at(10), merchant: 'm', orderNumber });
  const broken = (more: Partial<DigestEnd>): string[] =>
    brokenDigestLaws({
      ...{ merchants: ['m'], failures: [failure('1-1'), failure('1-2')], failuresAtOnce: 2, faults: [] },
      ...{ mails: [mail('digest', 20, { text: '1-1, 1-2' })], ...more },
    }).map(({ law }) => law);

  it.each<[string, Partial<DigestEnd>]>([
    ['failures in a mail', {}],
    ['one that waits for the morning', { failures: [failure('1-3')] }],
  ])('bears %s', (_, more) => {
    expect(broken(more)).toEqual([]);
  });

  it('finds failures that no mail tells of', () => {
    expect(broken({ mails: [mail('digest', 20, { to: 'other', text: '1-1, 1-2' })] })).toEqual(['failure-told']);
  });
});
