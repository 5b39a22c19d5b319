import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortReading } from '../../../../malls/rms/mapping.ts';
import { orderModelOf } from './order-model.ts';

const numbers = Array.from({ length: 6 }, (_, index) => `502763-20261124-000000000${index}`);
const [first, second, third] = numbers as [string, string, string];

describe('sorting what getOrder brought by what was asked', () => {
  it('leaves no number unaccounted for', () => {
    const reading = sortReading(
      [first, second, third],
      [orderModelOf(second), orderModelOf(first, { items: [{ units: 'x' }] })],
    );
    expect(reading?.orders.map((order) => order.orderNumber)).toEqual([second]);
    expect(reading?.unreadable).toEqual([
      {
        orderNumber: first,
        raw: JSON.stringify(orderModelOf(first, { items: [{ units: 'x' }] })),
        reason: 'PackageModelList[0].ItemModelList[0].units: expected a whole number of at least 0, got text',
      },
    ]);
    expect(reading?.absent).toEqual([third]);
  });

  it('ignores an order that was not asked for', () => {
    expect(sortReading([first], [orderModelOf(second), orderModelOf(first)])).toMatchObject({
      orders: [{ orderNumber: first }],
      unreadable: [],
      absent: [],
    });
  });

  it('takes a nameless order for the one number that is missing', () => {
    expect(sortReading([first, second], [orderModelOf(first), { orderNumber: null }])).toMatchObject({
      orders: [{ orderNumber: first }],
      unreadable: [
        { orderNumber: second, raw: '[{"orderNumber":null}]', reason: expect.stringMatching(/^orderNumber: /) },
      ],
      absent: [],
    });
  });

  it('asks for fewer when a nameless order may be any of several', () => {
    expect(sortReading([first, second], [{ orderNumber: '' }])).toBeNull();
  });

  it('does not mind a nameless order when every number is accounted for', () => {
    expect(sortReading([first], [orderModelOf(first), null])).toMatchObject({
      orders: [{ orderNumber: first }],
      unreadable: [],
    });
  });

  it('takes the same order twice as one, and as unreadable when the two differ', () => {
    const same = sortReading([first], [orderModelOf(first), orderModelOf(first)]);
    expect(same).toMatchObject({ orders: [{ orderNumber: first }], unreadable: [] });
    const differing = sortReading(
      [first],
      [orderModelOf(first), orderModelOf(first, { order: { orderProgress: 900 } })],
    );
    expect(differing).toMatchObject({ orders: [], unreadable: [{ orderNumber: first }], absent: [] });
  });

  it('never crashes, never loses a number and never invents one, whatever comes', () => {
    const number = fc.constantFrom(...numbers);
    const model = fc.oneof(
      number.map((one) => orderModelOf(one)),
      fc.tuple(number, fc.jsonValue()).map(([one, value]) => orderModelOf(one, { order: { PackageModelList: value } })),
      fc
        .tuple(number, fc.jsonValue())
        .map(([one, value]) => orderModelOf(one, { items: [{ units: value, SkuModelList: value }] })),
      fc.jsonValue().map((value) => ({ orderNumber: value })),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.uniqueArray(number, { minLength: 1 }), fc.array(model, { maxLength: 8 }), (asked, models) => {
        const reading = sortReading(asked, models);
        if (reading === null) {
          // Null only means that fewer must be requested: a single number is always accounted for.
          expect(asked.length).toBeGreaterThan(1);
          return;
        }
        const sorted = [
          ...reading.orders.map((order) => order.orderNumber),
          ...reading.unreadable.map((order) => order.orderNumber),
          ...reading.absent,
        ];
        expect(sorted.sort()).toEqual([...asked].sort());
        for (const { raw } of reading.unreadable) expect(raw).not.toBe('');
      }),
      { numRuns: 1_000 },
    );
  });
});
