import { describe, expect, it } from 'vitest';
import { book, claimRow, event, orderRow, reading, recountStart, runAt, runEntry, soundOrder } from './small-run.ts';

const duplicatesOf = async (...entries: Parameters<typeof recountStart>[0]) => {
  const { figures, findings } = await recountStart(entries);
  return { duplicates: figures.orders.duplicates, findings };
};
const [, row, claim, announcement] = [book(), orderRow(), claimRow(), event()];

describe('an order that is stored, claimed and announced once', () => {
  it('is no duplicate', async () => {
    expect(await duplicatesOf(...soundOrder)).toEqual({ duplicates: 0, findings: [] });
  });

  it('may be announced again under the same id, and revision by revision', async () => {
    const second = event({ revision: 2, id: 'rms#shop-1#A-1#2' });
    expect((await duplicatesOf(...soundOrder, announcement, second)).duplicates).toBe(0);
  });

  it('claims nothing once it is cancelled or its line deleted', async () => {
    const nothing = claimRow({ quantity: 0 });
    const deleted = book({ lines: [{ itemDetailId: 11, units: 2, deleted: true }] });
    expect((await duplicatesOf(book({ orderProgress: 900 }), row, nothing)).duplicates).toBe(0);
    expect((await duplicatesOf(deleted, row, nothing)).duplicates).toBe(0);
  });

  it('may keep a claim of nothing on the SKU that its line had before', async () => {
    expect((await duplicatesOf(...soundOrder, claimRow({ sku: 'merchant-1#old', quantity: 0 }))).duplicates).toBe(0);
  });
});

describe('claims', () => {
  it('of one line on two SKUs count once more', async () => {
    const { duplicates, findings } = await duplicatesOf(...soundOrder, claimRow({ sku: 'merchant-1#sku-2' }));
    expect(duplicates).toBe(1);
    expect(findings).toEqual(['line 11 of rms#shop-1#A-1 is claimed in more than one place']);
  });

  it('of a line the order does not have count', async () => {
    const { duplicates, findings } = await duplicatesOf(...soundOrder, claimRow({ lineId: '12', quantity: 1 }));
    expect(duplicates).toBe(1);
    expect(findings).toEqual(['line 12 of rms#shop-1#A-1 claims 1, the mall has no such line']);
  });

  it('of an order the mall does not have count', async () => {
    expect((await duplicatesOf(...soundOrder, claimRow({ orderNumber: 'A-2' }))).duplicates).toBe(1);
  });

  it.each([
    ['more than the line', { quantity: 3 }],
    ['less than the line', { quantity: 1 }],
  ])('of %s count', async (_, change) => {
    expect((await duplicatesOf(book(), row, claimRow(change))).duplicates).toBe(1);
  });

  it('that a stored order lacks count', async () => {
    expect((await duplicatesOf(book(), row, announcement)).duplicates).toBe(1);
  });

  it('that a cancelled order or a deleted line still holds count', async () => {
    const deleted = book({ lines: [{ itemDetailId: 11, units: 2, deleted: true }] });
    expect((await duplicatesOf(book({ orderProgress: 900 }), row, claim)).duplicates).toBe(1);
    expect((await duplicatesOf(deleted, row, claim)).duplicates).toBe(1);
  });

  it('that are not all there yet do not count before the order is stored', async () => {
    const { figures } = await recountStart([book()]);
    expect(figures.orders).toEqual({ atMall: 1, stored: 0, missing: 1, duplicates: 0 });
  });

  it('are summed over lines that come twice in one order', async () => {
    const line = { itemDetailId: 11, units: 2, deleted: false };
    expect((await duplicatesOf(book({ lines: [line, line] }), row, claimRow({ quantity: 4 }))).duplicates).toBe(0);
    expect((await duplicatesOf(book({ lines: [line, line] }), row, claim)).duplicates).toBe(1);
  });
});

describe('an order that the mall changed after it was read', () => {
  const edited = book({ lines: [{ itemDetailId: 11, units: 5, deleted: false }] });

  it('is no duplicate while its claims follow the reading that is stored', async () => {
    const { figures, notes } = await recountStart([reading({}), edited, row, claim]);
    expect(figures.orders.duplicates).toBe(0);
    expect(notes.join()).toMatch(/changed at the mall after the reading that is stored.*: 1\./);
  });

  it('counts when its claims follow no reading', async () => {
    expect((await duplicatesOf(reading({}), edited, row, claimRow({ quantity: 4 }))).duplicates).toBe(1);
  });

  it('counts when its claims follow a reading older than the stored one', async () => {
    const cancelled = reading({ at: runAt + 40_000, progress: 900 });
    const readAgain = orderRow({ readAt: runAt + 39_900 });
    const entries = [reading({}), cancelled, book({ orderProgress: 900 }), readAgain, claim];
    expect((await duplicatesOf(...entries)).duplicates).toBe(1);
  });

  it('counts when the mall never gave an answer about it', async () => {
    expect((await duplicatesOf(edited, row, claim)).duplicates).toBe(1);
  });

  it('is called unchecked when it was read before the journal began', async () => {
    const { figures, notes } = await recountStart([edited, orderRow({ readAt: runAt - 1 }), claim]);
    expect(figures.orders.duplicates).toBe(0);
    expect(notes.join()).toMatch(/claims are unchecked: 1\./);
  });
});

describe('announcements and order numbers', () => {
  it('a revision announced under two ids counts', async () => {
    const { duplicates, findings } = await duplicatesOf(...soundOrder, event({ id: 'another' }));
    expect(duplicates).toBe(1);
    expect(findings).toEqual(['revision rms#shop-1#A-1 1 was announced again as another']);
  });

  it('an order number written in two ways counts', async () => {
    const { duplicates, findings } = await duplicatesOf(
      ...soundOrder,
      orderRow({ orderNumber: ' a-1', kind: 'missing' }),
    );
    expect(duplicates).toBe(1);
    expect(findings).toEqual(['rms#shop-1# a-1 is the order of rms#shop-1#A-1 again']);
  });

  it('"#1001 of two shops of Shopify was counted as one order twice": orders of two moments are two', async () => {
    const other = orderRow({ shop: 'rms#shop-2', orderedAt: runAt + 60_000, storedAt: runAt + 61_000 });
    expect((await duplicatesOf(...soundOrder, other)).findings.join()).not.toContain('again');
  });

  it('an order number under two shops of a mall counts', async () => {
    const other = orderRow({ shop: 'rms#shop-2', kind: 'quarantined' });
    expect((await duplicatesOf(...soundOrder, other)).duplicates).toBe(1);
  });
});

it('of a real mall, the rows alone tell what is double', async () => {
  const real = { ...runEntry, mall: 'real' } as const;
  const sound = await recountStart([orderRow(), claimRow(), event()], real);
  expect(sound.figures).toMatchObject({
    orders: { atMall: null, stored: 1, missing: null, duplicates: 0 },
    rmsCalls: null,
    yahooCalls: null,
    stock: { listings: 0, inStep: null, diverged: null, pushes: null },
  });
  const double = await recountStart([orderRow(), claimRow(), claimRow({ sku: 'merchant-1#b' })], real);
  expect(double.figures.orders.duplicates).toBe(1);
});
