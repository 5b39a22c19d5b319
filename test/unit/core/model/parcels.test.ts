import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRowOf, planParcels } from '../../../../core/model/parcels.ts';
import type { Parcel, ParcelChange, ParcelRow } from '../../../../core/model/push.ts';

type Basket = { readonly basketId: string; readonly rows: readonly ParcelRow[] };

const parcel: fc.Arbitrary<Parcel> = fc.record({
  basketId: fc.constantFrom('1', '2'),
  carrier: fc.constantFrom('1000', '1001', '1002'),
  trackingNumber: fc.constantFrom(null, 'A', 'B', 'C'),
  shippedOn: fc.constantFrom('2026-11-24', '2026-11-25'),
});
const row = fc.record({
  carrier: fc.constantFrom('1000', '1001', '1002'),
  trackingNumber: fc.constantFrom(null, '', 'A', 'B', 'C', 'D'),
  shippedOn: fc.constantFrom(null, '2026-11-24', '2026-11-25'),
});
const baskets: fc.Arbitrary<Basket[]> = fc
  .tuple(fc.array(row, { maxLength: 6 }), fc.array(row, { maxLength: 6 }))
  .map((both) =>
    both.map((rows, index) => ({
      basketId: String(index + 1),
      rows: rows.map((one, at) => ({ ...one, rowId: String(index * 100 + at + 1) })),
    })),
  );

/** What the mall does with changes. */
function applied(before: readonly Basket[], changes: readonly ParcelChange[]): Basket[] {
  let nextId = 900;
  return before.map((basket) => {
    let rows = [...basket.rows];
    for (const change of changes.filter(({ basketId }) => basketId === basket.basketId)) {
      switch (change.kind) {
        case 'add':
          rows.push({ rowId: String(nextId++), ...fieldsOf(change.parcel) });
          break;
        case 'update':
          rows = rows.map((one) => (one.rowId === change.rowId ? { ...one, ...fieldsOf(change.parcel) } : one));
          break;
        case 'remove':
          rows = rows.filter(({ rowId }) => rowId !== change.rowId);
      }
    }
    return { ...basket, rows };
  });
}

function fieldsOf({ carrier, trackingNumber, shippedOn }: Parcel): Omit<ParcelRow, 'rowId'> {
  return { carrier, trackingNumber, shippedOn };
}

function changesFor(wanted: readonly Parcel[], there: readonly Basket[]): readonly ParcelChange[] {
  const plan = planParcels(wanted, there);
  if (plan.kind === 'impossible') throw new Error(plan.reason);
  return plan.changes;
}

