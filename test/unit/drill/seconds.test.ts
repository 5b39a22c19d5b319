import { expect, it } from 'vitest';
import { planOrdersBeside } from '../../../proving/drill/orders-of-day.ts';
import { scripts } from '../../../proving/drill/scripts.ts';
import { prng } from '../../../simulator/index.ts';
import { at, book, figuresOf, row } from './small-day.ts';

const second = 1_000;

it('how soon orders of calm hours are stored stands beside how many of them came at shops with glances, and at the largest', () => {
  const placed = [-20, -10, -5].map((minutes, index) => ({ placedAt: at(minutes), orderNumber: `A-${index}` }));
  const entries = placed.flatMap(({ placedAt, orderNumber }, index) => [
    book({ placedAt, orderNumber }),
    row(placedAt + (index + 1) * 10 * second, { orderNumber, orderedAt: placedAt }),
  ]);
  const warm = (shop: string) => ({ kind: 'warm-span', at: at(0), shop, from: at(-15), until: at(-5) }) as const;
  const rms = { orders: 3, p50: 20, p99: 30, largestPercent: 100 };
  expect(figuresOf(entries).seconds.rms).toMatchObject({ ...rms, warmPercent: 0 });
  expect(figuresOf([...entries, warm('rms#a')]).seconds.rms).toMatchObject({ ...rms, warmPercent: 33.3 });
  expect(figuresOf([...entries, warm('rms#b')]).seconds.rms).toMatchObject({ ...rms, warmPercent: 0 });
});

it('how soon orders are stored before the outage and after it stands apart, without those of its last minutes before', () => {
  const waits = [
    { placedAt: at(-20), waited: 10 },
    { placedAt: at(-1), waited: 3_600 },
    { placedAt: at(80), waited: 20 },
    { placedAt: at(90), waited: 40 },
  ];
  const entries = waits.flatMap(({ placedAt, waited }, index) => [
    book({ placedAt, orderNumber: `A-${index}` }),
    row(placedAt + waited * second, { orderNumber: `A-${index}`, orderedAt: placedAt }),
  ]);
  expect(figuresOf(entries).seconds.rms).toMatchObject({
    ...{ orders: 3, p50: 20, p99: 40 },
    before: { orders: 1, p50: 10, p99: 10 },
    after: { orders: 2, p50: 20, p99: 40 },
  });
});

it('by the law of Pareto a tenth of the shops gets 80 % of the orders, as many come in all, and no shop begins far behind', () => {
  const [script] = scripts;
  if (script === undefined) throw new Error('There is no incident.');
  const shops = 100;
  const placedBy = (sales: { readonly orders: number; readonly isPareto: boolean }): number[] =>
    Array.from({ length: shops }, (_, rank) => {
      let placed = 0;
      const control = {
        addOrders(_code: string, { count, at }: { readonly count: number; readonly at: unknown }) {
          if (typeof at === 'number') placed += count;
          else expect(count).toBeLessThanOrEqual(8);
        },
      };
      const mall = { control, kinds: ['plain'] } as unknown as Parameters<typeof planOrdersBeside>[1];
      const day = { script, start: script.from };
      planOrdersBeside(day, mall, { code: 'a', rank }, { ...sales, shops }, prng(rank));
      return placed;
    });
  const sum = (some: readonly number[]): number => some.reduce((one, other) => one + other, 0);
  const [even, twice, pareto] = [
    placedBy({ orders: 1, isPareto: false }),
    placedBy({ orders: 2, isPareto: false }),
    placedBy({ orders: 4, isPareto: true }),
  ];
  expect(sum(twice) / sum(even)).toBeCloseTo(2, 1);
  expect(sum(pareto) / sum(even)).toBeCloseTo(4, 0);
  expect(sum(pareto.slice(0, 10)) / sum(pareto)).toBeCloseTo(0.8, 1);
  expect((pareto[0] ?? 0) / sum(pareto)).toBeCloseTo(0.27, 1);
});
