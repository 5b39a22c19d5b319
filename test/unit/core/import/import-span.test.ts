import { beforeEach, describe, expect, it } from 'vitest';
import { importSpan } from '../../../../core/import/import-span.ts';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { hourMs } from '../../../../core/kernel/time.ts';
import type { MallOrder } from '../../../../core/model/order.ts';
import type { MallShop } from '../../../../core/ports/mall.ts';
import { createProcessCache, type ImportSession, openImportSession } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { memoryPorts } from '../../../../proving/memory/index.ts';
import { noon, orderNumberOf, shop } from '../../../contract/fixtures.ts';

const orderNumbers = Array.from({ length: 100 }, (_, index) => orderNumberOf(index));
let bad: ReadonlySet<string>;
let counted: number;
let asked: number[];

beforeEach(() => {
  asked = [];
  counted = orderNumbers.length;
});

function orderOf(orderNumber: string): MallOrder {
  return { orderNumber, progress: '100', orderedAt: noon, lines: [], original: '{}' };
}

/** A run with this many calls, at a mall where each bad order spoils every answer that contains it. */
function runOf(calls: number): ImportSession {
  const clock = { now: () => noon, sleep: async () => undefined };
  const mall: Pick<MallShop, 'traits' | 'listOrders' | 'readOrders'> = {
    traits: rmsTraits,
    listOrders: async () => ({ orderNumbers, total: counted, pages: 1, mallTime: noon }),
    async readOrders(numbers) {
      asked.push(numbers.length);
      if (!numbers.some((number) => bad.has(number))) {
        return { orders: numbers.map(orderOf), unreadable: [], absent: [] };
      }
      throw new TsunagiError('mall.unreadable', 'later', 'The answer is broken.');
    },
  };
  return openImportSession({
    ports: {
      ...memoryPorts(),
      clock,
      random: { next: () => 0, id: () => 'word' },
      malls: {
        names: ['rms'],
        traits: () => rmsTraits,
        shop: async () => mall as MallShop,
        shopWith: () => mall as MallShop,
      },
    },
    settings: defaultImportSettings,
    cache: createProcessCache(clock),
    shop: shop({ key: 'rms#kado-no-mise' }),
    mall: mall as MallShop,
    runId: 'run',
    budget: { remainingMs: () => hourMs },
    share: 'scan',
    calls,
  });
}
const span = { from: noon - hourMs, to: noon };

describe('an import by hand whose time is over while a bad order is looked for', () => {
  it('an import by hand whose time is over reads the neighbours of a bad order in smaller parts, and counts only what was read', async () => {
    bad = new Set([orderNumberOf(0)]);
    const total = await importSpan(runOf(1), span, () => undefined);
    // Whole, in halves, in quarters, in eighths: what shares an eighth with the bad one stays unread.
    expect(asked).toEqual([100, 50, 50, 25, 25, 13, 12]);
    expect(total).toMatchObject({ listed: 100, read: 87, imported: 87, unread: 13 });
  });

  it('an import by hand ends, however many orders are bad, and says how many it did not read', async () => {
    bad = new Set(orderNumbers);
    const total = await importSpan(runOf(1), span, () => undefined);
    expect(asked.length).toBe(1 + 2 + 4 + 8);
    expect(total).toMatchObject({ listed: 100, read: 0, imported: 0, unread: 100 });
  });
});

it('an import by hand with time enough leaves nothing unread', async () => {
  bad = new Set([orderNumberOf(7)]);
  const total = await importSpan(runOf(Number.POSITIVE_INFINITY), span, () => undefined);
  expect(total).toMatchObject({ listed: 100, read: 100, imported: 99, quarantined: 1, unread: 0 });
});

it('an import by hand stores what is listed, and fails where the mall counts more', async () => {
  bad = new Set();
  counted = orderNumbers.length + 1;
  let imported = 0;
  const importing = importSpan(runOf(Number.POSITIVE_INFINITY), span, (progress) => {
    imported = progress.imported;
  });
  await expect(importing).rejects.toMatchObject({ code: 'mall.unreadable' });
  expect(imported).toBe(100);
});
