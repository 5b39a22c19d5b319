import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { workOff } from '../../../core/jobs/sync-stock.ts';
import { dayMs } from '../../../core/kernel/time.ts';
import type { Listing } from '../../../core/model/listing.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { createProcessCache } from '../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import { readLevels } from '../../../core/stock/ledger.ts';
import { defaultSyncSettings } from '../../../core/stock/settings.ts';
import { takeStockMessages } from '../../../proving/memory/stock-queue.ts';
import { type OpsWorld, openWorld } from './world.ts';

/** A stock row of the simulated mall, by its item. */
export interface MallItem {
  readonly item: string;
  /** The SKU that its orders bear. */
  readonly sku: string;
  readonly level: number | null;
}

/** An item of each SKU there is. */
export const itemOfEachSku = (items: readonly MallItem[]): MallItem[] => [
  ...new Map(items.map((one) => [one.sku, one])).values(),
];

/** A world with a shop whose merchant has stock, items at its mall, and a folder for files. */
export interface StockOpsWorld extends OpsWorld {
  readonly shop: Shop;
  readonly folder: string;
  /** What the mall has, by its order. */
  items(shop?: Shop): MallItem[];
  /** Another shop of the same merchant. */
  openShop(code: string): Promise<Shop>;
  /** A listing of each of these items, of the SKU that its orders bear. */
  list(items: readonly MallItem[], shop?: Shop): Promise<void>;
  write(name: string, content: string | Buffer): string;
  /** What workers would do with the messages there are, and with what is due. */
  work(): Promise<void>;
  listing(item: string, shop?: Shop): Listing | undefined;
  free(sku: string): Promise<number | null>;
  /** Movements of a SKU, as they lie in the ledger: kind, pieces, id. */
  movements(sku: string): Promise<(readonly [string, number, string])[]>;
}

/** Gives each test of a file a world of its own. */
export function useStockWorld(): () => StockOpsWorld {
  let world: StockOpsWorld;
  beforeEach(async () => {
    world = await openStockOpsWorld(mkdtempSync(join(tmpdir(), 'tsunagi-stock-')));
  });
  afterEach(() => rmSync(world.folder, { recursive: true }));
  return () => world;
}

export async function openStockOpsWorld(folder: string): Promise<StockOpsWorld> {
  const base = openWorld();
  const { ports, rms, store } = base;
  await ports.merchants.put(
    newMerchant('kado', { name: '角', contacts: [], features: ['import', 'stock'] }, base.now()),
  );
  const shop = await base.addShop('kado-no-mise', { cursor: base.now() });
  const world: StockOpsWorld = {
    ...base,
    shop,
    folder,
    openShop: (code) => base.addShop(code, { cursor: base.now() }),
    items(of = shop) {
      const books = rms.control.books().shops.find(({ shopUrl }) => shopUrl === of.code);
      return (books?.inventory ?? []).map(({ manageNumber, variantId, merchantDefinedSkuId, quantity }) => ({
        item: `${manageNumber}/${variantId}`,
        sku: merchantDefinedSkuId ?? (manageNumber === variantId ? manageNumber : `${manageNumber}/${variantId}`),
        level: quantity,
      }));
    },
    async list(items, of = shop) {
      for (const { item, sku } of items) {
        await ports.listings.put({
          shop: of.key,
          item,
          merchant: 'kado',
          sku,
          version: 1,
          writer: 'test',
          terms: 1,
          linked: true,
          buffer: 0,
          cap: null,
          floor: null,
          dueAt: base.now(),
        });
      }
    },
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    async work() {
      const round = {
        ports,
        settings: defaultSyncSettings,
        importSettings: defaultImportSettings,
        cache: createProcessCache(ports.clock),
        budget: { remainingMs: () => dayMs },
        runId: ports.random.id(),
      };
      const shops = (await ports.shops.all()).map(({ key }) => ({ kind: 'shop' as const, shop: key }));
      await workOff(round, [...takeStockMessages(store), ...shops]);
    },
    listing: (item, of = shop) => store.listingsByShop.get(of.key)?.get(item),
    free: async (sku) => (await readLevels(ports.stock, 'kado', [sku])).get(sku)?.free ?? null,
    async movements(sku) {
      const entries = await ports.stock.entries('kado', sku);
      return entries.flatMap((entry) =>
        entry.kind === 'movement' ? [[entry.movement.kind, entry.movement.quantity, entry.movement.id] as const] : [],
      );
    },
  };
  return world;
}
