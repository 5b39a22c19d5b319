import { describe, expect, it } from 'vitest';
import { type BookedOrder, brokenImportLaws, type OrderEvent } from '../../proving/laws/import.ts';

const firstDay = 1_000;
const calmSince = 10_000;
const hourMs = 3_600_000;

const order = (orderNumber: string, more: Partial<BookedOrder> = {}): BookedOrder => ({
  ...{ shop: 'a', orderNumber, placedAt: firstDay, shownAt: firstDay, isCancelled: false, isOver: false, ...more },
});

/** `imported 1`: the kind and the revision; its id is that of the revision. */
const event = (orderNumber: string, text: string, more: Partial<OrderEvent> = {}): OrderEvent => {
  const [kind, revision] = text.split(' ');
  return {
    ...{ at: 5_000, kind: kind as OrderEvent['kind'], shop: 'a', orderNumber, revision: Number(revision) },
    ...{ id: `${orderNumber}#${revision}`, ...more },
  };
};

const broken = (orders: readonly BookedOrder[], events: readonly OrderEvent[]): string[] =>
  brokenImportLaws({ importsFrom: new Map([['a', firstDay]]), orders, events, calmSince }).map(({ law }) => law);

describe('the laws of imports', () => {
  it('the laws of imports find nothing where each order is announced as the mall has it', () => {
    const orders = [
      order('1'),
      order('2', { isCancelled: true, cancelledAt: 6_000, changedAt: 6_000, isOver: true }),
      order('3', { changedAt: 6_000 }),
      order('before', { placedAt: firstDay - 1 }),
    ];
    const events = [
      event('1', 'imported 1'),
      event('1', 'imported 1', { at: 9_000 }),
      event('2', 'imported 1'),
      event('2', 'cancelled 2', { at: 7_000 }),
      event('3', 'imported 1'),
      event('3', 'changed 2', { at: 7_000 }),
    ];
    expect(broken(orders, events)).toEqual([]);
  });

  it('the laws of imports find nothing in an order that was cancelled before it was read', () => {
    expect(
      broken([order('1', { isCancelled: true, isOver: true, cancelledAt: 4_000 })], [event('1', 'imported 1')]),
    ).toEqual([]);
  });

  it.each<[string, string, BookedOrder[], OrderEvent[]]>([
    ['an order that is not announced', 'order-imported', [order('1')], []],
    [
      'an order that is announced under two ids',
      'announced-once',
      [order('1')],
      [event('1', 'imported 1'), event('1', 'imported 1', { id: 'other' })],
    ],
    [
      'an id of two revisions',
      'announced-once',
      [order('1')],
      [event('1', 'imported 1'), event('1', 'changed 2', { id: '1#1' })],
    ],
    [
      'a revision that was left out',
      'revisions-whole',
      [order('1')],
      [event('1', 'imported 1'), event('1', 'changed 3')],
    ],
    ['a second import', 'revisions-whole', [order('1')], [event('1', 'imported 1'), event('1', 'imported 2')]],
    [
      'a cancel without an event',
      'cancel-announced',
      [order('1', { isCancelled: true, isOver: true, cancelledAt: 6_000 })],
      [event('1', 'imported 1')],
    ],
    [
      'an order that is said to be cancelled and is not',
      'cancel-announced',
      [order('1')],
      [event('1', 'imported 1'), event('1', 'cancelled 2')],
    ],
    ['a change without an event', 'change-announced', [order('1', { changedAt: 6_000 })], [event('1', 'imported 1')]],
    [
      'an order that is announced hours after it was shown',
      'announced-in-time',
      [order('1', { shownAt: calmSince })],
      [event('1', 'imported 1', { at: calmSince + 3 * hourMs })],
    ],
    [
      'a cancel that is announced more than two hours later',
      'announced-in-time',
      [order('1', { isCancelled: true, isOver: true, cancelledAt: calmSince, changedAt: calmSince })],
      [event('1', 'imported 1'), event('1', 'cancelled 2', { at: calmSince + 2.1 * hourMs })],
    ],
    ['an order that is not at the mall', 'nothing-else', [], [event('9', 'imported 1')]],
    [
      'an order from before the first day',
      'nothing-else',
      [order('1', { placedAt: firstDay - 1 })],
      [event('1', 'imported 1')],
    ],
  ])('the laws of imports find %s', (_, law, orders, events) => {
    expect(broken(orders, events)).toEqual([law]);
  });
});
