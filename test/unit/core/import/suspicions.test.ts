import { describe, expect, it } from 'vitest';
import { placeText, scanSteps, stepsFrom, suspiciousOrders } from '../../../../core/import/scan-shop.ts';

const window = { from: 1_000, to: 9_000 };
const open = (orderNumber: string, progress: string, orderedAt = 5_000) => ({ orderNumber, progress, orderedAt });
const evidence = (over: object) => ({
  progress: '100',
  listing: { orderNumbers: [] as string[], window },
  open: [],
  unknown: [],
  ...over,
});

describe('a scan', () => {
  it('a scan leaves an order alone that is listed as it is stored', () => {
    const listing = { orderNumbers: ['a'], window };
    expect(suspiciousOrders(evidence({ listing, open: [open('a', '100')] }))).toEqual([]);
  });

  it('a scan reads an order again that is listed under another progress than stored', () => {
    const listing = { orderNumbers: ['a', 'b'], window };
    const stored = [open('a', '300'), open('b', '100')];
    expect(suspiciousOrders(evidence({ listing, open: stored }))).toEqual(['a']);
  });

  it('a scan reads an order again that is stored under the listed progress and not in its list', () => {
    expect(suspiciousOrders(evidence({ open: [open('a', '100'), open('b', '300')] }))).toEqual(['a']);
  });

  it('a scan does not miss an order in a list that does not reach to it', () => {
    const stored = [open('before', '100', 999), open('after', '100', 9_000)];
    expect(suspiciousOrders(evidence({ open: stored }))).toEqual([]);
  });

  it('a scan reads what is listed and not stored', () => {
    expect(suspiciousOrders(evidence({ progress: null, unknown: ['late'] }))).toEqual(['late']);
  });
});

describe('the steps of a scan', () => {
  const stored = [open('a', '300'), open('b', '500'), open('ancient', '300', 10)];
  const steps = scanSteps(['100', '800', '900'], stored, window, 2_000);

  it('the steps of a scan list late appearances, every progress in use, and read what is too old to be listed', () => {
    expect(steps.map((step) => step.name)).toEqual(['1-late', '2-100', '2-300', '2-500', '2-800', '2-900', '3-older']);
    expect(steps[0]).toMatchObject({ progress: null, window: { from: 2_000, to: 9_000 } });
    expect(steps.at(-1)).toMatchObject({ orderNumbers: ['ancient'] });
  });

  it('a scan goes on in the middle of a step where an earlier run stopped', () => {
    const place = placeText(steps[2] as (typeof steps)[number], 4_000);
    const left = stepsFrom(steps, place);
    expect(left.map((step) => step.name)).toEqual(['2-300', '2-500', '2-800', '2-900', '3-older']);
    expect(left[0]).toMatchObject({ window: { from: 4_000, to: 9_000 } });
  });

  it('a scan starts from the beginning when no place is noted', () => {
    expect(stepsFrom(steps, '')).toEqual(steps);
  });
});
