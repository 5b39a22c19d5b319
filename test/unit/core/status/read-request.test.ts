import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { readWhole } from '../../../../core/kernel/shape.ts';
import { cancelReasons, failureReasons, pushKinds, withdrawalReasons } from '../../../../core/model/push.ts';
import { statusRequest } from '../../../../core/model/status-request.ts';

const schemaOf = (name: string) => JSON.parse(readFileSync(`docs/events/${name}.schema.json`, 'utf8'));
const schema = schemaOf('StatusPushRequested');
const inSchema = Compile(schema);

const parcel = { carrier: '1001', trackingNumber: '1234-5678', shippedOn: '2026-11-24' };
const changes: object[] = [
  { kind: 'confirm' },
  { kind: 'ship', parcels: [parcel, { ...parcel, basketId: '77', trackingNumber: null }] },
  ...cancelReasons.map((reason) => ({ kind: 'cancel', reason })),
  { kind: 'sub-status', subStatusId: '12' },
  { kind: 'sub-status', subStatusId: null },
];
const asking = (change: unknown, more: object = {}) => ({
  format: 1,
  shop: 'rms#shop-1',
  by: '第二倉庫',
  orders: [{ orderNumber: '123456-20261124-0000000001', change }],
  ...more,
});

const requestShape = statusRequest(['rms', 'yahoo']);

function read(detail: unknown) {
  const problems: string[] = [];
  return { request: readWhole(requestShape, detail, problems), problems };
}

describe('an event that asks for changes', () => {
  it.each(changes)('is read: %j', (change) => {
    const { request, problems } = read(asking(change));
    expect(problems).toEqual([]);
    expect(request).toEqual(asking(change));
    expect(inSchema.Check(asking(change))).toBe(true);
  });

  const order = asking({ kind: 'confirm' }).orders[0];
  const wrong: [string, unknown, string][] = [
    ['no object', 'x', 'the top level: expected an object, got a text of 1 characters.'],
    ['null', null, 'the top level: expected an object, got null.'],
    ['another format', asking({ kind: 'confirm' }, { format: 2 }), 'format: expected 1, got a number.'],
    [
      'another mall',
      asking({ kind: 'confirm' }, { shop: 'ebay#1' }),
      'shop: expected a shop\'s key such as "rms#shop-1"',
    ],
    [
      'no asker',
      asking({ kind: 'confirm' }, { by: undefined }),
      'by: expected who asks, in up to 100 characters, got nothing.',
    ],
    [
      'an asker that would act on a terminal',
      asking({ kind: 'confirm' }, { by: 'taro\u001b[2J' }),
      'by: expected who asks, in up to 100 characters, got a text of 8 characters, control characters among them.',
    ],
    ['no order', asking({ kind: 'confirm' }, { orders: [] }), 'orders: expected a list of 1 to 100, got a list of 0.'],
    ['too many', asking({ kind: 'confirm' }, { orders: Array(101).fill(order) }), 'got a list of 101.'],
    [
      'a number',
      asking({ kind: 'confirm' }, { orders: [{ ...order, orderNumber: 7 }] }),
      'orders[0].orderNumber: expected an order number',
    ],
    [
      'a separator',
      asking({ kind: 'confirm' }, { orders: [{ ...order, orderNumber: 'a#b' }] }),
      'orders[0].orderNumber: expected',
    ],
    [
      'no change',
      asking(undefined),
      'orders[0].change.kind: expected one of confirm, ship, pay, complete, cancel, sub-status, got nothing.',
    ],
    ['a memo', asking({ kind: 'memo', text: '花森様' }), 'a memo is asked for with ops'],
    ['no parcel', asking({ kind: 'ship', parcels: [] }), 'change.parcels: expected a list of 1 to 20'],
    [
      'a carrier as number',
      asking({ kind: 'ship', parcels: [{ ...parcel, carrier: 1001 }] }),
      'change.parcels[0].carrier: expected up to 20',
    ],
    [
      'no number',
      asking({ kind: 'ship', parcels: [{ ...parcel, trackingNumber: undefined }] }),
      'trackingNumber: expected a tracking number',
    ],
    [
      'an empty number',
      asking({ kind: 'ship', parcels: [{ ...parcel, trackingNumber: '' }] }),
      'or null, got a text of 0',
    ],
    [
      'a slashed day',
      asking({ kind: 'ship', parcels: [{ ...parcel, shippedOn: '2026/11/24' }] }),
      'shippedOn: expected a day such as',
    ],
    ['an unknown reason', asking({ kind: 'cancel', reason: 'mood' }), 'change.reason: expected one of buyer-cancelled'],
    ['an undefined status', asking({ kind: 'sub-status' }), 'change.subStatusId: expected'],
    [
      'a field more',
      asking({ kind: 'confirm', force: true }),
      'change: has "force" beside the fields that it may have: kind.',
    ],
  ];

  it.each(wrong)('is refused, as its schema does: %s', (_, detail, problem) => {
    const { request, problems } = read(detail);
    expect(request).toBeNull();
    expect(problems.join('\n')).toContain(problem);
    expect(inSchema.Check(JSON.parse(JSON.stringify(detail ?? null)))).toBe(false);
  });

  it('is refused for a day that no calendar has', () => {
    const change = { kind: 'ship', parcels: [{ ...parcel, shippedOn: '2026-02-30' }] };
    expect(read(asking(change)).problems).toEqual(['orders[0].change.parcels[0].shippedOn: there is no such day.']);
  });

  it('has every problem reported at once, in no words of its own', () => {
    const { problems } = read({ shop: '花森', orders: [{ orderNumber: '花森 様', change: { 花森: 1 } }] });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'format',
      'shop',
      'by',
      'orders[0].orderNumber',
      'orders[0].change.kind',
    ]);
    expect(problems.join()).not.toContain('花森');
    expect(read(asking({ kind: 'confirm', 花森: 1 })).problems).toEqual([
      'orders[0].change: has 1 others beside the fields that it may have: kind.',
    ]);
  });
});

describe('what is kept of a rejected event', () => {
  it('is what a request has a field for, right or wrong', () => {
    const detail = {
      ...asking({ kind: 'ship', parcels: [{ ...parcel, name: '花森' }, '花森'], note: '花森' }),
      format: '1',
      buyer: { name: '花森' },
    };
    expect(requestShape.keep(detail)).toEqual({
      format: '1',
      shop: 'rms#shop-1',
      by: '第二倉庫',
      orders: [
        {
          orderNumber: '123456-20261124-0000000001',
          change: { kind: 'ship', parcels: [parcel, undefined] },
        },
      ],
    });
    expect(requestShape.keep('花森')).toBeUndefined();
  });

  it('is short, however long the event was', () => {
    const detail = asking(
      { kind: 'x'.repeat(10_000) },
      { orders: Array(5_000).fill({ orderNumber: 'x'.repeat(9_000) }) },
    );
    expect(JSON.stringify(requestShape.keep(detail)).length).toBeLessThan(30_000);
  });
});

describe('the schemas of the bus events about pushes', () => {
  it('know every kind and every reason', () => {
    for (const name of ['StatusPushConfirmed', 'StatusPushFailed', 'StatusPushWithdrawn']) {
      expect([...schemaOf(name).properties.pushKind.enum].sort()).toEqual([...pushKinds].sort());
    }
    expect(schemaOf('StatusPushFailed').properties.reason.enum).toEqual([...failureReasons]);
    expect(schemaOf('StatusPushWithdrawn').properties.reason.enum).toEqual([...withdrawalReasons]);
  });
});
