import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { claimItem } from '../../aws/dynamodb/claim-item.ts';
import { listingItem } from '../../aws/dynamodb/listing-item.ts';
import { movementItem } from '../../aws/dynamodb/movement-item.ts';
import type { StandingClaim } from '../../core/model/claim.ts';
import type { Listing } from '../../core/model/listing.ts';
import type { Movement } from '../../core/model/sku.ts';
import { type JournalEntry, openJournal, plainItem, recount, type TableName } from '../../journal/index.ts';
import { Count } from '../../local/desk/figures.ts';
import type { BookedOrder, Shelf } from '../../local/desk/shelves.ts';
import type { Item } from '../../local/tables/read-table.ts';

const countedAt = Date.UTC(2026, 10, 24);
const at = countedAt + 3_600_000;
const merchant = 'kado';

const listing = (shop: Listing['shop'], item: string, sku: string, more: Partial<Listing> = {}): Listing => ({
  shop,
  item,
  merchant,
  sku,
  version: 3,
  writer: 'w',
  terms: 1,
  linked: true,
  buffer: 0,
  cap: null,
  floor: null,
  ...more,
});
const movement = (sku: string, kind: Movement['kind'], quantity: number, moment: number): Movement => ({
  merchant,
  sku,
  at: moment,
  id: `${kind} ${moment}`,
  kind,
  quantity,
  by: 'ops:kado',
  note: '',
  writtenAt: moment,
});
const claim = (sku: string, lineId: string, orderedAt: number, trail: StandingClaim['trail']): StandingClaim => ({
  merchant,
  sku,
  shop: 'rms#kado',
  orderNumber: 'A-1',
  lineId,
  orderedAt,
  quantity: trail.at(-1)?.[1] ?? 0,
  version: trail.at(-1)?.[0] ?? 0,
  writer: 'w',
  trail,
});

const rows: readonly (readonly [TableName, Item])[] = (
  [
    // 20 counted, 5 came in; 2 were ordered since, and 1 of 4 of an order before the count came back: 24.
    ['Stock', movementItem(movement('cup', 'counted', 20, countedAt))],
    ['Stock', movementItem(movement('cup', 'received', 5, countedAt + 1))],
    ['Stock', movementItem(movement('cup', 'received', 9, countedAt - 1))],
    ['Stock', claimItem(claim('cup', '1', countedAt + 1, [[at, 2]]))],
    [
      'Stock',
      claimItem(
        claim('cup', '2', countedAt - 1, [
          [1, 4],
          [at, 3],
        ]),
      ),
    ],
    ['Stock', movementItem(movement('pot', 'counted', 3, countedAt))],
    ['Listings', listingItem(listing('rms#kado', 'cup/red', 'cup'))],
    ['Listings', listingItem(listing('yahoo#kado', 'cup:red', 'cup', { buffer: 4 }))],
    ['Listings', listingItem(listing('rms#kado', 'pot/pot', 'pot', { floor: 5 }))],
    ['Listings', listingItem(listing('yahoo#kado', 'pot', 'pot', { cap: 2 }))],
    ['Listings', listingItem(listing('yahoo#kado', 'tray', 'tray'))],
    ['Listings', listingItem(listing('rms#kado', 'tray/tray', 'tray', { linked: false }))],
  ] as const
).map(([table, item]) => [table, item as object as Item]);

const sound: Readonly<Record<string, number | null>> = {
  'rms#kado cup/red': 24,
  'yahoo#kado cup:red': 20,
  'rms#kado pot/pot': 0,
  'yahoo#kado pot': 2,
  // Not counted, so the expected level is unknown.
  'yahoo#kado tray': 100,
  'rms#kado tray/tray': null,
};
const order: BookedOrder = {
  shop: 'rms#kado',
  orderNumber: 'A-1',
  orderedAt: countedAt + 1,
  visibleAt: countedAt + 1,
  status: 100,
  lines: [
    { lineId: '1', item: 'cup/red', units: 2 },
    { lineId: '2', item: 'cup/red', units: 3 },
  ],
};

