import { expect, it } from 'vitest';
import { type Look, planReadable } from '../../../../core/import/plan.ts';
import type { MallOrder, StoredOrder } from '../../../../core/model/order.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { lookAt, placed, planContext } from './rms-plans.ts';

const models = placed(20);
const orders = models.map((model) => rmsTraits.readOriginal(JSON.stringify(model)));
const index = orders.findIndex(({ lines }) => lines.length > 1);
const [model, order] = [models[index], orders[index] as MallOrder];
const readOf = (changed: object) => rmsTraits.readOriginal(JSON.stringify({ ...model, ...changed }));
const planOf = (seen: StoredOrder | null, read: MallOrder, more: Partial<Look> = {}) => {
  const plan = planReadable(lookAt(order.orderNumber, seen, more), read, planContext);
  if (plan === null) throw new Error('There is nothing to do.');
  return plan;
};
const first = planOf(null, order);
const stored = first.row as StoredOrder;
const confirmed = readOf({ orderProgress: 300 });
const skusOf = (claims: readonly { readonly sku: string }[]) => claims.map(({ sku }) => sku).sort();

it('every claim of a new order moves its SKU', () => {
  expect(first.claims.length).toBeGreaterThan(1);
  expect(first.moving).toEqual(first.claims);
});

it('no claim of an order with another status alone moves its SKU', () => {
  const plan = planOf(stored, confirmed);
  expect(plan).toMatchObject({ news: 'changed', moving: [] });
  expect(skusOf(plan.claims)).toEqual(skusOf(first.claims));
});

it('every claim of a cancelled order moves its SKU', () => {
  const plan = planOf(stored, readOf({ orderProgress: 900 }));
  expect(plan.claims.every(({ quantity }) => quantity === 0)).toBe(true);
  expect(plan.moving).toEqual(plan.claims);
});

it('the claims of a changed quantity and of a removed line move their SKUs', () => {
  const [changed, gone, ...others] = order.lines;
  if (changed === undefined || gone === undefined) throw new Error('The order has one line.');
  const lines = [{ ...changed, quantity: changed.quantity + 1 }, ...others];
  const plan = planOf(stored, { ...confirmed, lines });
  expect(plan.moving.map(({ lineId, quantity }) => [lineId, quantity])).toEqual([
    [changed.lineId, changed.quantity + 1],
    [gone.lineId, 0],
  ]);
});

it('every claim of an order that was placed at another moment moves its SKU', () => {
  const plan = planOf(stored, { ...order, orderedAt: order.orderedAt - 1_000 });
  expect(plan.moving).toHaveLength(2 * first.claims.length);
});

it('an item listed under another SKU moves the claims of both SKUs', () => {
  const [line, ...others] = order.lines;
  if (line === undefined) throw new Error('The order has no line.');
  const plan = planOf(stored, { ...confirmed, lines: [{ ...line, sku: 'W-OTHER' }, ...others] });
  expect(skusOf(plan.moving)).toEqual(['W-OTHER', line.sku].sort());
});

it('every claim of an order of which a dead run may have claimed something moves its SKU', () => {
  const [carried] = first.claims;
  if (carried === undefined) throw new Error('The order claims nothing.');
  const plan = planOf(stored, order, { carried: [carried] });
  expect(plan).toMatchObject({ news: 'same' });
  expect(plan.moving).toEqual(plan.claims);
});
