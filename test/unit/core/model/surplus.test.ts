import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptRequest, emptyTarget, withdrawRequest } from '../../../../core/model/order-acceptance.ts';
import { type OrderTarget, withChange } from '../../../../core/model/order-target.ts';
import { isRowOf, madeFirstFirst } from '../../../../core/model/parcels.ts';
import type { OrderState, Parcel, ParcelRow, PushStep } from '../../../../core/model/push.ts';
import { surplusOfTarget } from '../../../../core/model/surplus.ts';

const at = Date.UTC(2026, 10, 24, 5);
const empty = emptyTarget({ shop: 'rms#kado-no-mise', orderNumber: '1-1', writer: 'run-a' });
/** `1111`, `2222<1111`, in a basket of its own where one is named: `1111@2`. */
const parcelOf = (words: string): Parcel => {
  const [numbers = '', basketId] = words.split('@');
  const [right = '', corrects] = numbers.split('<');
  return {
    ...(basketId === undefined ? {} : { basketId }),
    ...{ carrier: '1001', trackingNumber: right === '' ? null : right, shippedOn: '2026-11-24' },
    ...(corrects === undefined ? {} : { corrects }),
  };
};
const called: PushStep = { at, what: 'called' };

/** A request that was made by so many calls, and seen; its words are its id. */
function shipped(target: OrderTarget, words: string, { calls = 1 } = {}): OrderTarget {
  const content = { kind: 'ship', parcels: words.split(' ').map(parcelOf) } as const;
  const asked = acceptRequest(target, { id: words, content, by: 'hanako', at }).target;
  const request = asked.requests.findIndex(({ id }) => id === words);
  const steps = Array.from({ length: calls }, () => called);
  return withChange(asked, request, { state: { kind: 'confirmed', at }, steps });
}
const mayBeDoubled = { calls: 2 };

/** An order that shows rows with these numbers, a basket each. */
const seen = (...baskets: readonly (readonly string[])[]): OrderState => ({
  ...{ orderNumber: '1-1', progress: '500', stage: 'shipped', subStatusId: null, memo: null },
  baskets: baskets.map((numbers, basket) => ({
    basketId: String(basket + 1),
    rows: numbers.map((number, row) => ({ ...parcelOf(number), rowId: String(row + 1) })),
  })),
});
const surplus = (target: OrderTarget, order: Parameters<typeof surplusOfTarget>[1]): string[] =>
  surplusOfTarget(target, order).map(({ basketId, rowId }) => `${basketId}/${rowId}`);

describe('a row of which there are two', () => {
  it('goes where our calls may have made it, the one that was made last', () => {
    const target = shipped(empty, '1111', mayBeDoubled);
    expect([1, 2, 3].map((rows) => surplus(target, seen(Array.from({ length: rows }, () => '1111'))))).toEqual([
      [],
      ['1/2'],
      ['1/2', '1/3'],
    ]);
  });

  it('stays where the one call for it was answered, and seen: a merchant entered it', () => {
    expect(surplus(shipped(empty, '1111'), seen(['1111', '1111']))).toEqual([]);
  });

  it('stays beside a parcel that is doubled', () => {
    const target = shipped(shipped(empty, '1111'), '2222', mayBeDoubled);
    expect(surplus(target, seen(['1111', '1111', '2222', '2222', '3333', '3333']))).toEqual(['1/4']);
  });

  it('is none where two parcels without a number are wanted', () => {
    const parcels = [parcelOf(''), parcelOf('')];
    const asked = acceptRequest(empty, { id: 'two', content: { kind: 'ship', parcels }, by: 'hanako', at }).target;
    const target = withChange(asked, 0, { state: { kind: 'confirmed', at }, steps: [called, called] });
    expect(surplus(target, seen(['', '']))).toEqual([]);
    expect(surplus(target, seen(['', '', '']))).toEqual(['1/3']);
  });

  it('leaves one, once the parcel was taken back: it may have been made before', () => {
    const asked = acceptRequest(empty, {
      ...{ id: '1111', content: { kind: 'ship', parcels: [parcelOf('1111')] }, by: 'hanako', at },
    }).target;
    const unknown = withChange(asked, 0, { unknownAt: at, steps: [called] });
    const answer = withdrawRequest(unknown, '1111', { by: 'taro', at: at + 1, claimMs: 0 });
    if (answer.kind !== 'withdrawn') throw new Error(answer.kind);
    expect(surplus(answer.target, seen(['1111']))).toEqual([]);
    expect(surplus(answer.target, seen(['1111', '1111']))).toEqual(['1/2']);
  });

  it('is none of an order that is cancelled, or that the mall does not show', () => {
    const target = shipped(empty, '1111', mayBeDoubled);
    const order = seen(['1111', '1111']);
    expect(surplus(target, { ...order, stage: 'cancelled' })).toEqual([]);
    expect(surplus(target, 'absent')).toEqual([]);
  });
});