/** Both countings of the same rows and books: the one of npm start, and the one of its journal. */
async function bothCountings(
  shown: Readonly<Record<string, number | null>>,
  { booked = order, changed = rows }: { booked?: BookedOrder; changed?: typeof rows } = {},
) {
  const shelves = Object.entries(shown).map(([place, level]): Shelf => {
    const [shop = '', item = ''] = place.split(' ');
    return { shop: shop as Shelf['shop'], item, level };
  });
  const count = new Count();
  for (const [table, item] of changed) count.takeRow(table, item);
  const live = count.figures(countedAt, {
    orders: [booked],
    shelves,
    now: at,
    calls: {},
    pushes: 0,
  });
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-stock-figures-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const journal = openJournal(join(folder, 'j.ndjson'));
  const { orderNumber, orderedAt, status, lines } = booked;
  const entries: JournalEntry[] = [
    { kind: 'run', at: countedAt, of: 'start', mall: 'simulated', settings: {} },
    ...changed.map(([table, item]): JournalEntry => ({ kind: 'row', at, table, row: plainItem(item) })),
    {
      kind: 'book',
      at,
      shopUrl: 'kado',
      orderNumber,
      orderDatetimeMs: orderedAt,
      orderProgress: status,
      lines: lines.map(({ lineId, units, item }) => ({
        ...{ itemDetailId: Number(lineId), units, deleted: false },
        ...(item === null ? {} : { item }),
      })),
      visible: true,
    },
    ...shelves.map((shelf): JournalEntry => ({ kind: 'shown', at, ...shelf })),
    { kind: 'run-end', at },
  ];
  for (const entry of entries) journal.write(entry);
  await journal.close();
  const again = await recount(join(folder, 'j.ndjson'));
  if (again.of !== 'start') throw new Error('The journal is that of a start.');
  // Of each mall, too: a mall that only one of the two counts makes every run differ from its journal.
  expect(Object.keys(again.figures)).toEqual(Object.keys(live));
  expect(again.figures.stock).toEqual(live.stock);
  return { ...live.stock, findings: again.findings.filter((finding) => finding.includes('shows')) };
}

it('levels that are what the ledger, terms and trails say are in step', async () => {
  expect(await bothCountings(sound)).toEqual({ listings: 6, inStep: 6, diverged: 0, pushes: 0, findings: [] });
});

it.each([
  ['one piece too many', 'yahoo#kado cup:red', 21],
  ['more than the 上限', 'yahoo#kado pot', 3],
  ['something below the 下限', 'rms#kado pot/pot', 3],
  ['無限大', 'rms#kado cup/red', null],
])('a mall that shows %s is found by both countings', async (_, place, level) => {
  const found = await bothCountings({ ...sound, [place]: level });
  expect(found).toMatchObject({ inStep: 5, diverged: 1 });
  expect(found.findings).toEqual([expect.stringContaining(`${place} shows`)]);
});

it('a level that is still to be sent, or that the mall moved for an unread change, is not in step and not lost', async () => {
  const due = listingItem(listing('rms#kado', 'cup/red', 'cup', { dueAt: at })) as object as Item;
  const changed = rows.map((row) => (row[1].item?.S === 'cup/red' ? (['Listings', due] as const) : row));
  const shown = { ...sound, 'rms#kado cup/red': 23 };
  expect(await bothCountings(shown, { changed })).toMatchObject({ inStep: 5, diverged: 0 });
  const moved = [...rows, ['Stock', { sku: { S: 'kado#cup' }, entry: { S: '#sku' }, dirtySince: { N: '5' } }]] as const;
  expect(await bothCountings(shown, { changed: moved })).toMatchObject({ inStep: 5, diverged: 0 });
  const lines = order.lines.map((line) => (line.lineId === '1' ? { ...line, units: 3 } : line));
  expect(await bothCountings(shown, { booked: { ...order, lines } })).toMatchObject({ inStep: 5, diverged: 0 });
});

it('a level that the mall moved for a removed line, which its books have no more, is not lost before that is read', async () => {
  const booked = { ...order, lines: order.lines.filter(({ lineId }) => lineId !== '1') };
  expect(await bothCountings({ ...sound, 'rms#kado cup/red': 26 }, { booked })).toMatchObject({
    inStep: 5,
    diverged: 0,
  });
  // Nothing but the item of that line is forgiven.
  expect(await bothCountings({ ...sound, 'rms#kado pot/pot': 1 }, { booked })).toMatchObject({
    inStep: 5,
    diverged: 1,
  });
  // Once the line's claim is dropped, the mall has to show what is left.
  const read = rows.map((row) =>
    row[1].lineId?.S === '1'
      ? (['Stock', claimItem(claim('cup', '1', countedAt + 1, [[at, 0]])) as object as Item] as const)
      : row,
  );
  expect(await bothCountings({ ...sound, 'rms#kado cup/red': 25 }, { booked, changed: read })).toMatchObject({
    diverged: 2,
  });
});
