import { describe, expect, it } from 'vitest';
import { brokenDigestLaws, type DigestEnd } from '../../proving/laws/digest.ts';
import { brokenMailLaws, type HandedMail, type MailEnd } from '../../proving/laws/mail.ts';
import { spansIn } from '../../proving/worlds/mail-since.ts';

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
      ...{ mails: both, windows: null, faults: [], areTimesExact: true, ...more },
    }).map(({ law }) => law);
  const relapse = [10, 26].map((from) => ({
    ...{ what: 'import', from: at(from), until: at(from + 8), isWhole: true, isAskable: true },
  }));
  const spans = (...all: readonly [number, number][]): HandedMail[] => [
    ...both.slice(0, 1),
    mail('all-clear', 61, { spans: all.map(([from, until]) => ({ from: at(from), until: at(until) })) }),
  ];
  const window = { plannedAt: at(100), from: at(130), until: at(160), what: ['import'] };
  const short = [{ what: 'import', from: at(10), until: at(12.5), isWhole: true, isAskable: true }];

  it.each<[string, Partial<MailEnd>]>([
    ['one mail of the beginning and one of the end', {}],
    ['a mail that comes again after a fault', { mails: [mail('opened', 16, { mayComeAgain: true }), ...both] }],
    ['no mail of a short outage', { troubles: short, mails: [] }],
    ['an all-clear that leaves out when the mall was well', { troubles: relapse, mails: spans([10, 18], [26, 34]) }],
    ['a mail ahead of a window', { windows: [window], mails: [...both, mail('ahead', 101, { since: at(130) })] }],
    ['no mail ahead of a window that is taken out at once', { windows: [{ ...window, removedAt: at(102) }] }],
    ['no mail ahead of a window where the mail service failed', { windows: [window], faults: [at(110)] }],
    [
      'no second all-clear after a short outage that follows one that was told',
      {
        troubles: [
          ...relapse.slice(0, 1),
          { ...(relapse[1] as (typeof relapse)[number]), from: at(24), until: at(26) },
        ],
        incidents: [
          { ...incident, at: at(12), stage: 'open', out: ['import'] },
          { ...incident, at: at(20), stage: 'closed', out: [] },
          { ...incident, at: at(25), stage: 'open', out: ['import'] },
          { ...incident, at: at(30), stage: 'closed', out: [] },
        ],
        mails: [mail('opened', 16), mail('all-clear', 21)],
      },
    ],
    [
      'a mail of what fails for minutes while an outage stands that others were told of',
      {
        troubles: [
          { what: 'import', from: at(10), until: at(40), isWhole: true, isAskable: true },
          { what: 'stock', from: at(45), until: at(47.5), isWhole: true, isAskable: true },
        ],
        incidents: [
          { ...incident, at: at(12), stage: 'open', out: ['import'] },
          { ...incident, at: at(47), stage: 'open', out: ['stock'] },
          { ...incident, at: at(60), stage: 'closed', out: [] },
        ],
        mails: [
          ...both,
          ...[mail('opened', 52, { since: at(45) }), mail('all-clear', 61, { since: at(45) })].map((one) => ({
            ...one,
            to: 'other',
          })),
        ],
      },
    ],
    ['no mail of the beginning where the mail service failed', { mails: both.slice(1), faults: [at(20)] }],
  ])('the laws of mails bear %s', (_, more) => {
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
    ['a span in which the mall was well', 'mail-true', { troubles: relapse, mails: spans([10, 34]) }],
    ['a window that is not told ahead', 'window-told', { windows: [window] }],
    [
      'a window that is planned anew and not told again',
      'window-told',
      { windows: [{ ...window, plannedAt: at(105) }], mails: [...both, mail('ahead', 101, { since: at(130) })] },
    ],
    ['a beginning that is not told', 'beginning-told', { mails: both.slice(1) }],
    ['an end that is not told', 'all-clear-told', { mails: [mail('opened', 16)] }],
    [
      'an all-clear before the end',
      'all-clear-told',
      { mails: [...both.slice(0, 1), mail('all-clear', 30), mail('all-clear', 61, { since: at(11) })] },
    ],
  ])('the laws of mails find %s', (_, law, more) => {
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
  ])('the law of failed changes bears %s', (_, more) => {
    expect(broken(more)).toEqual([]);
  });

  it('the law of failed changes finds failures that no mail names', () => {
    expect(broken({ mails: [mail('digest', 20, { to: 'other', text: '1-1, 1-2' })] })).toEqual(['failure-told']);
  });
});

it('the spans of an all-clear are read as they are written', () => {
  const text = '・2026年2月10日(火) 15:45 〜 22:35(6時間50分)\n・2026年2月10日(火) 23:50 〜 2月11日(水) 0:10(20分)';
  const moment = (day: number, hour: number, minute: number): number => Date.UTC(2026, 1, day, hour - 9, minute);
  expect(spansIn(text)).toEqual([
    { from: moment(10, 15, 45), until: moment(10, 22, 35) },
    { from: moment(10, 23, 50), until: moment(11, 0, 10) },
  ]);
});
