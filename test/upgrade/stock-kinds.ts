import { hourMs } from '../../core/kernel/time.ts';
import type { Listing } from '../../core/model/listing.ts';
import type { Movement } from '../../core/model/sku.ts';
import { far, inScope, isEntry, isSkuRow, noon, type RowKind, rowKind, shop } from './row-kind.ts';

export const movement: Movement = {
  merchant: 'hanamori',
  sku: 'tea-02',
  at: noon,
  id: 'event-1',
  kind: 'adjusted',
  quantity: -3,
  by: 'event:wms',
  note: '破損 🍵',
  writtenAt: noon + hourMs,
};

const listing: Listing = {
  shop,
  item: 'tea-02/tea-02',
  merchant: 'hanamori',
  sku: 'tea-02',
  linked: true,
  buffer: 2,
  cap: 99,
  floor: 1,
  version: 1,
  writer: 'run-a',
  terms: 4,
  dueAt: noon,
  claim: { run: 'run-a', until: noon + hourMs },
  acked: { level: 7, fingerprint: 'tea-02:5', at: noon },
  unknownAt: noon,
  lookAgainAt: noon + hourMs,
  wait: { kind: 'retrying', tries: 2, since: noon, code: 'mall.timeout' },
  verifiedAt: noon,
  orphanSince: noon,
  closedSince: noon,
  drift: { level: 5, at: noon },
};

/** The kinds of rows that are there because of stock, claims and marks aside. */
export const stockKinds: Readonly<Record<string, RowKind>> = {
  movement: rowKind({
    table: 'Stock',
    format: 'movementFormat',
    is: (item) => isEntry(item, 'move'),
    write: ({ stock }) => stock.putMovement(movement),
    read: ({ stock }) => stock.entries('hanamori', 'tea-02'),
  }),
  'SKU that people have decided on': rowKind({
    table: 'Stock',
    format: 'skuRowFormat',
    is: (item) => isSkuRow(item) && item.buffer !== undefined,
    async write({ stock }) {
      const recipes = [{ from: noon, parts: [{ sku: 'tea-01', needed: 2 }] }];
      await stock.changeSku('hanamori', 'tea-02', { buffer: 3, recipes, inSets: ['gift', 'tasting'] }, noon);
      const epochs = { 'tea-02': 1 };
      await stock.keepCheckpoint('hanamori', 'tea-02', 1, { boundary: noon, carried: 4, counted: true, epochs });
    },
    read: async ({ stock }) => ({
      row: await stock.skuRows('hanamori', ['tea-02']),
      dirty: (await Promise.all(Array.from({ length: 16 }, (_, bucket) => stock.dirtySkus(bucket, far, 10)))).flat(),
    }),
  }),
  'oversold SKU': rowKind({
    table: 'Stock',
    format: 'oversoldFormat',
    is: ({ sku }) => String(sku?.S).startsWith('#oversold#'),
    write: ({ stock }) => stock.noteOversold('hanamori', 'tea-03', noon, '宇治抹茶'),
    read: ({ stock }) => stock.oversoldSkus('hanamori'),
  }),
  listing: rowKind({
    table: 'Listings',
    format: 'listingRowFormat',
    is: () => true,
    write: ({ listings }) => listings.put(listing),
    read: async ({ listings }) => ({
      rows: await listings.rows([listing]),
      ofShop: await listings.ofShop(shop, null, 10),
      ofSku: await listings.ofSkus('hanamori', ['tea-02']),
      due: await listings.due(shop, far, 10),
    }),
  }),
  'nightly comparison': rowKind({
    table: 'Control',
    format: 'driftFormat',
    is: inScope('drift#'),
    write: ({ drifts }) =>
      drifts.put({
        ...{ shop, night: '2026-11-24', after: 'tea-02/tea-02', finished: false, at: noon },
        ...{ compared: 40, differing: 1, absent: 1, closed: 1, newlyClosed: 1, closedItems: ['tea-03/tea-03'] },
        examples: [{ item: 'tea-01/tea-01', shows: null, wanted: 3 }],
      }),
    read: async ({ drifts }) => ({
      one: await drifts.get('2026-11-24', shop),
      all: await drifts.of('2026-11-24'),
    }),
  }),
};
