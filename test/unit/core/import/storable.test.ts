import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { planProblem } from '../../../../core/import/plan.ts';
import type { MallOrder, OrderLine } from '../../../../core/model/order.ts';
import { pack } from '../../../../core/model/packing.ts';
import { linesMax, packedBytesMax, rowProblem, storageProblem } from '../../../../core/model/storable.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { claim, noon, orderNumberOf, shop, storedOrder } from '../../../contract/fixtures.ts';

const line: OrderLine = { lineId: '1', item: 'tea/tea', sku: 'tea', quantity: 2 };

function order(change: Partial<MallOrder> = {}): MallOrder {
  return { orderNumber: orderNumberOf(1), progress: '100', orderedAt: noon, lines: [line], original: '{}', ...change };
}

const ofLine = (change: Partial<OrderLine>): MallOrder => order({ lines: [line, { ...line, ...change }] });

/** Digits in no order, of that many kilobytes and packed a tenth more. */
const text = (kb: number): string => JSON.stringify(randomBytes(kb * 1_024).toString('hex'));

describe('an order that the tables take', () => {
  it.each<[string, MallOrder]>([
    ['as they come', order()],
    ['with no line', order({ lines: [] })],
    ['with the longest SKU', ofLine({ sku: '茶'.repeat(341) })],
    ['with as many lines as there may be', order({ lines: Array.from({ length: linesMax }, () => line) })],
    ['that packs well, however long it is', order({ original: JSON.stringify('a'.repeat(5_000_000)) })],
    ['that is nearly as large as a row', order({ original: text(330) })],
  ])('an order that the tables take has no problem: %s', (_what, given) => {
    expect(storageProblem(given)).toBeNull();
  });
});

describe('an order that the tables do not take', () => {
  it.each<[string, MallOrder, string]>([
    [
      'a quantity that is no number of theirs',
      ofLine({ quantity: 1e300 }),
      'a line is of 1e+300 pieces, of up to 9999999.',
    ],
    ['an infinite quantity', ofLine({ quantity: Infinity }), 'a line is of Infinity pieces, of up to 9999999.'],
    ['a quantity that is not whole', ofLine({ quantity: 1.5 }), 'a line is of 1.5 pieces'],
    ['a SKU beyond a sort key', ofLine({ sku: '茶'.repeat(342) }), "a line's SKU has 1026 bytes, of 1 to 1024."],
    ['an empty SKU', ofLine({ sku: '' }), "a line's SKU has 0 bytes"],
    ['half of a character in its SKU', ofLine({ sku: 'tea\ud83c' }), "a line's SKU has half of a character in it"],
    ['half of a character in an id', ofLine({ lineId: '\udf75' }), "a line's id has half of a character in it"],
    ['half of a character in a relative', order({ splitInto: ['1-\ud83c'] }), 'or by half of one'],
    ['an item beyond a sort key', ofLine({ item: 'x'.repeat(1_025) }), "a line's item code has 1025 bytes"],
    ['an empty line id', ofLine({ lineId: '' }), "a line's id"],
    [
      'too many lines',
      order({ lines: Array.from({ length: linesMax + 1 }, () => line) }),
      'it has 3001 lines, of up to 3000.',
    ],
    ['a year that does not sort', order({ orderedAt: Date.UTC(10_000, 0) }), '注文日時 lies outside'],
    ['a year before all', order({ orderedAt: -1 }), '注文日時 lies outside'],
    ['no moment', order({ orderedAt: Number.NaN }), '注文日時 lies outside'],
    ['a relative whose number is no key', order({ splitInto: ['x'.repeat(300)] }), 'a related order by more than 255'],
    ['more than a row takes', order({ original: text(390) }), 'KB packed, of up to 376 KB.'],
  ])('an order that the tables do not take says so: %s', (_what, given, reason) => {
    const problem = storageProblem(given) ?? '';
    expect(problem).toContain(reason);
    expect(problem).toMatch(/^The order came, and cannot be stored: .*\.$/);
  });

  it('an order may be refused by the tables for what its items are listed under', () => {
    const skus = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`item-${index}`, 'x'.repeat(150)]));
    expect(rowProblem(storedOrder({ shop: 'rms#hanamori' }))).toBeNull();
    expect(rowProblem(storedOrder({ shop: 'rms#hanamori', skus }))).toContain('packed, of up to 376 KB');
  });
});

describe('the row of an order that cannot be stored', () => {
  const context = {
    shop: shop({ key: 'rms#hanamori' }),
    traits: rmsTraits,
    settings: defaultImportSettings,
    runId: 'run',
    now: noon,
  };
  const look = { orderNumber: orderNumberOf(1), seen: null, readAt: noon, floor: 0, carried: [] };
  const unreadable = { orderNumber: orderNumberOf(1), raw: text(390), reason: 'It is odd.' };

  it('the row of an order that cannot be stored leaves out a reply that is larger than a row, and says so', () => {
    const row = planProblem(look, { kind: 'quarantined', unreadable }, context)?.row;
    expect(row).toMatchObject({ kind: 'quarantined', problem: { reason: expect.stringContaining('is not kept') } });
    expect(row?.kind === 'quarantined' && row.raw.length).toBe(0);
  });

  it('the row of an order that cannot be stored says what to do as well, in sentences that end', () => {
    const spoilt = { ...unreadable, reason: 'orderDatetime: expected a date and time, got null' };
    const row = planProblem(look, { kind: 'quarantined', unreadable: spoilt }, context)?.row;
    expect(row?.problem?.reason).toBe(
      'orderDatetime: expected a date and time, got null. It cannot be read here: handle it at the mall. ' +
        'The reply is not kept: it is larger than a row can be.',
    );
  });

  it('the row of an order that cannot be stored keeps a reply that fits into a row', () => {
    const small = { ...unreadable, raw: text(300) };
    const row = planProblem(look, { kind: 'quarantined', unreadable: small }, context)?.row;
    expect(row?.kind === 'quarantined' && row.raw).toEqual(pack(small.raw));
    expect(row?.problem?.reason).toBe('It is odd.');
    expect(pack(small.raw).length).toBeLessThan(packedBytesMax);
  });

  it.each([
    ['nothing', null, 'It is odd. It holds no stock here: handle it at the mall.'],
    [
      'what its earlier reading has',
      storedOrder({ shop: 'rms#hanamori' }),
      'It is odd. Its earlier reading stands, with the stock that it holds: handle it at the mall.',
    ],
  ])('the row of an order that cannot be stored says that it holds stock of %s', (_, seen, reason) => {
    const trouble = { kind: 'quarantined', unreadable: { ...unreadable, raw: '' }, order: order() } as const;
    expect(planProblem({ ...look, seen }, trouble, context)?.row.problem?.reason).toBe(reason);
  });

  it('an order that cannot be stored sets to zero what dead runs may have claimed for it, so that their intents can go', () => {
    const [written, never] = [claim({ shop: 'rms#hanamori' }), claim({ shop: 'rms#hanamori', sku: 'x'.repeat(3_000) })];
    const trouble = { kind: 'quarantined', unreadable, order: order() } as const;
    const plan = planProblem({ ...look, carried: [written, never] }, trouble, context);
    expect(plan?.claims).toEqual([{ ...written, quantity: 0, version: plan?.row.version, writer: 'run' }]);
  });
});
