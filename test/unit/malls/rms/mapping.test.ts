import { describe, expect, it } from 'vitest';
import type { MallOrder } from '../../../../core/model/order.ts';
import type { Mapped } from '../../../../malls/mapping.ts';
import { mapOrder, readOriginal } from '../../../../malls/rms/mapping.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { orderModel } from '../../../../malls/rms/wire.generated.js';
import { orderModelOf } from './order-model.ts';

function map(model: unknown): Mapped {
  if (!orderModel.matches(model)) throw new Error('the model does not even pass its shape');
  return mapOrder(model);
}

function orderOf(model: unknown): MallOrder {
  const mapped = map(model);
  if (mapped.kind !== 'order') throw new Error(mapped.reason);
  return mapped.order;
}

const number = '502763-20261124-0000000001';

describe('an order of RMS', () => {
  it('keeps its number, progress and moment, and the whole original', () => {
    const model = orderModelOf(number, { order: { fieldOfTomorrow: { deep: [1, null] } } });
    const order = orderOf(model);
    expect(order).toMatchObject({
      orderNumber: number,
      progress: '100',
      orderedAt: Date.parse('2026-11-24T06:45:07Z'),
    });
    expect(JSON.parse(order.original)).toEqual(model);
  });

  it('reads back from its original, unchanged', () => {
    const order = orderOf(orderModelOf(number, { items: [{ units: 3 }, {}] }));
    expect(readOriginal(order.original)).toEqual(order);
    expect(rmsTraits.readOriginal(order.original)).toEqual(order);
  });

  it('cannot be read back from anything else', () => {
    expect(() => readOriginal('')).toThrow(/cannot be read/);
    expect(() => readOriginal('{"orderNumber":"1"}')).toThrow(/orderProgress/);
  });

  it('survives unknown progress values', () => {
    expect(orderOf(orderModelOf(number, { order: { orderProgress: 950 } })).progress).toBe('950');
  });

  it.each([
    [
      'the shared code where the merchant gave one',
      { variantId: 'red', merchantDefinedSkuId: 'T-RED' },
      'T-RED',
      'towel/red',
    ],
    ['the variant of the item', { variantId: 'red', merchantDefinedSkuId: null }, 'towel/red', 'towel/red'],
    ['the item when it has no variants', { variantId: 'towel', merchantDefinedSkuId: '' }, 'towel', 'towel/towel'],
    [
      'the variant where the SKU is blank',
      { variantId: 'red', merchantDefinedSkuId: ' \u3000' },
      'towel/red',
      'towel/red',
    ],
    ['the item when the fields are missing', {}, 'towel', 'towel/towel'],
  ])('draws a line from %s', (_name, sku, expected, item) => {
    const { lines } = orderOf(orderModelOf(number, { items: [{ SkuModelList: [sku] }] }));
    expect(lines).toEqual([{ lineId: '8800001', item, sku: expected, quantity: 1 }]);
  });

  it.each([[[]], [null], [undefined]])(
    'draws a line placed before the SKU migration from the item (SKUs: %j)',
    (list) => {
      const { lines } = orderOf(orderModelOf(number, { items: [{ SkuModelList: list }] }));
      expect(lines).toEqual([{ lineId: '8800001', item: 'towel/towel', sku: 'towel', quantity: 1 }]);
    },
  );

  it('holds nothing for a deleted line or a deleted destination, and keeps the line', () => {
    const model = orderModelOf(number, { items: [{ units: 2 }, { units: 3, deleteItemFlag: 1 }] });
    expect(orderOf(model).lines.map((line) => line.quantity)).toEqual([2, 0]);
    const [parcel] = model.PackageModelList as Record<string, unknown>[];
    expect(orderOf({ ...model, PackageModelList: [{ ...parcel, packageDeleteFlag: 1 }] }).lines).toHaveLength(2);
    expect(
      orderOf({ ...model, PackageModelList: [{ ...parcel, packageDeleteFlag: 1 }] }).lines.map((line) => line.quantity),
    ).toEqual([0, 0]);
  });

  it('holds the lines of all destinations', () => {
    const [one] = orderModelOf(number).PackageModelList as unknown[];
    const [two] = orderModelOf(number, { items: [{ itemDetailId: 9, units: 5 }] }).PackageModelList as unknown[];
    expect(orderOf({ ...orderModelOf(number), PackageModelList: [one, two] }).lines).toMatchObject([
      { lineId: '8800001', quantity: 1 },
      { lineId: '9', quantity: 5 },
    ]);
  });

  it('adds up a line whose itemDetailId comes twice with one SKU', () => {
    const items = [
      { itemDetailId: 5, units: 1 },
      { itemDetailId: 5, units: 2 },
    ];
    expect(orderOf(orderModelOf(number, { items })).lines).toMatchObject([{ lineId: '5', sku: 'towel', quantity: 3 }]);
  });

  it('is unreadable when one itemDetailId sells two SKUs', () => {
    const items = [{ itemDetailId: 5 }, { itemDetailId: 5, manageNumber: 'soap', SkuModelList: [] }];
    expect(map(orderModelOf(number, { items }))).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringContaining('itemDetailId'),
    });
  });

  it('is unreadable when it was placed on a day that does not exist', () => {
    expect(map(orderModelOf(number, { order: { orderDatetime: '2026-02-30T00:00:00+0900' } }))).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringMatching(/^orderDatetime: /),
    });
  });
});
