import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { Listing } from '../../../../core/model/listing.ts';
import type { StockLevel } from '../../../../core/ports/stock-api.ts';
import { createWaitNotes } from '../../../../core/session/wait-notes.ts';
import { defaultSyncSettings } from '../../../../core/stock/settings.ts';
import type { StockSession } from '../../../../core/stock/stock-session.ts';
import { takeTurn } from '../../../../core/stock/take-turn.ts';
import { shopifyStock } from '../../../../malls/shopify/stock-traits.ts';
import { fakeLedger } from './fake-ledger.ts';
import { merchant, shelfOn } from './shelf.ts';

const now = Date.UTC(2026, 10, 24, 5);
const shop = 'shopify#hanamori';

/** One turn at a mall that shows 4 of what was counted as 5, and whose import before the turn has found no order. */
async function turn({ acked, canImport = true }: { readonly acked: number; readonly canImport?: boolean }) {
  const ledger = fakeLedger();
  const shelf = shelfOn(ledger);
  await shelf.counted('cup', 5, now - minuteMs);
  const set: (readonly StockLevel[])[] = [];
  const imports: unknown[] = [];
  const run = {
    ports: { stock: ledger, clock: { now: () => now, sleep: async () => {} } },
    settings: defaultSyncSettings,
    traits: shopifyStock,
    defects: new Map(),
    movedAt: new Map(),
    cache: { waits: createWaitNotes() },
    shop: { mall: 'shopify' },
    budget: { remainingMs: () => 10 * minuteMs },
    stopped: () => null,
    mayCall: () => true,
    isTroubled: async () => false,
    noteDefect: (_: string, error: unknown) => {
      throw error;
    },
    door: {
      read: async () =>
        new Map([['cup', { kind: 'there', level: 4, closed: false, published: true, updatedAt: now, kept: '4' }]]),
      set: async (levels: readonly StockLevel[]) => {
        set.push(levels);
        return { requestId: null, items: new Map(levels.map(({ item }) => [item, { kind: 'set' }])) };
      },
    },
    freshness: {
      async isFresh(withinMs?: number) {
        // The import before the claims still counts.
        if (withinMs === undefined) return true;
        imports.push(withinMs);
        if (canImport) await shelf.ordered({ sku: 'cup', quantity: 1, shop, order: '#1001', orderedAt: now - 1 });
        return canImport;
      },
    },
  } as unknown as StockSession;
  const listing: Listing = {
    ...{ shop, item: 'cup', merchant, sku: 'cup', version: 3, writer: 'test', terms: 1, verifiedAt: now - minuteMs },
    ...{ linked: true, buffer: 0, cap: null, floor: null, claim: { run: 'run', until: now + 3 * minuteMs } },
    acked: { level: acked, fingerprint: 'before', at: now - minuteMs },
  };
  const [turn] = await takeTurn(run, [listing]);
  return { set, imports, turn };
}

describe('a piece that a mall sells between the import of its orders and the reading of its level', () => {
  it('is not put on sale again by a change from that level: the orders are imported once more before it', async () => {
    const { set, imports, turn: after } = await turn({ acked: 5 });
    expect(imports).toEqual([0]);
    expect(set).toEqual([]);
    expect(after).toMatchObject({ decision: { kind: 'shown', level: 4 } });
  });

  it('is not put on sale again either where they cannot be imported', async () => {
    const { set, turn: after } = await turn({ acked: 5, canImport: false });
    expect(set).toEqual([]);
    expect(after).toMatchObject({ decision: { kind: 'raise' } });
  });

  it('costs no import where the mall shows what it was told last', async () => {
    const { set, imports } = await turn({ acked: 4 });
    expect(imports).toEqual([]);
    expect(set).toEqual([[{ item: 'cup', level: 5, kept: '4' }]]);
  });
});
