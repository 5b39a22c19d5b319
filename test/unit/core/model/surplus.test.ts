import { describe, expect, it } from 'vitest';
import { type OrderState, type Push, type PushStep, trailMax } from '../../../../core/model/push.ts';
import { countSurplus, mayBeDoubled, surplusRows } from '../../../../core/model/surplus.ts';

const at = Date.UTC(2026, 10, 24, 5);
const parcel = { carrier: '1001', trackingNumber: '1', shippedOn: '2026-11-24' } as const;
const step = (what: PushStep['what'], more: Partial<PushStep> = {}): PushStep => ({ at, what, ...more });
const plain = [step('requested'), step('called'), step('read-back', { progress: '500' }), step('confirmed')];
const pushOf = (change: Partial<Push> = {}): Push => ({
  shop: 'rms#kado-no-mise',
  orderNumber: '1-1',
  id: 'ship-1',
  content: { kind: 'ship', parcels: [parcel] },
  requestedAt: at,
  by: 'hanako',
  version: 3,
  writer: 'run-a',
  state: { kind: 'confirmed', at },
  trail: plain,
  ...change,
});
const seen = (rows: number, stage: OrderState['stage'] = 'shipped'): OrderState => ({
  ...{ orderNumber: '1-1', progress: '500', stage, subStatusId: null, memo: null },
  baskets: [
    { basketId: '1', rows: Array.from({ length: rows }, (_, index) => ({ ...parcel, rowId: String(index + 1) })) },
  ],
});
const retried = pushOf({ trail: [...plain.slice(0, 2), step('retrying', { reason: 'unknown' }), ...plain.slice(1)] });

describe('a shipment that may be doubled', () => {
  it('is none whose one call was answered, and seen', () => {
    expect(mayBeDoubled(pushOf())).toBe(false);
    expect(mayBeDoubled(pushOf({ trail: [step('requested')], state: { kind: 'requested' } }))).toBe(false);
  });

  it('is none that a pause held before its one call, however often', () => {
    const held = [step('requested'), step('held', { reason: 'outage' }), step('held', { reason: 'manual' })];
    expect(mayBeDoubled(pushOf({ trail: [...held, ...plain.slice(1)] }))).toBe(false);
    expect(mayBeDoubled(pushOf({ trail: held, state: { kind: 'held', since: at, cause: 'manual', tries: 0 } }))).toBe(
      false,
    );
  });

  it.each<[string, Partial<Push>]>([
    ['had a call with an open end', { unknownAt: at }],
    ['was called for twice', { trail: [...plain.slice(0, 2), ...plain.slice(1)] }],
    ['is in hand', { state: { kind: 'pushing', until: at, tries: 0 } }],
    ['was tried again', { trail: retried.trail }],
    [
      'was held after its call',
      { trail: [...plain.slice(0, 2), step('held', { reason: 'outage' }), ...plain.slice(2)] },
    ],
    [
      'was held between two calls',
      { trail: [...plain.slice(0, 2), step('held', { reason: 'outage' }), ...plain.slice(1)] },
    ],
    [
      'was held when a worker had not come back',
      { trail: [step('requested'), step('held', { reason: 'outage' })], unknownAt: at },
    ],
    [
      'has lost the middle of its trail',
      { trail: Array.from({ length: trailMax }, () => step('held', { reason: 'outage' })) },
    ],
    ['was looked at again', { trail: [...plain, step('looked-again', { progress: '500', detail: 'it is so' })] }],
    ['had a surplus row', { trail: [...plain, step('surplus-removed', { surplusRows: 1 })] }],
    ['failed', { trail: [...plain.slice(0, 2), step('failed', { reason: 'refused-otherwise' })] }],
    ['was taken back', { trail: [...plain.slice(0, 2), step('withdrawn')] }],
  ])('is one that %s', (_, change) => {
    expect(mayBeDoubled(pushOf(change))).toBe(true);
  });

  it('is no change of another kind', () => {
    expect(mayBeDoubled(pushOf({ content: { kind: 'memo', text: 'a' }, unknownAt: at }))).toBe(false);
  });
});

describe('the surplus rows of an order', () => {
  it('are those beyond the wanted ones', () => {
    expect([1, 2, 4].map((rows) => countSurplus([retried], seen(rows)).rows)).toEqual([0, 1, 3]);
    expect(countSurplus([retried], 'absent').rows).toBe(0);
    expect(countSurplus([retried], seen(2, 'cancelled')).rows).toBe(0);
  });

  it('are counted once, though two pushes want the parcel', () => {
    const other = { ...retried, id: 'ship-2', requestedAt: at + 1 };
    expect(countSurplus([retried, other], seen(3))).toEqual({ rows: 2, left: 2 });
  });

  it('are left when no push looks at them any more', () => {
    expect(countSurplus([retried], seen(3))).toEqual({ rows: 2, left: 2 });
    expect(countSurplus([{ ...retried, lookAgainAt: at + 1 }], seen(3))).toEqual({ rows: 2, left: 0 });
    const undone = { ...retried, state: { kind: 'retrying', tries: 1, next: at, reason: 'unknown' } } as const;
    expect(countSurplus([undone], seen(3))).toEqual({ rows: 2, left: 0 });
    const looking = { ...retried, id: 'ship-2', lookAgainAt: at + 1 };
    for (const both of [
      [retried, looking],
      [looking, retried],
    ])
      expect(countSurplus(both, seen(2)).left).toBe(0);
  });

  it('are none of a push that cannot have made them', () => {
    expect(countSurplus([pushOf()], seen(2))).toEqual({ rows: 0, left: 0 });
  });

  it('do not have a wrong number at one destination because the same number at another one is corrected', () => {
    const at1 = { ...parcel, basketId: '1' };
    const at2 = { ...parcel, basketId: '2' };
    const right = (of: typeof at1, trackingNumber: string, id: string): Push =>
      pushOf({
        id,
        requestedAt: at + 1,
        state: { kind: 'requested' },
        content: { kind: 'ship', parcels: [{ ...of, trackingNumber, corrects: of.trackingNumber }] },
      });
    const pushes = [
      pushOf({ content: { kind: 'ship', parcels: [at1, at2] } }),
      right(at1, '11', 'ship-2'),
      right(at2, '12', 'ship-3'),
    ];
    const shown = (...numbers: readonly (readonly string[])[]): OrderState => ({
      ...seen(0),
      baskets: numbers.map((rows, index) => ({
        basketId: String(index + 1),
        rows: rows.map((trackingNumber, row) => ({ ...parcel, trackingNumber, rowId: String(row + 1) })),
      })),
    });
    expect(surplusRows(pushes, shown(['11'], ['1']))).toEqual([]);
    const isSurplus = { change: { kind: 'remove', basketId: '2', rowId: '1' } };
    expect(surplusRows(pushes, shown(['11'], ['1', '12']))).toEqual([expect.objectContaining(isSurplus)]);
  });
});