describe('the changes of parcel rows', () => {
  it('always end with a row of its own for every wanted parcel', () => {
    fc.assert(
      fc.property(fc.array(parcel, { maxLength: 6 }), baskets, (wanted, before) => {
        const after = applied(before, changesFor(wanted, before));
        for (const basket of after) {
          const left = [...basket.rows];
          for (const one of wanted.filter(({ basketId }) => basketId === basket.basketId)) {
            const index = left.findIndex((there) => isRowOf(there, one));
            expect(index).toBeGreaterThanOrEqual(0);
            left.splice(index, 1);
          }
        }
      }),
    );
  });

  it('are none the second time', () => {
    fc.assert(
      fc.property(fc.array(parcel, { maxLength: 6 }), baskets, (wanted, before) => {
        expect(changesFor(wanted, applied(before, changesFor(wanted, before)))).toEqual([]);
      }),
    );
  });

  it('never touch a row of another parcel', () => {
    fc.assert(
      fc.property(fc.array(parcel, { maxLength: 6 }), baskets, (wanted, before) => {
        const numbers = new Set(wanted.map(({ trackingNumber }) => trackingNumber));
        const isAnothers = (one: ParcelRow): boolean =>
          (one.trackingNumber || null) === null ? one.shippedOn !== null : !numbers.has(one.trackingNumber);
        const others = (all: readonly Basket[]): ParcelRow[] => all.flatMap(({ rows }) => rows.filter(isAnothers));
        const kept = applied(before, changesFor(wanted, before)).flatMap(({ rows }) => rows);
        for (const one of others(before)) expect(kept).toContainEqual(one);
      }),
    );
  });

  it('fill an empty row before they add one, and correct the one with the same number before that', () => {
    const wanted: Parcel[] = [
      { carrier: '1001', trackingNumber: 'A', shippedOn: '2026-11-24' },
      { carrier: '1001', trackingNumber: 'B', shippedOn: '2026-11-24' },
      { carrier: '1001', trackingNumber: 'C', shippedOn: '2026-11-24' },
    ];
    const rows: ParcelRow[] = [
      { rowId: '7', carrier: '1000', trackingNumber: null, shippedOn: null },
      { rowId: '9', carrier: '1002', trackingNumber: 'B', shippedOn: '2026-11-20' },
    ];
    expect(changesFor(wanted, [{ basketId: '1', rows }])).toEqual([
      { kind: 'update', basketId: '1', rowId: '9', parcel: wanted[1] },
      { kind: 'update', basketId: '1', rowId: '7', parcel: wanted[0] },
      { kind: 'add', basketId: '1', parcel: wanted[2] },
    ]);
  });

  it('cannot be told where the destination is not clear, or not there, or full', () => {
    const one: Parcel = { carrier: '1001', trackingNumber: 'A', shippedOn: '2026-11-24' };
    const two = [
      { basketId: '1', rows: [] },
      { basketId: '2', rows: [] },
    ];
    expect(planParcels([one], two)).toEqual({ kind: 'impossible', reason: 'basket-ambiguous' });
    expect(planParcels([{ ...one, basketId: '3' }], two)).toEqual({ kind: 'impossible', reason: 'basket-unknown' });
    expect(planParcels([one], [])).toEqual({ kind: 'impossible', reason: 'basket-unknown' });
    const rows = Array.from({ length: 20 }, (_, index) => ({
      rowId: String(index),
      carrier: '1001',
      trackingNumber: `other-${index}`,
      shippedOn: '2026-11-20',
    }));
    const full = planParcels([one], [{ basketId: '1', rows }], { limits: { perDestination: 20 } });
    expect(full).toEqual({ kind: 'impossible', reason: 'content-refused' });
  });

  it('cannot be made where the mall has one carrier and one day for all parcels, and the order would have two', () => {
    const limits = { perDestination: 2, oneShipment: true };
    const there: ParcelRow = { rowId: '1', carrier: '1001', trackingNumber: 'A', shippedOn: '2026-11-24' };
    const planFor = (parcel: Parcel, rows: readonly ParcelRow[] = [there]) =>
      planParcels([parcel], [{ basketId: '1', rows }], { limits });
    const refused = { kind: 'impossible', reason: 'content-refused' };
    const another: Parcel = { carrier: '1001', trackingNumber: 'B', shippedOn: '2026-11-24' };
    expect(planFor(another)).toMatchObject({ kind: 'changes', changes: [{ kind: 'add' }] });
    expect(planFor({ ...another, carrier: '1002' })).toEqual(refused);
    expect(planFor({ ...another, shippedOn: '2026-11-25' })).toEqual(refused);
    // The same parcel, said otherwise.
    expect(planFor({ ...another, trackingNumber: 'A', carrier: '1002' })).toMatchObject({ kind: 'changes' });
    expect(planFor({ ...another, corrects: 'A', shippedOn: '2026-11-25' })).toMatchObject({ kind: 'changes' });
    // Without a number there is nothing that tells one of two from the other; one that has none yet gets it.
    const numberless = { ...another, trackingNumber: null };
    expect(planFor(numberless)).toEqual(refused);
    expect(planFor(numberless, [{ ...there, trackingNumber: null }])).toEqual({ kind: 'changes', changes: [] });
    expect(planFor(another, [{ ...there, trackingNumber: null }])).toMatchObject({ changes: [{ kind: 'update' }] });
    // A number that a person entered before anything left has no day yet.
    expect(planFor(another, [{ ...there, shippedOn: null }])).toMatchObject({ kind: 'changes' });
    expect(planFor({ ...another, trackingNumber: 'C' }, [there, { ...there, rowId: '2' }])).toEqual(refused);
  });
});
