import { describe, expect, it } from 'vitest';
import type { HandedMail } from '../../proving/laws/mail.ts';
import { brokenMorningLaws, type Morning, type MorningOrder } from '../../proving/laws/morning.ts';

const day = '2026-02-04';
const at = Date.parse(`${day}T08:00+09:00`);
const number = '370001-20260201-0000000001';

const order = (more: Partial<MorningOrder> = {}): MorningOrder => ({
  ...{ orderNumber: number, isUnconfirmed: false, isShipped: false, placedAt: at - 3_600_000, isInMotion: false },
  shop: 'a',
  ...more,
});
const due = order({ wishedDay: '2026-02-05' });
const mail = (text: string, more: Partial<HandedMail> = {}): HandedMail => ({
  ...{ kind: 'morning', at: at + 60_000, to: 'm', text, mayComeAgain: false, ...more },
});

const unread = '■ 確認できなかった店舗';

describe('the laws of mornings', () => {
  const broken = (mails: readonly HandedMail[], more: Partial<Morning>): string[] =>
    brokenMorningLaws(
      [
        {
          ...{ merchant: 'm', day, at, orders: [due], isUnreadable: false },
          ...{ heldAt: () => [], isSendable: true, hasRightClocks: true, ...more },
        },
      ],
      mails,
    ).map(({ law }) => law);

  it.each<[string, MorningOrder]>([
    ['the last day before the wished one has come', due],
    ['the last day of shipping has come', order({ instructedDay: '2026-02-03', shipWithinDays: 1 })],
    ['its authorisation ends in a week', order({ confirmedDay: '2026-02-03', cardDays: 8 })],
    ['its mall is about to cancel it', order({ isUnconfirmed: true, placedAt: at - 12 * 86_400_000 })],
  ])('by the laws of mornings an order is named when %s', (_, one) => {
    expect(broken([mail(number)], { orders: [one] })).toEqual([]);
    expect(broken([], { orders: [one] })).toEqual(['digest-due']);
  });

  it.each<[string, MorningOrder]>([
    ['it is wished for later', order({ wishedDay: '2026-02-06' })],
    ['it is shipped', { ...due, isShipped: true }],
    ['there are days left to ship it', order({ instructedDay: '2026-02-03', shipWithinDays: 2 })],
    ['nobody has to do anything', order()],
  ])('by the laws of mornings an order is not named when %s', (_, one) => {
    expect(broken([], { orders: [one] })).toEqual([]);
    expect(broken([mail(number)], { orders: [due, { ...one, orderNumber: `${number}2` }] })).toEqual([]);
    expect(broken([mail(`${number} ${number}2`)], { orders: [due, { ...one, orderNumber: `${number}2` }] })).toEqual([
      'digest-true',
    ]);
  });

  it.each<[string, string, HandedMail[], Partial<Morning>]>([
    ['a second digest', 'digest-once', [mail(number), mail(number)], {}],
    ['a digest before its time', 'digest-once', [mail(number, { at: at - 60_000 })], {}],
    ['a digest of nothing', 'digest-due', [mail('')], { orders: [], hasRightClocks: false }],
    ['one of a shop that was read', 'digest-due', [mail(`${unread}\n・a: 確認`)], { orders: [] }],
    ['a digest that leaves a due order out', 'digest-true', [mail('')], {}],
    [
      'one that is silent about shops that could not be read',
      'digest-true',
      [mail('')],
      { orders: null, isUnreadable: true },
    ],
    [
      'one that leaves a held shop out',
      'digest-whole',
      [mail(`${unread}\n・b: 確認`)],
      { orders: null, heldAt: () => ['a', 'b'] },
    ],
    ['no digest that names a held shop', 'digest-due', [], { orders: null, heldAt: () => ['a'] }],
  ])('the laws of mornings find %s', (_, law, mails, more) => {
    expect(broken(mails, more)).toEqual([law]);
  });

  it('the laws of mornings bear a digest whose fifty lines name some orders twice, and leave a due one out', () => {
    const numbers = Array.from({ length: 30 }, (_, index) => `370001-20260201-${String(index).padStart(10, '0')}`);
    const text = [...numbers, ...numbers.slice(0, 20)].join(' ');
    const orders = [...numbers.map((orderNumber) => ({ ...due, orderNumber })), { ...due, orderNumber: `${number}9` }];
    expect(broken([mail(text)], { orders })).toEqual([]);
    expect(broken([mail(numbers.join(' '))], { orders })).toEqual(['digest-true']);
  });

  it.each<[string, HandedMail[], Partial<Morning>]>([
    ['a digest that names each held shop', [mail(`${unread}\n・a: 確認`)], { heldAt: () => ['a'] }],
    ['one of a shop that was listed before it went', [mail('')], { heldAt: (by) => (by < at ? ['a'] : []) }],
    ['a due order that is not named, of a shop that is', [mail(`${unread}\n・a: 確認`)], { orders: [due] }],
    [
      'a shop that counts as unread by a wrong clock',
      [mail(`${unread}\n・a: 確認`)],
      { orders: [], hasRightClocks: false },
    ],
    ['no digest where nobody could send one', [], { heldAt: () => ['a'], isSendable: false }],
  ])('the laws of mornings bear %s', (_, mails, more) => {
    expect(broken(mails, { orders: null, ...more })).toEqual([]);
  });

  it('the laws of mornings bear a digest that comes again after a fault, and either word on an order in motion', () => {
    expect(broken([mail(number), mail(number, { mayComeAgain: true })], {})).toEqual([]);
    expect(broken([], { orders: [{ ...due, isInMotion: true }] })).toEqual([]);
    expect(broken([mail(number)], { orders: [{ ...due, isInMotion: true }] })).toEqual([]);
  });
});
