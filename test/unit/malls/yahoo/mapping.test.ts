import { describe, expect, it } from 'vitest';
import { mapOrder, readOriginal } from '../../../../malls/yahoo/mapping.ts';
import { conditionOf, progressOf } from '../../../../malls/yahoo/progress.ts';
import { yahooTraits } from '../../../../malls/yahoo/traits.ts';

const model = {
  OrderId: 'kado-no-mise-10000001',
  OrderStatus: '2',
  OrderTime: '2026-11-24T15:45:07+09:00',
  PublicationTime: '2026-11-24T18:00:00+09:00',
  LastUpdateTime: '2026-11-24T18:00:01+09:00',
  ParentOrderId: '',
  ChildOrderId: '',
  IsSplit: 'false',
  IsReadOnly: '0',
  Ship: { ShipStatus: '1', ShipLastName: '花子' },
  Item: [
    { LineId: '1', ItemId: 'kome-0005', SubCode: '', Quantity: '3' },
    { LineId: '2', ItemId: 'tsya-2201', SubCode: 's-nv', Quantity: '1' },
  ],
};
const map = (changes: object) => mapOrder({ ...model, ...changes });
const orderOf = (changes: object = {}) => {
  const mapped = map(changes);
  if (mapped.kind !== 'order') throw new Error(mapped.reason);
  return mapped.order;
};

describe('an order of Yahoo!ショッピング', () => {
  it('is what the business needs of it, and the whole of it beside that', () => {
    const order = orderOf();
    expect(order).toEqual({
      orderNumber: 'kado-no-mise-10000001',
      progress: '2',
      orderedAt: Date.parse('2026-11-24T06:45:07Z'),
      listedAt: Date.parse('2026-11-24T09:00:00Z'),
      changedAt: Date.parse('2026-11-24T09:00:01Z'),
      lines: [
        { lineId: '1', item: 'kome-0005', sku: 'kome-0005', quantity: 3 },
        { lineId: '2', item: 'tsya-2201:s-nv', sku: 'tsya-2201:s-nv', quantity: 1 },
      ],
      original: JSON.stringify(model),
    });
    expect(readOriginal(order.original)).toEqual(order);
    expect(yahooTraits.readOriginal(order.original)).toEqual(order);
  });

  it('has no moment of being shown where Yahoo gives none', () => {
    expect(orderOf({ PublicationTime: '' })).not.toHaveProperty('listedAt');
    expect(orderOf({ PublicationTime: undefined })).not.toHaveProperty('listedAt');
  });

  it('may tell its times by fourteen digits', () => {
    expect(orderOf({ OrderTime: '20261124154507' }).orderedAt).toBe(Date.parse('2026-11-24T06:45:07Z'));
  });

  it('may tell its times without a zone, which is Japan’s then', () => {
    const [without, compact] = ['2026-11-24T18:00:00', '20261124180000'];
    for (const text of [without, compact]) {
      expect(orderOf({ PublicationTime: text }).listedAt).toBe(Date.parse('2026-11-24T09:00:00Z'));
      expect(orderOf({ OrderTime: text }).orderedAt).toBe(Date.parse('2026-11-24T09:00:00Z'));
    }
  });

  it.each(['0000-00-00T00:00:00', '2026-11-24 18:00:00', '昨日', { Odd: '' }, ['a', 'b']])(
    'is readable with the LastUpdateTime and PublicationTime %j, which count as none',
    (odd) => {
      const order = orderOf({ LastUpdateTime: odd, PublicationTime: odd });
      expect(order).not.toHaveProperty('changedAt');
      expect(order).not.toHaveProperty('listedAt');
    },
  );

  it('that was split names its parts, and holds nothing in its lines', () => {
    const order = orderOf({ IsSplit: 'true', ChildOrderId: 'kado-no-mise-10000002,kado-no-mise-10000003' });
    expect(order.splitInto).toEqual(['kado-no-mise-10000002', 'kado-no-mise-10000003']);
    expect(order.lines.map(({ quantity }) => quantity)).toEqual([0, 0]);
    expect(orderOf({ IsSplit: 'true' })).toMatchObject({ splitInto: [] });
    expect(orderOf({ IsSplit: 'true', ChildOrderId: '' })).toMatchObject({ splitInto: [] });
    // Yahoo's other flags come as 1, too.
    expect(orderOf({ IsSplit: '1' })).toMatchObject({ splitInto: [] });
  });

  it('that was split off names where its pieces came from, and holds them', () => {
    const order = orderOf({ ParentOrderId: 'kado-no-mise-10000001' });
    expect(order).toMatchObject({ splitFrom: 'kado-no-mise-10000001' });
    expect(order.lines.map(({ quantity }) => quantity)).toEqual([3, 1]);
  });

  it('that was split off holds its pieces where it names both parts, and names none of them as its own', () => {
    const both = 'kado-no-mise-10000001,kado-no-mise-10000002';
    const part = { ParentOrderId: 'kado-no-mise-9999999', ChildOrderId: both };
    const order = orderOf(part);
    expect(order).not.toHaveProperty('splitInto');
    expect(order.lines.map(({ quantity }) => quantity)).toEqual([3, 1]);
    expect(orderOf({ ...part, IsSplit: 'true' })).toMatchObject({ splitInto: [] });
  });

  it('adds up a LineId that comes twice with one item, and is unreadable with two', () => {
    const line = { LineId: '5', ItemId: 'kome-0005', SubCode: '', Quantity: '1' };
    expect(orderOf({ Item: [line, { ...line, Quantity: '2' }] }).lines).toMatchObject([{ lineId: '5', quantity: 3 }]);
    expect(map({ Item: [line, { ...line, ItemId: 'miso' }] })).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringContaining('LineId'),
    });
  });

  it.each([
    ['a status that is a word', { OrderStatus: '処理中' }, 'OrderStatus: expected text like ^\\d$, got text'],
    ['no moment', { OrderTime: undefined }, 'OrderTime: expected a date and time such as 2026-'],
    [
      'a day that does not exist',
      { OrderTime: '2026-02-30T00:00:00+09:00' },
      'OrderTime: expected a moment that exists',
    ],
    ['no lines', { Item: undefined }, 'Item: expected a list, got nothing'],
    ['a quantity below nothing', { Item: [{ LineId: '1', ItemId: 'a', Quantity: '-1' }] }, 'Item[0].Quantity'],
  ])('with %s is unreadable, and the reason holds nothing of it', (_name, changes, reason) => {
    expect(map(changes)).toMatchObject({ kind: 'unreadable', reason: expect.stringContaining(reason) });
    expect(JSON.stringify(map(changes))).not.toContain('花子');
  });

  it.each([null, 'OrderInfo', [], 7])('is unreadable where it is %j', (whole) => {
    expect(mapOrder(whole)).toMatchObject({ kind: 'unreadable' });
  });

  it('that was stored and is none throws', () => {
    expect(() => readOriginal('')).toThrow(/cannot be read/);
  });
});

