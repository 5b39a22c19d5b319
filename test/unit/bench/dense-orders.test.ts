import { describe, expect, it } from 'vitest';
import { denseBytes, denseOrders } from '../../../bench/orders/dense-orders.ts';
import { choices, goodsWords, sentences } from '../../../bench/orders/goods.ts';
import { cities, familyNames, givenNames, towns } from '../../../bench/orders/people-and-places.ts';
import { dictionaries } from '../../../core/model/packing.ts';

describe('a dense order', () => {
  it.each(['written', 'random'] as const)(
    'of %s texts has 6 KB, is another each time, and the same for the same seed',
    (kind) => {
      const orders = denseOrders(20, kind);
      for (const order of orders) {
        expect(Math.abs(Buffer.byteLength(JSON.stringify(order)) - denseBytes)).toBeLessThanOrEqual(300);
      }
      expect(new Set(orders.map(({ OrdererModel }) => JSON.stringify(OrdererModel))).size).toBe(20);
      expect(denseOrders(20, kind)).toEqual(orders);
    },
  );

  it('has a code of its own for each of its lines', () => {
    const codes = denseOrders(20).flatMap(({ PackageModelList }) =>
      PackageModelList.flatMap(({ ItemModelList }) => ItemModelList.map(({ manageNumber }) => manageNumber)),
    );
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('is written with words of which the packing’s dictionaries hold hardly any', () => {
    const names = [...familyNames, ...givenNames].flat();
    const words = [...names, ...cities.map(([, city]) => city), ...towns, ...goodsWords, ...choices, ...sentences];
    const text = [...dictionaries.values()].join('');
    const held = words.filter((word) => text.includes(word));
    expect(words.length).toBeGreaterThan(900);
    expect(held.length / words.length).toBeLessThan(0.05);
  });
});
