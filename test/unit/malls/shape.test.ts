import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderModel as amazonModel } from '../../../malls/amazon/wire.generated.js';
import { getOrderReply, keyExpiryReply, orderModel, searchOrderReply } from '../../../malls/rms/wire.generated.js';
import { mismatch, type Shape } from '../../../malls/shape.ts';
import { orderModel as shopifyModel } from '../../../malls/shopify/wire.generated.js';
import { orderModel as yahooModel } from '../../../malls/yahoo/wire.generated.js';
import { orderModelOf } from './rms/order-model.ts';

const wire = { getOrderReply, keyExpiryReply, orderModel, searchOrderReply };
const order = orderModelOf('502763-20261124-0000000001');

describe('what is said about a reply that is not as expected', () => {
  it.each([
    ['a missing field', { ...order, orderDatetime: undefined }, 'orderDatetime: expected a date', 'got nothing'],
    [
      'null where nothing may be null',
      { ...order, orderNumber: null },
      'orderNumber: expected text that is',
      'got null',
    ],
    ['another type', { ...order, orderProgress: '100' }, 'orderProgress: expected a whole number', 'got text'],
    ['no object at all', 'gone', 'the whole: expected an object', 'got text'],
    [
      'something deep inside',
      orderModelOf('502763-20261124-0000000002', { items: [{}, { units: -1 }] }),
      'PackageModelList[0].ItemModelList[1].units: expected a whole number of at least 0',
      'got a whole number',
    ],
    [
      'a nullable field of another type',
      orderModelOf('502763-20261124-0000000003', { items: [{ SkuModelList: [{ variantId: 5 }] }] }),
      'PackageModelList[0].ItemModelList[0].SkuModelList[0].variantId: expected text',
      'got a whole number',
    ],
  ])('names the place of %s, what was expected and what kind of thing came', (_name, value, place, came) => {
    const problem = mismatch(wire.orderModel.schema, value);
    expect(problem).toContain(place);
    expect(problem).toContain(came);
  });

  it.each([
    ['orderDatetime', wire.orderModel],
    ['OrderTime', yahooModel],
    ['createdTime', amazonModel],
    ['createdAt', shopifyModel],
  ])('says in words that a date was expected: %s', (name, { schema }) => {
    expect(mismatch(schema.properties?.[name] ?? {}, null, name)).toBe(
      `${name}: expected a date and time such as 2026-02-10T15:45:00+09:00, got null`,
    );
  });

  it('holds nothing of the content', () => {
    const problem = mismatch(wire.orderModel.schema, { ...order, orderDatetime: '山田 太郎' });
    expect(problem).toMatch(/^orderDatetime: /);
    expect(problem).not.toContain('山田');
  });

  it.each(Object.keys(wire) as (keyof typeof wire)[])(
    'agrees with the compiled check of %s about what passes',
    (name) => {
      const shape: Shape<unknown> = wire[name];
      const anything = fc.oneof(nearly(name), fc.jsonValue());
      fc.assert(
        fc.property(anything, (value) => {
          expect(mismatch(shape.schema, value) === null).toBe(shape.matches(value));
        }),
        { numRuns: 500 },
      );
    },
  );
});

const spoilt = fc.constantFrom<unknown>(null, -1, 0, 1.5, 7, '', ' ', 'text', true, [], {}, [null], [{}]);
const fields = (names: readonly string[], values: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> =>
  fc.dictionary(fc.constantFrom(...names), values, { maxKeys: names.length });

/** Values that have the fields of the shape more often than not, so that both answers are seen. */
function nearly(name: keyof typeof wire): fc.Arbitrary<unknown> {
  const messages = fc.array(
    fields(['messageType', 'messageCode', 'message', 'orderNumber'], fc.oneof(fc.string(), spoilt)),
  );
  switch (name) {
    case 'keyExpiryReply':
      return fc.record({ expiryDate: fc.oneof(fc.string(), spoilt) });
    case 'getOrderReply':
      return fc.record({
        OrderModelList: fc.oneof(fc.array(spoilt), spoilt),
        MessageModelList: fc.oneof(messages, spoilt),
      });
    case 'searchOrderReply':
      return fc.record({
        orderNumberList: fc.oneof(fc.array(fc.string({ minLength: 1 })), spoilt),
        MessageModelList: fc.oneof(messages, fc.constant(null)),
        PaginationResponseModel: fc.oneof(
          fields(['totalRecordsAmount', 'totalPages', 'requestPage'], fc.oneof(fc.nat(), spoilt)),
          spoilt,
        ),
      });
    case 'orderModel': {
      const item = fields(['itemDetailId', 'units', 'deleteItemFlag', 'manageNumber', 'SkuModelList'], spoilt);
      return fc
        .tuple(fields(Object.keys(order), spoilt), fc.array(item, { maxLength: 2 }), fc.boolean())
        .map(([change, items, whole]) => ({ ...orderModelOf('1', { items }), ...(whole ? {} : change) }));
    }
  }
}
