import { describe, expect, it } from 'vitest';
import { type Look, planReadable } from '../../../../core/import/plan.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import { unpack } from '../../../../core/model/packing.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { personalDataOf } from '../../../../proving/privacy/planted.ts';
import { createSearch } from '../../../../proving/privacy/search.ts';
import { noon } from '../../../contract/fixtures.ts';
import { planContext as context, lookAt, placed } from './rms-plans.ts';

const [model] = placed(1);
const orderNumber = model?.orderNumber ?? '';
const people = createSearch(personalDataOf(model).filter(({ value }) => value.length > 2));
const readOf = (changed: object = {}) => rmsTraits.readOriginal(JSON.stringify({ ...model, ...changed }));
const look = (seen: StoredOrder | null, more: Partial<Look> = {}) => lookAt(orderNumber, seen, more);
const parents = { at: noon, version: noon + 7 };

/** The row after the order was stored with its buyer. */
function storedWithBuyer(): StoredOrder {
  const row = planReadable(look(null), readOf(), context)?.row as StoredOrder;
  return { ...row, unannounced: [] };
}

describe('an order that was stored with its buyer before the order it was split off from lost them', () => {
  it('a split off order loses the buyer of its original with its next reading, which is no news, and is marked so', () => {
    const before = storedWithBuyer();
    expect(people('row', unpack(before.original)).length).toBeGreaterThan(0);
    const plan = planReadable(look(before, { inherited: parents }), readOf(), context);
    const row = plan?.row as StoredOrder;
    expect(plan).toMatchObject({ news: 'same', superseded: null });
    expect(row).toMatchObject({
      revision: 1,
      unannounced: [{ revision: 1, kind: 'OrderBuyerRemoved' }],
      redacted: { at: noon, version: row.version },
    });
    expect(row.version).toBeGreaterThan(before.version);
    expect(people('row', unpack(row.original))).toEqual([]);
    expect(planReadable(look(row, { inherited: parents }), readOf(), context)).toBeNull();
  });

  it('a split off order leaves no personal data in its history where it changed as well', () => {
    const plan = planReadable(
      look(storedWithBuyer(), { inherited: parents }),
      readOf({ orderProgress: 300, shopOrderCfmDatetime: '2026-11-24T15:45:00+0900' }),
      context,
    );
    expect(plan).toMatchObject({ news: 'changed', superseded: { revision: 1 } });
    expect(people('history', unpack(plan?.superseded?.original ?? new Uint8Array()))).toEqual([]);
  });
});
