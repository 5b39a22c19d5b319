import { describe, expect, it } from 'vitest';
import type { OrderPlan } from '../../../core/orders/plan.ts';
import type { StoredOrder } from '../../../core/orders/row.ts';
import type { ImportRun } from '../../../core/orders/run.ts';
import { defaultImportSettings } from '../../../core/orders/settings.ts';
import { writePlans } from '../../../core/orders/write-plans.ts';
import { hourMs, secondMs } from '../../../core/units.ts';
import { claim, noon, orderNumberOf, shop, storedOrder } from '../../contract/fixtures.ts';
import { createMemoryStore, type MemoryPorts, memoryPorts } from '../../support/memory/index.ts';

const key = 'rms#hanamori';

/** One order that several runs write: with one piece at first, and with two since it was edited at the mall. */
function oneOrder() {
  const ports = memoryPorts(createMemoryStore());
  const planned = (pieces: number, version: number, seen: number | null): OrderPlan => ({
    news: seen === null ? 'imported' : 'changed',
    claims: [claim({ shop: key, quantity: pieces, version, writer: `run ${version}` })],
    openings: [],
    superseded: null,
    row: storedOrder({
      shop: key,
      version,
      writer: `run ${version}`,
      revision: pieces,
      fingerprint: `${pieces}`,
      unannounced: [],
    }),
    seen,
  });
  const write = async (plan: OrderPlan, put: MemoryPorts['orders']['put'] = ports.orders.put) => {
    const run = {
      ports: {
        ...ports,
        orders: { ...ports.orders, put },
        clock: { now: () => noon, sleep: async () => {} },
        chance: { next: () => 0.5, word: () => 'word' },
      },
      settings: defaultImportSettings,
      shop: shop({ key }),
      writer: plan.row.writer,
    } as unknown as ImportRun;
    return (await writePlans(run, [plan])).outcomes[0];
  };
  const standing = async () => {
    const row = [...(await ports.orders.rows(key, [orderNumberOf(1)])).values()][0] as StoredOrder;
    const [held] = await ports.stock.claims([claim({ shop: key })]);
    return { revision: row.revision, version: row.version, pieces: held?.quantity };
  };
  return { ports, planned, write, standing };
}

describe('a run that finds its order stored by another run, with the same content', () => {
  it('brings that row up to its own claims, so that who claimed a later content below them reads again', async () => {
    const { ports, planned, write, standing } = oneOrder();
    await write(planned(1, noon, null));
    const byFastClock = planned(1, noon + hourMs, null);
    // Who read the edit has claimed two pieces, and is slow to write the row.
    const late = await write(planned(2, noon + 10 * secondMs, noon), async (row, seen) => {
      expect(await write(byFastClock)).toEqual({ kind: 'duplicate' });
      return ports.orders.put(row, seen);
    });
    expect(late).toMatchObject({ kind: 'overtaken' });
    expect(await standing()).toEqual({ revision: 1, version: noon + hourMs, pieces: 1 });
    // Its next reading is above all that stands.
    expect(await write(planned(2, noon + hourMs + 1, noon + hourMs))).toMatchObject({ kind: 'stored' });
    expect(await standing()).toEqual({ revision: 2, version: noon + hourMs + 1, pieces: 2 });
  });

  it('reads again itself, where the row changes before it is brought up', async () => {
    const { ports, planned, write, standing } = oneOrder();
    await write(planned(1, noon, null));
    let puts = 0;
    const outcome = await write(planned(1, noon + hourMs, null), async (row, seen) => {
      if (++puts === 2) await ports.orders.put(planned(2, noon + 10 * secondMs, noon).row, noon);
      return ports.orders.put(row, seen);
    });
    expect(outcome).toMatchObject({ kind: 'overtaken', floor: 0 });
    expect(await standing()).toMatchObject({ revision: 2, version: noon + 10 * secondMs });
  });

  it('leaves a row alone that is above its claims', async () => {
    const { planned, write, standing } = oneOrder();
    await write(planned(1, noon, null));
    expect(await write(planned(1, noon - secondMs, null))).toEqual({ kind: 'duplicate' });
    expect(await standing()).toEqual({ revision: 1, version: noon, pieces: 1 });
  });
});