describe('the progress of an order of Yahoo!ショッピング', () => {
  const of = (orderStatus: string, shipStatus = '1', isReadOnly = false) =>
    progressOf({ orderStatus, shipStatus, isReadOnly });

  it.each([
    [of('2'), '2'],
    [of('2', '1', true), '2-readonly'],
    [of('1', '0', true), '1-readonly'],
    [of('2', '3'), '2-shipped'],
    [of('2', '4'), '2-shipped'],
    [of('3', '3'), '3'],
    [of('4', '1', true), '4'],
    [of('5', '3'), '5'],
    [of('7'), '7'],
  ])('%s', (got, wanted) => {
    expect(got).toBe(wanted);
  });

  it('holds no stock once it is cancelled, and is settled once it has left or is over', () => {
    const values = ['1', '2', '2-readonly', '2-shipped', '3', '4', '5'];
    expect(values.filter((value) => yahooTraits.isCancelled(value))).toEqual(['4']);
    expect(values.filter((value) => yahooTraits.isSettled(value))).toEqual(['2-shipped', '4', '5']);
  });

  it('is unconfirmed while its buyer can take it back', () => {
    const values = ['1', '1-readonly', '2', '2-readonly', '2-shipped', '3', '3-readonly', '4', '5'];
    expect(values.filter((value) => yahooTraits.isUnconfirmed(value))).toEqual([
      '1-readonly',
      '2-readonly',
      '3-readonly',
    ]);
  });

  it('is asked for so that each order is listed under one of them', () => {
    expect(conditionOf('2')).toEqual({ OrderStatus: '2', ShipStatus: '0,1,2', ReadOnlyMode: '0' });
    expect(conditionOf('2-shipped')).toEqual({ OrderStatus: '2', ShipStatus: '3,4', ReadOnlyMode: '0' });
    expect(conditionOf('2-readonly')).toEqual({ OrderStatus: '2', ReadOnlyMode: '1' });
    expect(conditionOf('4')).toEqual({ OrderStatus: '4', ReadOnlyMode: '2' });
    expect(() => conditionOf('shipped')).toThrow(/expected OrderStatus/);
  });
});
