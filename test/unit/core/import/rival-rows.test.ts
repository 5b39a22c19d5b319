import { describe, expect, it } from 'vitest';
import type { OrderPlan } from '../../../../core/import/plan.ts';
import { writePlans } from '../../../../core/import/write-plans.ts';
import { hourMs, secondMs } from '../../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import type { ImportSession } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { createMemoryStore, type MemoryPorts, memoryPorts } from '../../../../proving/memory/index.ts';
import { claim, noon, orderNumberOf, shop, storedOrder } from '../../../contract/fixtures.ts';

const key = 'rms#hanamori';

/** One order that several runs write: with one piece at first, and with two since it was edited at the mall. */
function oneOrder() {
  const ports = memoryPorts(createMemoryStore());
  const held = (pieces: number, version: number) => [
    claim({ shop: key, quantity: pieces, version, writer: `run ${version}` }),
  ];
  const planned = (pieces: number, version: number, seen: number | null): OrderPlan => ({
    news: seen === null ? 'imported' : 'changed',
    claims: held(pieces, version),
    moving: held(pieces, version),
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
        random: { next: () => 0.5, id: () => 'word' },
      },
      settings: defaultImportSettings,
      shop: shop({ key }),
      runId: plan.row.writer,
    } as unknown as ImportSession;
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
  it('reads again where its claims took the place of others, whose row is about to be written', async () => {
    const { ports, planned, write, standing } = oneOrder();
    await write(planned(1, noon, null));
    const byFastClock = planned(1, noon + hourMs, null);
    // The run that read the edit has claimed two pieces, and is slow to write the row.
    const late = await write(planned(2, noon + 10 * secondMs, noon), async (row, seen) => {
      expect(await write(byFastClock)).toMatchObject({ kind: 'overtaken', carried: byFastClock.claims });
      return ports.orders.put(row, seen);
    });
    expect(late).toMatchObject({ kind: 'stored' });
    expect(await standing()).toMatchObject({ revision: 2, pieces: 1 });
    // The next reading sees the edit, and its version is above every stored one.
    await write(planned(2, noon + hourMs + 1, noon + 10 * secondMs));
    expect(await standing()).toEqual({ revision: 2, version: noon + hourMs + 1, pieces: 2 });
  });

  it.each([
    ['above', hourMs],
    ['below', -secondMs],
  ])('writes no row where no other run claimed otherwise, %s the row', async (_, later) => {
    const { planned, write, standing } = oneOrder();
    await write(planned(1, noon, null));
    expect(await write(planned(1, noon + later, null))).toEqual({ kind: 'duplicate' });
    expect(await standing()).toEqual({ revision: 1, version: noon, pieces: 1 });
  });
});