describe('a shipment may be doubled', () => {
  const asked = (content: Parameters<typeof acceptRequest>[1]['content']): OrderTarget =>
    acceptRequest(empty, { id: 'one', content, by: 'hanako', at }).target;
  const ship = { kind: 'ship', parcels: [parcelOf('1111')] } as const;
  const doubled = (target: OrderTarget): boolean => target.requests[0]?.mayBeDoubled === true;
  const held: PushStep = { at, what: 'held', reason: 'outage' };

  it('where a call had an open end, or a second one was made, and stays so', () => {
    const unknown = withChange(asked(ship), 0, { unknownAt: at, steps: [called] });
    expect(doubled(unknown)).toBe(true);
    expect(doubled(withChange(unknown, 0, { unknownAt: undefined, state: { kind: 'confirmed', at } }))).toBe(true);
    const once = withChange(asked(ship), 0, { steps: [called] });
    expect(doubled(once)).toBe(false);
    expect(doubled(withChange(once, 0, { steps: [held, called] }))).toBe(true);
  });

  it('where its worker did not come back', () => {
    const taken: OrderTarget = { ...asked(ship), claim: { run: 'run-a', until: at } };
    const next = acceptRequest(taken, { id: 'other', content: { kind: 'confirm' }, by: 'hanako', at }).target;
    expect(doubled(next)).toBe(false);
    expect(withdrawRequest(next, 'other', { by: 'taro', at: at + 1, claimMs: 0 })).toMatchObject({
      target: { requests: [{ mayBeDoubled: true }, {}] },
    });
  });

  it('never by a pause before its one call, and no change of another kind', () => {
    expect(doubled(withChange(asked(ship), 0, { steps: [held, held, called] }))).toBe(false);
    expect(doubled(withChange(asked({ kind: 'memo', text: 'a' }), 0, { unknownAt: at, steps: [called, called] }))).toBe(
      false,
    );
  });
});

describe('a number that was corrected', () => {
  it('goes once its parcel is there, whoever made it', () => {
    const target = shipped(shipped(empty, '1111'), '2222<1111');
    expect(surplus(target, seen(['1111']))).toEqual([]);
    expect(surplus(target, seen(['1111', '2222']))).toEqual(['1/1']);
    expect(surplus(target, seen(['3333', '1111']))).toEqual([]);
  });

  it('stays where another parcel has it, and where the correction was taken back', () => {
    const shifted = shipped(shipped(empty, '1111 2222'), '2222<1111 3333<2222');
    expect(surplus(shifted, seen(['2222', '3333']))).toEqual([]);
    expect(surplus(shifted, seen(['1111', '2222', '3333']))).toEqual(['1/1']);
    const content = { kind: 'ship', parcels: [parcelOf('2222<1111')] } as const;
    const asked = acceptRequest(shipped(empty, '1111'), { id: 'right', content, by: 'hanako', at }).target;
    // The correction, which is open, removes it itself.
    expect(surplus(asked, seen(['1111', '2222']))).toEqual([]);
    const answer = withdrawRequest(asked, 'right', { by: 'taro', at: at + 1, claimMs: 0 });
    if (answer.kind !== 'withdrawn') throw new Error(answer.kind);
    expect(surplus(answer.target, seen(['1111', '2222']))).toEqual([]);
  });

  it('stays at a destination whose own correction is not there yet', () => {
    let target = shipped(empty, '1111@1 1111@2');
    target = shipped(shipped(target, '11<1111@1'), '12<1111@2');
    expect(surplus(target, seen(['11'], ['1111']))).toEqual([]);
    expect(surplus(target, seen(['11'], ['1111', '12']))).toEqual(['2/1']);
  });
});

describe('the surplus of rows', () => {
  const parcel: fc.Arbitrary<Parcel> = fc.record({
    basketId: fc.constantFrom('1', '2'),
    carrier: fc.constantFrom('1000', '1001'),
    trackingNumber: fc.constantFrom(null, 'A', 'B', 'C'),
    shippedOn: fc.constantFrom('2026-11-24', '2026-11-25'),
  });
  /** A request names each number of a destination once: `requestProblems` refuses it otherwise. */
  const parcels = fc.array(parcel, { minLength: 1, maxLength: 4 }).filter((all) => {
    const numbered = all.filter(({ trackingNumber }) => trackingNumber !== null);
    return new Set(numbered.map((one) => `${one.basketId} ${one.trackingNumber}`)).size === numbered.length;
  });
  const row = fc.record({
    carrier: fc.constantFrom('1000', '1001'),
    trackingNumber: fc.constantFrom(null, '', 'A', 'B', 'C', 'D'),
    shippedOn: fc.constantFrom(null, '2026-11-24', '2026-11-25'),
  });
  const rows = fc
    .array(row, { maxLength: 8 })
    .map((all): ParcelRow[] => all.map((one, place) => ({ ...one, rowId: String(place + 1) })));

  it('leaves of every parcel that may be doubled as many rows as are wanted, those made first, and all other rows', () => {
    fc.assert(
      fc.property(parcels, rows, rows, (ofRequest, first, second) => {
        const content = { kind: 'ship', parcels: ofRequest } as const;
        const asked = acceptRequest(empty, { id: 'one', content, by: 'hanako', at }).target;
        const target = withChange(asked, 0, { state: { kind: 'confirmed', at }, steps: [called, called] });
        const order = {
          ...seen(),
          baskets: [first, second].map((own, place) => ({ basketId: `${place + 1}`, rows: own })),
        };
        const gone = surplus(target, order);
        for (const { basketId, rows: were } of order.baskets) {
          const left = were.filter(({ rowId }) => !gone.includes(`${basketId}/${rowId}`));
          const own = ofRequest.filter((one) => one.basketId === basketId);
          for (const one of own) {
            const isOne = (each: ParcelRow): boolean => isRowOf(each, one);
            const wanted = own.filter((other) => JSON.stringify(other) === JSON.stringify(one)).length;
            expect(left.filter(isOne)).toEqual(were.filter(isOne).sort(madeFirstFirst).slice(0, wanted));
          }
          const others = were.filter((each) => !own.some((one) => isRowOf(each, one)));
          expect(left).toEqual(expect.arrayContaining(others));
        }
      }),
    );
  });
});
