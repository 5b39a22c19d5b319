import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OrderPlan } from '../../../../core/import/plan.ts';
import { writePlans } from '../../../../core/import/write-plans.ts';
import { secondMs } from '../../../../core/kernel/time.ts';
import type { ImportSession } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { allRows, createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';
import { claim, noon, orderNumberOf, shop, storedOrder } from '../../../contract/fixtures.ts';

const key = 'rms#hanamori';

/** An order with this many lines, each with its own SKU. */
function planned(order: number, lines: number, skuOf = (line: number) => `tea-${order}-${line}`): OrderPlan {
  const orderNumber = orderNumberOf(order);
  const claims = Array.from({ length: lines }, (_, line) =>
    claim({ shop: key, orderNumber, lineId: `${line}`, sku: skuOf(line) }),
  );
  return {
    news: 'imported',
    claims,
    moving: claims,
    openings: [],
    superseded: null,
    row: storedOrder({ shop: key, orderNumber, unannounced: [] }),
    seen: null,
  };
}

/** A run whose time passes with its writes, four milliseconds each. */
function runWith(leftMs: number) {
  const store = createMemoryStore();
  const memory = memoryPorts(store);
  let left = leftMs;
  let words = 0;
  const run = {
    ports: {
      ...memory,
      stock: {
        ...memory.stock,
        async putClaim(written: Parameters<typeof memory.stock.putClaim>[0]) {
          left -= 4;
          return memory.stock.putClaim(written);
        },
        async markDirty(...args: Parameters<typeof memory.stock.markDirty>) {
          left -= 4;
          return memory.stock.markDirty(...args);
        },
      },
      clock: { now: () => noon, sleep: async () => {} },
      random: { next: () => 0.5, id: () => `word-${words++}` },
    },
    settings: defaultImportSettings,
    shop: shop({ key }),
    traits: { readBatch: 100 },
    runId: 'run',
    hasTime: (ms: number) => left > ms,
  } as unknown as ImportSession;
  return { run, store, leftMs: () => left };
}

describe('orders with very many lines', () => {
  it('orders with very many lines are stored as far as the time of a run suffices, and each run gets further', async () => {
    let plans = [1, 2, 3, 4, 5].map((order) => planned(order, 900));
    const storedEach: number[] = [];
    while (plans.length > 0 && storedEach.length < 5) {
      const { run, store, leftMs } = runWith(20 * secondMs);
      const { outcomes } = await writePlans(run, plans);
      expect(leftMs()).toBeGreaterThan(0);
      storedEach.push(allRows(store).length);
      plans = plans.filter((_, index) => outcomes[index]?.kind === 'left');
    }
    expect(storedEach).toEqual([2, 2, 1]);
  });

  it('orders with very many lines leave nothing behind of what is left', async () => {
    const { run, store } = runWith(secondMs);
    expect((await writePlans(run, [planned(1, 900)])).outcomes).toEqual([{ kind: 'left' }]);
    expect(store.intentsByBucket.size + store.claimsById.size + store.rowsByShop.size).toBe(0);
  });

  it('orders with few lines are written together, whatever time is left', async () => {
    const { run } = runWith(0);
    const { outcomes } = await writePlans(
      run,
      Array.from({ length: 100 }, (_, order) => planned(order, 3)),
    );
    expect(outcomes.every(({ kind }) => kind === 'stored')).toBe(true);
  });

  it('orders with very many lines have intents that fit into items, however long their SKUs are', async () => {
    const { run } = runWith(Number.POSITIVE_INFINITY);
    const plan = planned(1, 1_000, () => randomBytes(500).toString('hex'));
    const { intents } = await writePlans(run, [plan]);
    expect(intents.length).toBeGreaterThan(1);
    expect(intents.flatMap(({ claims }) => claims)).toHaveLength(1_000);
  });
});
