import { describe, expect, it } from 'vitest';
import { planReadable } from '../../../../core/import/plan.ts';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { MallOrder } from '../../../../core/model/order.ts';
import { oversoldIn } from '../../../../core/stock/oversold.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { noon } from '../../../contract/fixtures.ts';
import { lookAt, placed, planContext } from '../import/rms-plans.ts';
import { merchant, shelf } from './shelf.ts';

const model = placed(1)[0];
const one = rmsTraits.readOriginal(JSON.stringify(model));
/** Two pieces of A in line 1. */
const sold = orderOf([{ lineId: '1', sku: 'A', quantity: 2 }]);

/** The order of these lines; its original says no more than that they are others. */
function orderOf(lines: readonly { lineId: string; sku: string; quantity: number }[], more: Partial<MallOrder> = {}) {
  return { ...one, ...more, lines: lines.map((line) => ({ ...one.lines[0], ...line })) } as MallOrder;
}

/** Free pieces of A and B, and how many lines are oversold, where an order changes an hour after 1 of each was counted. */
async function afterChange(changed: MallOrder) {
  const stock = shelf();
  const readings = new Map<string, MallOrder>();
  const context = (now: number) => ({
    ...planContext,
    shop: { ...planContext.shop, merchant },
    traits: { ...rmsTraits, readOriginal: (text: string) => readings.get(text) ?? rmsTraits.readOriginal(text) },
    now,
  });
  const read = async (order: MallOrder, now: number, seen: Parameters<typeof lookAt>[1]) => {
    const original = JSON.stringify({ ...model, remarks: JSON.stringify(order.lines) });
    readings.set(original, { ...order, original });
    const plan = planReadable(lookAt(order.orderNumber, seen, { readAt: now }), { ...order, original }, context(now));
    for (const claim of [...(plan?.openings ?? []), ...(plan?.claims ?? [])]) await stock.ledger.putClaim(claim);
    return plan?.row.kind === 'stored' ? plan.row : null;
  };
  const row = await read(sold, noon + minuteMs, null);
  for (const sku of ['A', 'B']) await stock.counted(sku, 1, noon + hourMs);
  await read(changed, noon + 2 * hourMs, row);
  const lines = await Promise.all(['A', 'B'].map((sku) => oversoldIn(stock.ledger)(merchant, sku)));
  const oversold = lines.map(({ length }) => length);
  return { free: await stock.free('A', 'B'), oversold };
}

describe('an order that changes after a count', () => {
  it.each([
    [
      'gets a line of 3',
      [
        { lineId: '1', sku: 'A', quantity: 2 },
        { lineId: '2', sku: 'B', quantity: 3 },
      ],
      [1, -2],
      [0, 1],
    ],
    ['has its line replaced by one of 3', [{ lineId: '2', sku: 'A', quantity: 3 }], [0, 1], [0, 0]],
    ['has its line made one of another SKU', [{ lineId: '1', sku: 'B', quantity: 2 }], [3, -1], [0, 1]],
    ['loses its line', [], [3, 1], [0, 0]],
  ] as const)('that %s draws what it holds more from what was counted', async (_, lines, free, oversold) => {
    expect(await afterChange(orderOf(lines))).toEqual({ free, oversold });
  });

  it('in its 注文日時 alone draws nothing more', async () => {
    const { lines } = sold;
    const changed = orderOf(lines, { orderedAt: sold.orderedAt - minuteMs });
    expect(await afterChange(changed)).toEqual({ free: [1, 1], oversold: [0, 0] });
  });
});
