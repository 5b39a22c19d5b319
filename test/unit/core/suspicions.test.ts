import { expect, it } from 'vitest';
import { suspiciousOrders } from '../../../core/orders/suspicions.ts';

const span = { from: 1_000, to: 9_000 };
const open = (orderNumber: string, progress: string, orderedAt = 5_000) => ({ orderNumber, progress, orderedAt });
const listed = (lists: Record<string, string[]>) =>
  new Map(Object.entries(lists).map(([orderNumber, progress]) => [orderNumber, new Set(progress)]));

it('leaves an order alone that is listed as it is stored', () => {
  const evidence = { open: [open('a', '100')], listedAs: listed({ a: ['100'] }), unknown: [], span };
  expect(suspiciousOrders(evidence)).toEqual([]);
});

it('reads an order again that is listed under another progress, or under two', () => {
  const evidence = {
    open: [open('a', '100'), open('b', '300')],
    listedAs: listed({ a: ['300'], b: ['300', '900'] }),
    unknown: [],
    span,
  };
  expect(suspiciousOrders(evidence)).toEqual([
    { orderNumber: 'a', why: 'listed-otherwise' },
    { orderNumber: 'b', why: 'listed-otherwise' },
  ]);
});

it('reads an open order again that is in no list, and one that is too old to be listed', () => {
  const evidence = { open: [open('a', '100'), open('b', '100', 10)], listedAs: listed({}), unknown: [], span };
  expect(suspiciousOrders(evidence)).toEqual([
    { orderNumber: 'a', why: 'in-no-list' },
    { orderNumber: 'b', why: 'older-than-span' },
  ]);
});

it('reads what is listed and not stored', () => {
  const evidence = { open: [], listedAs: listed({ late: ['100'] }), unknown: ['late'], span };
  expect(suspiciousOrders(evidence)).toEqual([{ orderNumber: 'late', why: 'not-stored' }]);
});
