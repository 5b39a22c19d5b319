import { importShop } from '../../../../core/import/import-shop.ts';
import { type StockWorkItem, workOff } from '../../../../core/jobs/sync-stock.ts';
import { dayMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { Listing } from '../../../../core/model/listing.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { budgetUntil } from '../../../../core/ports/system.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { visitShops } from '../../../../core/session/visit-shops.ts';
import { enqueueDirtySkus } from '../../../../core/stock/call-dirty.ts';
import { writeMovement } from '../../../../core/stock/move.ts';
import { defaultSyncSettings } from '../../../../core/stock/settings.ts';
import { createMalls } from '../../../../malls/registry.ts';
import { createMemoryStore, memoryLog, memoryPorts } from '../../../../proving/memory/index.ts';
import { takeStockMessages } from '../../../../proving/memory/stock-queue.ts';
import { ProcessDied } from '../../../../proving/worlds/process.ts';
import { createVirtualTime } from '../../../../proving/worlds/virtual-time.ts';
import { type AmazonSettingsChange, createAmazon } from '../../../../simulator/amazon/index.ts';
import { credentialOf, transportTo } from '../../malls/amazon/in-process.ts';

/** 2026-11-24 14:00 in Japan: far from the night. */
const start = Date.UTC(2026, 10, 24, 5);
const merchant = 'hanamori';
const sellerId = 'A3KADONOMISE';
const runMs = 177 * secondMs;

/** One call that reached the mall. */
interface Called {
  readonly at: number;
  readonly what: string;
}

/** One shop of many SKUs at the simulated Amazon; queue and schedule run in virtual time. */
export async function openBatchWorld(options: { readonly skus: number; readonly settings?: AmazonSettingsChange }) {
  const time = createVirtualTime(start);
  const amazon = createAmazon({ now: () => time.now(), seed: 7, settings: options.settings ?? {} });
  const given = amazon.control.addShop({ sellerId, skus: options.skus });
  const items = amazon.control.stock(sellerId).map(({ sellerSku }) => sellerSku);
  const store = createMemoryStore();
  const log = memoryLog();
  const calls: Called[] = [];
  const failures: unknown[] = [];
  let words = 0;
  /** The call after which the process that makes it is gone. */
  let deadly: string | null = null;
  const carry = transportTo(amazon, []);
  const clock = { now: () => time.now(), sleep: (ms: number) => time.sleep(ms) };

  const worker = () => {
    const memory = memoryPorts(store);
    let isDead = false;
    const ports: Ports = {
      ...memory,
      log,
      clock,
      random: { next: () => 0.5, id: () => `word-${++words}` },
      malls: createMalls({
        sites: { amazon: { baseUrl: 'https://sp.invalid', authUrl: 'https://lwa.invalid' } },
        vault: memory.vault,
        clock,
        async transport(request) {
          if (isDead) throw new ProcessDied();
          await time.sleep(100);
          const what = `${request.method} ${new URL(request.url).pathname}`;
          calls.push({ at: time.now(), what });
          const answer = await carry(request);
          if (deadly !== null && what.startsWith(deadly)) {
            deadly = null;
            isDead = true;
            throw new ProcessDied();
          }
          return answer;
        },
      }),
    };
    const { put } = memory.listings;
    const listings: Ports['listings'] = {
      ...memory.listings,
      put: (row) => {
        if (isDead) throw new ProcessDied();
        return put(row);
      },
    };
    return { ports: { ...ports, listings }, cache: createProcessCache(clock) };
  };

  const { ports } = worker();
  await ports.merchants.put({
    id: merchant,
    name: '花森茶舗',
    contacts: [],
    features: ['import', 'stock'],
    language: 'ja',
    createdAt: start,
    version: 1,
  });
  const shop: Shop = {
    key: `amazon#${sellerId}`,
    mall: 'amazon',
    code: sellerId,
    name: sellerId,
    merchant,
    shard: 0,
    importFrom: start - dayMs,
    cursor: start - 5 * minuteMs,
    scannedAt: start,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: 0.5,
    credential: await ports.vault.seal(`amazon#${sellerId}`, 0, 1, credentialOf(given, start)),
  };
  await ports.shops.add(shop);

  // One process at a time: between runs it keeps its memory, as a container does.
  let standing = worker();
  const runNow = async (work: readonly StockWorkItem[]): Promise<void> => {
    const { ports, cache } = standing;
    const budget = budgetUntil(clock, time.now() + runMs);
    const context = { ports, cache, settings: defaultSyncSettings, importSettings: defaultImportSettings, budget };
    try {
      const { failureOf } = await workOff({ ...context, runId: ports.random.id() }, work);
      for (const item of work) {
        const failure = failureOf(item);
        if (failure !== null) failures.push(failure.error);
      }
    } catch (error) {
      failures.push(error);
    }
    if (failures.some((error) => error instanceof ProcessDied)) standing = worker();
  };
  const pollNow = async (): Promise<void> => {
    const { ports, cache } = standing;
    const row = (await ports.shops.get(shop.key)) as Shop;
    const budget = budgetUntil(clock, time.now() + runMs);
    const context = { ports, settings: defaultImportSettings, cache, budget, runId: ports.random.id() };
    await visitShops({ ...context, share: 'import' }, [row], async (run) => void (await importShop(run)));
  };
  let sweptAt = start;
  const deliver = (): void => {
    for (const message of takeStockMessages(store)) {
      const afterMs = message.kind === 'shop' ? message.afterMs : 0;
      time.at(time.now() + Math.max(afterMs, 50), () => void runNow([message]));
    }
  };

  const world = {
    amazon,
    items,
    calls,
    failures,
    now: () => time.now(),
    pause: () =>
      ports.pauses.set({ cause: 'manual', scope: shop.key, since: time.now(), by: 'hanako', note: '棚卸し中' }),
    resume: () => ports.pauses.lift({ cause: 'manual', scope: shop.key }),
    /** The process is gone right after the mall has handled this call. */
    dieAfter(call: string): void {
      deadly = call;
    },
    /** Lists items, all of which are counted, or only some. */
    async list(some: readonly string[], quantity: number, counted = some): Promise<void> {
      for (const item of some) {
        const terms = { terms: 1, linked: true, buffer: 0, cap: null, floor: null };
        const row: Listing = { ...terms, shop: shop.key, item, merchant, sku: item, version: 1, writer: 'test' };
        await ports.listings.put({ ...row, dueAt: time.now() });
      }
      await world.count(counted, quantity);
    },
    /** A person, or the night, has seen the item at the mall. */
    async see(item: string): Promise<void> {
      const row = world.listing(item);
      await ports.listings.put({ ...row, verifiedAt: time.now(), version: row.version + 1, writer: 'test' });
    },
    async count(skus: readonly string[], quantity: number): Promise<void> {
      const at = time.now();
      for (const sku of skus) {
        const id = ports.random.id();
        const by = 'ops:tanaka';
        await writeMovement(ports, { merchant, sku, at, id, kind: 'counted', quantity, by, note: '', writtenAt: at });
      }
      await ports.stockQueue.spread(merchant, merchant, skus);
    },
    async pass(ms: number): Promise<void> {
      const end = time.now() + ms;
      while (time.now() < end) {
        deliver();
        if (time.now() - sweptAt >= 5 * minuteMs) {
          sweptAt = time.now();
          void pollNow().catch((error: unknown) => failures.push(error));
          const buckets = Array.from({ length: 16 }, (_, bucket) => bucket);
          await enqueueDirtySkus(ports, worker().cache, buckets);
          deliver();
        }
        await time.runUntil(Math.min(end, time.now() + secondMs));
      }
    },
    listing(item: string): Listing {
      const found = store.listingsByShop.get(shop.key)?.get(item);
      if (found === undefined) throw new Error(`There is no listing ${item}.`);
      return found;
    },
    levels: (): readonly number[] => [...new Set(amazon.control.stock(sellerId).map(({ quantity }) => quantity ?? -1))],
    level: (item: string) => amazon.control.stock(sellerId).find(({ sellerSku }) => sellerSku === item)?.quantity,
    called: (what: string) => calls.filter((call) => call.what.startsWith(what)),
    /** Listings that still wait for something. */
    waiting: () => items.map((item) => world.listing(item)).filter(({ dueAt, claim, wait }) => dueAt ?? claim ?? wait),
  };
  return world;
}
