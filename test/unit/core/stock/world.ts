import { importShop } from '../../../../core/import/import-shop.ts';
import { workOff } from '../../../../core/jobs/sync-stock.ts';
import { dayMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { Listing } from '../../../../core/model/listing.ts';
import { type Shop, shopKey } from '../../../../core/model/shop.ts';
import { budgetUntil } from '../../../../core/ports/system.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { type RunContext, visitShops } from '../../../../core/session/visit-shops.ts';
import { enqueueDirtySkus } from '../../../../core/stock/call-dirty.ts';
import { writeMovement } from '../../../../core/stock/move.ts';
import { defaultSyncSettings, type SyncSettings } from '../../../../core/stock/settings.ts';
import { createMalls } from '../../../../malls/registry.ts';
import { createMemoryStore, memoryLog, memoryPorts } from '../../../../proving/memory/index.ts';
import { takeStockMessages } from '../../../../proving/memory/stock-queue.ts';
import { type Exchange, mallTransport } from '../../../../proving/worlds/mall-transport.ts';
import { createVirtualTime } from '../../../../proving/worlds/virtual-time.ts';
import { prng } from '../../../../simulator/index.ts';
import { createRms, type RmsSettingsChange } from '../../../../simulator/rms/index.ts';
import { merchant, type StockWorld, start } from './stock-world.ts';

export { calledFor, merchant, type StockWorld, start } from './stock-world.ts';

/** What one run of the function may take: its time-out less the margin. */
const runMs = 177 * secondMs;

export async function openStockWorld(
  options: {
    readonly settings?: RmsSettingsChange;
    readonly sync?: Partial<SyncSettings>;
    readonly seed?: number;
    readonly features?: readonly ('import' | 'status' | 'stock')[];
    readonly at?: number;
  } = {},
): Promise<StockWorld> {
  const begin = options.at ?? start;
  const time = createVirtualTime(begin);
  const chance = prng(options.seed ?? 5);
  const rms = createRms({
    now: () => time.now(),
    seed: 7,
    settings: { throttle: { status: 429 }, ...options.settings },
  });
  const store = createMemoryStore();
  const log = memoryLog();
  const exchanges: Exchange[] = [];
  const failures: unknown[] = [];
  let words = 0;
  const transport = mallTransport({
    rms: {
      ...rms,
      handle(request) {
        const meddled = world.meddler?.(request, time.now()) ?? null;
        if (meddled?.when === 'instead') return meddled.outcome;
        const outcome = rms.handle(request);
        return meddled?.outcome ?? outcome;
      },
    },
    time,
    chance,
    isAlive: () => true,
    pageRows: 1_000,
    onExchange: (exchange) => {
      exchanges.push(exchange);
      return 0;
    },
  });
  const worker: StockWorld['worker'] = (changes = {}, skewMs = 0) => {
    const memory = memoryPorts(store);
    const clock = { now: () => time.now() + skewMs, sleep: (ms: number) => time.sleep(ms) };
    const ports: ReturnType<StockWorld['worker']>['ports'] = {
      ...memory,
      log,
      clock,
      random: { next: () => chance.next(), id: () => `word-${++words}` },
      malls: createMalls({
        sites: { rms: { baseUrl: 'https://rms.invalid' } },
        timeoutMs: 20 * secondMs,
        transport,
        vault: memory.vault,
        clock,
      }),
      ...changes,
    };
    return { ports, cache: createProcessCache(clock) };
  };
  const standing = worker();
  await standing.ports.merchants.put({
    id: merchant,
    name: '花森茶舗',
    contacts: [],
    features: [...(options.features ?? (['import', 'stock'] as const))],
    language: 'ja',
    createdAt: begin,
    version: 1,
  });
  const addShop = async (shopUrl: string): Promise<Shop> => {
    const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl });
    const key = shopKey('rms', shopUrl);
    const shop: Shop = {
      key,
      mall: 'rms',
      code: shopUrl,
      name: shopUrl,
      merchant,
      shard: 0,
      importFrom: begin - dayMs,
      cursor: begin,
      scannedAt: 0,
      rereadDay: '',
      rereadAfter: '',
      callsPerSecond: 1,
      credential: await standing.ports.vault.seal(key, 0, 1, { serviceSecret, licenseKey }),
    };
    await standing.ports.shops.add(shop);
    return shop;
  };
  const settings: SyncSettings = { ...defaultSyncSettings, ...options.sync };
  const [one, other] = [await addShop('kado-no-mise'), await addShop('ura-no-mise')];
  const runNow: StockWorld['run'] = async (items, { ports, cache } = standing) => {
    const { counts, failureOf } = await workOff(
      {
        ports,
        cache,
        settings,
        importSettings: defaultImportSettings,
        budget: budgetUntil(ports.clock, ports.clock.now() + runMs),
        runId: ports.random.id(),
      },
      items,
    );
    for (const item of items) {
      const failure = failureOf(item);
      if (failure !== null) failures.push(failure.error);
    }
    return counts;
  };
  const whileTimePasses = async <T>(work: Promise<T>): Promise<T> => {
    let isOver = false;
    const running = work.finally(() => {
      isOver = true;
    });
    running.catch(() => undefined);
    while (!isOver) await time.runUntil(time.now() + secondMs);
    return running;
  };
  const deliver = (): void => {
    for (const message of takeStockMessages(store)) {
      const afterMs = message.kind === 'shop' ? message.afterMs : 0;
      time.at(time.now() + Math.max(afterMs, 50), () => {
        runNow([message], worker()).catch((error: unknown) => failures.push(error));
      });
    }
  };
  const booksOf = (shop: Shop) => rms.control.books().shops.find(({ shopUrl }) => shopUrl === shop.code);
  let sweptAt = begin;
  const world: StockWorld = {
    time,
    rms,
    store,
    log,
    one,
    other,
    exchanges,
    failures,
    settings,
    meddler: null,
    worker,
    async list(shop, item, { sku = world.sku(item), ...terms } = {}) {
      const listing: Listing = {
        shop: shop.key,
        item,
        merchant,
        sku,
        version: 1,
        writer: 'test',
        terms: 1,
        linked: true,
        buffer: 0,
        cap: null,
        floor: null,
        ...terms,
        dueAt: time.now(),
      };
      await standing.ports.listings.put(listing);
    },
    async count(sku, quantity, at = time.now()) {
      const { ports } = standing;
      const id = ports.random.id();
      const by = 'ops:tanaka';
      await writeMovement(ports, { merchant, sku, at, id, kind: 'counted', quantity, by, note: '', writtenAt: at });
      await ports.stockQueue.spread(merchant, merchant, [sku]);
    },
    order(shop) {
      const [number = ''] = rms.control.addOrders(shop.code, { count: 1, kind: 'plain', at: time.now() });
      const taken = new Map<string, number>();
      for (const { manageNumber, variantId, units } of rms.control.order(number)?.lines ?? []) {
        const item = `${manageNumber}/${variantId}`;
        taken.set(item, (taken.get(item) ?? 0) + units);
      }
      return taken;
    },
    async poll(shop) {
      const { ports, cache } = worker();
      const row = (await ports.shops.get(shop.key)) as Shop;
      const context: RunContext = {
        ports,
        settings: defaultImportSettings,
        cache,
        budget: budgetUntil(ports.clock, ports.clock.now() + runMs),
        runId: ports.random.id(),
        share: 'import',
      };
      await whileTimePasses(visitShops(context, [row], async (run) => void (await importShop(run))));
    },
    run: (items, by) => whileTimePasses(runNow(items, by)),
    look: (shop, by) => world.run([{ kind: 'shop', shop: shop.key }], by),
    async pass(ms) {
      const end = time.now() + ms;
      while (time.now() < end) {
        deliver();
        if (time.now() - sweptAt >= 5 * minuteMs) {
          sweptAt = time.now();
          const buckets = Array.from({ length: 16 }, (_, bucket) => bucket);
          await enqueueDirtySkus(standing.ports, worker().cache, buckets);
          deliver();
        }
        await time.runUntil(Math.min(end, time.now() + secondMs));
      }
    },
    idle: (ms) => time.runUntil(time.now() + ms),
    listing(shop, item) {
      const found = store.listingsByShop.get(shop.key)?.get(item);
      if (found === undefined) throw new Error(`There is no listing ${item} of ${shop.key}.`);
      return found;
    },
    level: (shop, item) =>
      booksOf(shop)?.inventory.find(({ manageNumber, variantId }) => `${manageNumber}/${variantId}` === item)?.quantity,
    calls: (name) => exchanges.filter(({ request }) => name === undefined || request.path.includes(name)),
    sku(item) {
      const row = booksOf(one)?.inventory.find(
        ({ manageNumber, variantId }) => `${manageNumber}/${variantId}` === item,
      );
      return row?.merchantDefinedSkuId ?? item.split('/')[0] ?? item;
    },
    items: () => (booksOf(one)?.inventory ?? []).map(({ manageNumber, variantId }) => `${manageNumber}/${variantId}`),
  };
  return world;
}
