import { describe, expect, it } from 'vitest';
import { writePlans } from '../../../../core/import/write-plans.ts';
import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import type { ImportSession } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';
import { claim, noon, shop, storedOrder } from '../../../contract/fixtures.ts';

/** The last marks of the SKUs of claims, by a run that starts at noon and takes `hoursForClaims` hours to write the claims. */
async function marksOf(orderedAt: Readonly<Record<string, number[]>>, hoursForClaims = 0) {
  let now = noon;
  const marks: Record<string, string> = {};
  const memory = memoryPorts(createMemoryStore());
  const ports = {
    ...memory,
    clock: { now: () => now, sleep: async () => {} },
    random: { next: () => 0.5, id: () => 'word' },
    stock: {
      ...memory.stock,
      async putClaim(written: Parameters<typeof memory.stock.putClaim>[0]) {
        now = noon + hoursForClaims * hourMs;
        return memory.stock.putClaim(written);
      },
      async markDirty(_: string, sku: string, __: number, deep?: 'deep') {
        marks[sku] = deep ?? 'shallow';
      },
    },
  };
  const claims = Object.entries(orderedAt).flatMap(([sku, moments]) =>
    moments.map((moment, line) => claim({ shop: 'rms#hanamori', sku, lineId: `${line}`, orderedAt: moment })),
  );
  const run = {
    ports,
    settings: defaultImportSettings,
    shop: shop({ key: 'rms#hanamori' }),
    runId: 'run',
  } as unknown as ImportSession;
  await writePlans(run, [
    {
      news: 'imported',
      claims,
      moving: claims,
      openings: [],
      superseded: null,
      row: storedOrder({ shop: 'rms#hanamori' }),
      seen: null,
    },
  ]);
  return marks;
}

describe('the marks that follow claims', () => {
  it('are made where the row says that nothing moved, and the ledger held something else, as after a restore', async () => {
    const store = createMemoryStore();
    const memory = memoryPorts(store);
    const run = {
      ports: {
        ...memory,
        clock: { now: () => noon, sleep: async () => {} },
        random: { next: () => 0.5, id: () => 'word' },
      },
      settings: defaultImportSettings,
      shop: shop({ key: 'rms#hanamori' }),
      runId: 'run',
    } as unknown as ImportSession;
    const row = storedOrder({ shop: 'rms#hanamori' });
    const movedBy = async (version: number, quantity: number) => {
      const claims = [claim({ shop: 'rms#hanamori', version: noon + version, quantity })];
      const plan = { news: 'same' as const, claims, moving: [], openings: [], superseded: null, row, seen: null };
      return [...(await writePlans(run, [plan])).moved];
    };
    const { sku, merchant } = claim({ shop: 'rms#hanamori' });
    expect(await movedBy(1, 3)).toEqual([sku]);
    expect(await movedBy(2, 3)).toEqual([]);
    expect(await movedBy(3, 2)).toEqual([sku]);
    expect(store.skusById.get(`${merchant}#${sku}`)).toMatchObject({ mark: 2 });
  });

  it('are deep where one of the claims may lie below a boundary', async () => {
    const [old, young] = [noon - 71 * dayMs, noon - dayMs];
    expect(await marksOf({ old: [old], young: [young], both: [young, old, young] })).toEqual({
      old: 'deep',
      young: 'shallow',
      both: 'deep',
    });
  });

  it('follow the clock after the claims were written: a boundary may have passed in between', async () => {
    const orderedAt = noon - 70 * dayMs + 4 * hourMs;
    expect(await marksOf({ tea: [orderedAt] })).toEqual({ tea: 'shallow' });
    expect(await marksOf({ tea: [orderedAt] }, 2)).toEqual({ tea: 'deep' });
  });
});
