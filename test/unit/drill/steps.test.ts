import { expect, it } from 'vitest';
import { daySteps } from '../../../journal/index.ts';
import { asked, at, book, from, health, mail, push, row, smallDay, to } from './small-day.ts';
import { shows, smallStock } from './small-stock.ts';

const step = (minutes: number): number => minutes / 5;

it('says of each five minutes how many changes had not ended, and how many of them were held', () => {
  const day = smallDay([asked(), push({ requestedAt: at(10), heldAt: at(12), endedAt: at(31) })]);
  const { begin, everyMs, open, held } = daySteps(day, from);
  expect([begin, everyMs]).toEqual([from, 5 * 60_000]);
  expect([5, 10, 15, 30, 35].map((minutes) => [open[step(minutes)], held[step(minutes)]])).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  expect(open).toHaveLength((to + 24 * 60 * 60_000 - from) / everyMs + 1);
});

it('has the orders of each mall by when they appeared there and were stored, and the mails without their addresses', () => {
  // Placed after ten minutes, and listed by the mall two minutes later.
  const day = smallDay([book({ visibleAt: at(12) }), row(at(62)), mail(3, 'one@example.jp', '【対応不要】')]);
  const { orders, mails } = daySteps(day, from);
  expect(orders).toEqual([{ mall: 'rms', placed: [at(12)], stored: [at(62)] }]);
  expect(mails).toEqual([{ at: at(3), subject: '【対応不要】' }]);
});

it('keeps of the states of health those that are others than before', () => {
  const day = smallDay([
    health(1, 'suspect'),
    health(2, 'down'),
    health(3, 'down'),
    health(2, 'healthy', 'stock'),
    health(60, 'trickle'),
    health(61, 'trickle', 'import', 1),
    health(62, 'healthy'),
  ]);
  expect(daySteps(day, from).healths.map(({ at: moment, state }) => [(moment - from) / 60_000, state])).toEqual([
    [1, 'suspect'],
    [2, 'down'],
    [60, 'trickle'],
    [62, 'healthy'],
  ]);
});

it('counts the listings whose mall shows another level than the ledger says', () => {
  // Two of ten are ordered after ten minutes and written down a minute later; the mall shows it as late as after twenty.
  const day = smallDay(smallStock({ levels: [shows(-60, 10), shows(20, 8)] }));
  const { behind } = daySteps(day, from);
  expect([0, 10, 15, 20, 25].map((minutes) => behind[step(minutes)])).toEqual([0, 0, 1, 0, 0]);
});
