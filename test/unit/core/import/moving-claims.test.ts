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

it('of a new order every claim moves its SKU', () => {
  expect(first.claims.length).toBeGreaterThan(1);
  expect(first.moving).toEqual(first.claims);
});

it('of an order that only has another status none does: each is written with the new version, and holds what it held', () => {
  const plan = planOf(stored, confirmed);
  expect(plan).toMatchObject({ news: 'changed', moving: [] });
  expect(skusOf(plan.claims)).toEqual(skusOf(first.claims));
});

it('of a cancelled order every claim does', () => {
  const plan = planOf(stored, readOf({ orderProgress: 900 }));
  expect(plan.claims.every(({ quantity }) => quantity === 0)).toBe(true);
  expect(plan.moving).toEqual(plan.claims);
});

it('of an order with another quantity in one line, and one line less, these two do', () => {
  const [changed, gone, ...others] = order.lines;
  if (changed === undefined || gone === undefined) throw new Error('The order has one line.');
  const lines = [{ ...changed, quantity: changed.quantity + 1 }, ...others];
  const plan = planOf(stored, { ...confirmed, lines });
  expect(plan.moving.map(({ lineId, quantity }) => [lineId, quantity])).toEqual([
    [changed.lineId, changed.quantity + 1],
    [gone.lineId, 0],
  ]);
});

it('of an order that was placed at another moment every claim does, and so does what it claimed at the first one', () => {
  const plan = planOf(stored, { ...order, orderedAt: order.orderedAt - 1_000 });
  expect(plan.moving).toHaveLength(2 * first.claims.length);
});

it('of an order one of whose items is listed under another SKU the claims of both SKUs do', () => {
  const [line, ...others] = order.lines;
  if (line === undefined) throw new Error('The order has no line.');
  const plan = planOf(stored, { ...confirmed, lines: [{ ...line, sku: 'W-OTHER' }, ...others] });
  expect(skusOf(plan.moving)).toEqual(['W-OTHER', line.sku].sort());
});

it('of an order of which a dead run may have claimed something every claim does', () => {
  const [carried] = first.claims;
  if (carried === undefined) throw new Error('The order claims nothing.');
  const plan = planOf(stored, order, { carried: [carried] });
  expect(plan).toMatchObject({ news: 'same' });
  expect(plan.moving).toEqual(plan.claims);
});
