import { describe, expect, it } from 'vitest';
import { at, book, figuresOf, row, rowIn } from './small-day.ts';

describe('the lag of a mall that stays up', () => {
  const lagAt = (mall: 'yahoo' | 'amazon', orders: readonly (readonly [placed: number, took: number | null])[]) => {
    const shop = `${mall}#b`;
    const placed = orders.flatMap(([minutes, took], index) => {
      const orderNumber = `B-${index}`;
      const booked = book({ mall, shopUrl: 'b', orderNumber, placedAt: at(minutes) });
      return took === null ? [booked] : [booked, row(at(minutes + took), { shop, orderNumber })];
    });
    const opened = rowIn('Shops', { shop, merchant: 'two', importFrom: at(-600) });
    return figuresOf([book(), row(at(40)), opened, ...placed]).lag;
  };
  const none = { orders: 0, median: null, max: null };

  it('is the time from an order to its row, of the hour before the outage, of the outage, and of the hour after it', () => {
    const others: [number, number][] = [
      [-61, 50],
      [121, 50],
    ];
    const before: [number, number][] = [
      [-60, 1],
      [-1, 2],
      [-2, 0.5],
    ];
    expect(lagAt('yahoo', [...others, ...before, [0, 1.5], [59, 0.7], [60, 1]])).toEqual({
      yahoo: {
        before: { orders: 3, median: 1, max: 2 },
        during: { orders: 2, median: 0.7, max: 1.5 },
        after: { orders: 1, median: 1, max: 1 },
        slower: 0,
      },
    });
  });

  it('gives an order that changed before it was stored the time once more, and no more than once', () => {
    const shop = 'amazon#b';
    const slower = (changedAt: number, storedAt = 21.4) => {
      const order = { mall: 'amazon', shopUrl: 'b', orderNumber: 'B-1', placedAt: at(10) } as const;
      const opened = rowIn('Shops', { shop, merchant: 'two', importFrom: at(-600) });
      const stored = row(at(storedAt), { shop, orderNumber: 'B-1' });
      return figuresOf([book(), row(at(40)), opened, book({ ...order, visibleAt: at(changedAt) }), stored]).lag.amazon
        ?.slower;
    };
    expect([slower(14.5), slower(18), slower(13), slower(10)]).toEqual([0, 0, 1, 1]);
    // It changed after it was stored; and so late that it could have been stored before.
    expect([slower(30), slower(40, 41)]).toEqual([1, 1]);
  });

  it('is nothing of RMS, and of no mall without orders', () => {
    expect(lagAt('yahoo', [])).toEqual({});
    expect(lagAt('yahoo', [[10, 1]])).toMatchObject({ yahoo: { before: none, after: none } });
  });

  it('makes an order slower that took longer than all before, and than one takes where all is well', () => {
    const slower = (mall: 'yahoo' | 'amazon', took: number | null, before = 1) =>
      lagAt(mall, [
        [-10, before],
        [10, 1],
        [20, took],
      ])[mall]?.slower;
    expect([slower('yahoo', 2), slower('yahoo', 2.1), slower('yahoo', null)]).toEqual([0, 1, 1]);
    expect([slower('yahoo', 2.9, 3), slower('yahoo', 3.1, 3)]).toEqual([0, 1]);
    expect([slower('amazon', 8), slower('amazon', 8.1)]).toEqual([0, 1]);
    expect(
      lagAt('yahoo', [
        [10, 1],
        [20, null],
      ]).yahoo?.during,
    ).toEqual({ orders: 2, median: 1, max: null });
  });
});
