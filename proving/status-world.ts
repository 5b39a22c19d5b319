import { type PushShopsReport, pushShops } from '../core/jobs/push-status.ts';
import { dayMs, minuteMs, secondMs } from '../core/kernel/time.ts';
import type { Capability } from '../core/model/health.ts';
import type { PushContent } from '../core/model/push.ts';
import { bucketOf } from '../core/model/shards.ts';
import { type Shop, type ShopKey, shopKey } from '../core/model/shop.ts';
import type { Ports } from '../core/ports/ports.ts';
import type { Credential } from '../core/ports/shops.ts';
import { budgetUntil } from '../core/ports/system.ts';
import { createProcessCache, type ProcessCache } from '../core/session/import-session.ts';
import { callDuePushes } from '../core/status/call-due-pushes.ts';
import { type Requested, requestPushes } from '../core/status/request.ts';
import { defaultStatusSettings } from '../core/status/settings.ts';
import { createMalls } from '../malls/registry.ts';
import type { AmazonSimulator } from '../simulator/amazon/index.ts';
import { prng, type SimOutcome, type SimRequest } from '../simulator/index.ts';
import { createRms, type RmsSettingsChange, type RmsSimulator } from '../simulator/rms/index.ts';
import type { ShopifySimulator } from '../simulator/shopify/index.ts';
import type { YahooSimulator } from '../simulator/yahoo/index.ts';
import {
  createMemoryStore,
  type MemoryLog,
  type MemoryPorts,
  type MemoryStore,
  memoryLog,
  memoryPorts,
  takeMessages,
} from './memory/index.ts';
import type { Push } from './memory/push.ts';
import {
  credentialAtAmazon,
  credentialAtShopify,
  credentialAtYahoo,
  mallsBeside,
  type SettingsBeside,
} from './status-keys.ts';
import { type Draw, turnsOf } from './worlds/draws.ts';
import { type Exchange, mallTransport } from './worlds/mall-transport.ts';
import { drawsFrom } from './worlds/stream-draws.ts';
import { createVirtualTime, type VirtualTime } from './worlds/virtual-time.ts';
import { minuteOf } from './worlds/world.ts';

/** 2026-11-24 14:00 in Japan: far from the night batch. */
export const start = Date.UTC(2026, 10, 24, 5);

/** What one run of the function may take: its time-out less the margin. */
const runMs = 177 * secondMs;

/** One process: its own ports and memory. */
export interface Worker {
  readonly ports: Ports & Pick<MemoryPorts, 'orderList'>;
  readonly cache: ProcessCache;
}

/** A simulated RMS, or another mall beside it, tables in memory, and the queue's and the schedule's work in virtual time. */
export interface PushWorld {
  readonly time: VirtualTime;
  readonly rms: RmsSimulator;
  /** Where the world is opened with one: then `shop` is at it. */
  readonly yahoo: YahooSimulator | null;
  /** The same. */
  readonly amazon: AmazonSimulator | null;
  /** The same. */
  readonly shopify: ShopifySimulator | null;
  readonly store: MemoryStore;
  readonly log: MemoryLog;
  readonly shop: Shop;
  /** Every exchange with the mall. */
  readonly exchanges: Exchange[];
  /** What runs ended with, where it was not well. */
  readonly failures: unknown[];
  worker(changes?: Partial<Ports>, skewMs?: number): Worker;
  addShop(shopUrl: string, options?: { readonly features?: readonly ('import' | 'status' | 'stock')[] }): Promise<Shop>;
  /** New orders at 100, or moved on to another progress. */
  orders(count: number, progress?: 100 | 200 | 300 | 500, shop?: Shop): string[];
  /** Asks for a change, `agoMs` ago where that is given. */
  ask(orderNumber: string, content: PushContent, shop?: Shop, agoMs?: number): Promise<Requested>;
  /** One run of one process over a shop, now. */
  run(worker?: Worker, shops?: readonly ShopKey[]): Promise<PushShopsReport>;
  /** Begins such a run, which goes on while time passes. */
  begin(worker: Worker): void;
  /** Whether a run is under way. */
  isAtWork(): boolean;
  /** Lets time pass, while messages are worked on as they come and every five minutes is swept. */
  pass(ms: number): Promise<void>;
  /** Lets time pass while no worker runs. */
  idle(ms: number): Promise<void>;
  push(orderNumber: string, kind?: PushContent['kind']): Push;
  pushes(): Push[];
  /** Calls that changed orders and reached the mall. */
  writingCalls(): string[];
  calls(): string[];
  /** The parcel rows of an order's first destination at the mall. */
  rows(
    orderNumber: string,
  ): { readonly number: string | null; readonly company: string; readonly date: string | null }[];
}

export async function openPushWorld(
  options: SettingsBeside & {
    readonly settings?: RmsSettingsChange;
    readonly seed?: number;
    /** How long calls take, by name; drawn from one stream of the seed when absent. */
    readonly draws?: Draw;
    /** Answers some requests in the mall's place, which then does nothing about them. */
    readonly answersInstead?: (request: SimRequest, now: number) => SimOutcome | null;
    /** Called with every exchange as it happens at the mall. */
    readonly onExchange?: (exchange: Exchange) => void;
    /** What goes wrong between every worker and its ports. */
    readonly trouble?: (ports: Ports) => Partial<Ports>;
    /** Asked for each message whether a second worker takes it too, at almost the same time. */
    readonly isTakenTwice?: () => boolean;
  } = {},
): Promise<PushWorld> {
  const time = createVirtualTime(start);
  const draws = options.draws ?? drawsFrom(prng(options.seed ?? 5));
  const turn = turnsOf(draws);
  const rms = createRms({
    now: () => time.now(),
    seed: 7,
    isNamed: draws.isNamed,
    settings: { throttle: { status: 429 }, ...options.settings },
  });
  const store = createMemoryStore();
  const log = memoryLog();
  const exchanges: Exchange[] = [];
  const failures: unknown[] = [];
  let words = 0;
  const transportTo = (mall: Parameters<typeof mallTransport>[0]['rms']) =>
    mallTransport({
      rms: { ...mall, handle: (request) => options.answersInstead?.(request, time.now()) ?? mall.handle(request) },
      time,
      chance: ({ url }) => turn('call', new URL(url).pathname, minuteOf({ time })),
      isAlive: () => true,
      pageRows: 1_000,
      onExchange: (exchange) => {
        exchanges.push(exchange);
        options.onExchange?.(exchange);
        return 0;
      },
    });
  const { yahoo, amazon, shopify } = mallsBeside(options, () => time.now());
  const other = yahoo ?? amazon ?? shopify;
  const [toRms, toOther] = [transportTo(rms), other && transportTo(other)];
  const worker: PushWorld['worker'] = (changes = {}, skewMs = 0) => {
    const memory = memoryPorts(store);
    const clock = { now: () => time.now() + skewMs, sleep: (ms: number) => time.sleep(ms) };
    const ports: Worker['ports'] = {
      ...memory,
      log,
      clock,
      random: { next: () => turn('random', minuteOf({ time })).next(), id: () => `word-${++words}` },
      malls: createMalls({
        sites: {
          rms: { baseUrl: 'https://rms.invalid' },
          ...(yahoo && { yahoo: { baseUrl: 'https://yahoo.invalid', authUrl: 'https://auth.invalid' } }),
          ...(shopify && { shopify: { baseUrl: 'https://shopify.invalid' } }),
          ...(amazon && { amazon: { baseUrl: 'https://amazon.invalid', authUrl: 'https://auth.invalid' } }),
        },
        timeoutMs: 20 * secondMs,
        transport: (request) => (toOther && !request.url.startsWith('https://rms.') ? toOther : toRms)(request),
        vault: memory.vault,
        clock,
      }),
    };
    return { ports: { ...ports, ...options.trouble?.(ports), ...changes }, cache: createProcessCache(clock) };
  };
  const standing = worker();
  const addShop: PushWorld['addShop'] = async (shopUrl, { features = ['import', 'status'] as const } = {}) => {
    const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl });
    return shopOf('rms', shopUrl, { serviceSecret, licenseKey }, features);
  };
  const shopOf = async (
    mall: 'rms' | 'yahoo' | 'amazon' | 'shopify',
    shopUrl: string,
    credential: Credential,
    features: readonly Capability[] = ['import', 'status'],
  ): Promise<Shop> => {
    const key = shopKey(mall, shopUrl);
    const { ports } = standing;
    const merchant = `merchant-of-${shopUrl}`;
    await ports.merchants.put({
      id: merchant,
      name: '花森茶舗',
      contacts: [],
      features: [...features],
      language: 'ja',
      createdAt: start,
      version: 1,
    });
    const added: Shop = {
      key,
      mall,
      code: shopUrl,
      name: shopUrl,
      merchant,
      shard: 0,
      importFrom: start - dayMs,
      cursor: start,
      scannedAt: 0,
      rereadDay: '',
      rereadAfter: '',
      callsPerSecond: 1,
      credential: await ports.vault.seal(key, 0, 1, credential),
    };
    await ports.shops.add(added);
    return added;
  };
  const shop = yahoo
    ? await shopOf('yahoo', 'kado-no-mise', credentialAtYahoo(yahoo))
    : amazon
      ? await shopOf('amazon', 'kado-no-mise', credentialAtAmazon(amazon))
      : shopify
        ? await shopOf('shopify', 'kado-no-mise', credentialAtShopify(shopify))
        : await addShop('kado-no-mise');
  let atWork = 0;
  const runNow: PushWorld['run'] = async ({ ports, cache } = standing, shops = [shop.key]) => {
    atWork++;
    const report = await pushShops(
      {
        ports,
        cache,
        settings: defaultStatusSettings,
        budget: budgetUntil(ports.clock, ports.clock.now() + runMs),
        runId: ports.random.id(),
      },
      shops,
    ).finally(() => atWork--);
    failures.push(...report.internalErrors.values());
    return report;
  };
  /** Time goes on while a run waits. */
  const run: PushWorld['run'] = async (by, shops) => {
    let isOver = false;
    const running = runNow(by, shops).finally(() => {
      isOver = true;
    });
    while (!isOver) await time.runUntil(time.now() + secondMs);
    return running;
  };
  const deliver = (): void => {
    for (const { shop: key, afterMs } of takeMessages(store)) {
      for (const laterMs of options.isTakenTwice?.()
        ? [50, 50 + turn('twice', minuteOf({ time })).int(0, 8_000)]
        : [50]) {
        time.at(time.now() + Math.max(afterMs, laterMs), () => {
          runNow(worker(), [key]).catch((error: unknown) => failures.push(error));
        });
      }
    }
  };
  let sweptAt = start;
  const world: PushWorld = {
    time,
    rms,
    yahoo,
    amazon,
    shopify,
    store,
    log,
    shop,
    exchanges,
    failures,
    worker,
    addShop,
    orders(count, progress = 100, of = shop) {
      const numbers = rms.control.addOrders(of.code, { count, kind: 'plain', at: time.now() });
      if (progress !== 100) for (const number of numbers) rms.control.moveOrder(of.code, number, progress);
      return numbers;
    },
    async ask(orderNumber, content, of = shop, agoMs = 0) {
      const request = { shop: of.key, orderNumber, content };
      const [result] = await requestPushes(standing.ports, [request], { by: 'hanako', now: time.now() - agoMs });
      return result as Requested;
    },
    run,
    begin: (by) => void runNow(by).catch((error: unknown) => failures.push(error)),
    isAtWork: () => atWork > 0,
    async pass(ms) {
      const end = time.now() + ms;
      while (time.now() < end) {
        deliver();
        if (time.now() - sweptAt >= 5 * minuteMs) {
          sweptAt = time.now();
          await callDuePushes(standing.ports, worker().cache, [bucketOf(shop.key)]);
          deliver();
        }
        // To the second in which something may happen next.
        const restMs = Math.min(time.nextAt(), sweptAt + 5 * minuteMs) - time.now();
        const seconds = Math.max(1, Math.ceil(restMs / secondMs));
        await time.runUntil(Math.min(end, time.now() + seconds * secondMs));
      }
    },
    idle: (ms) => time.runUntil(time.now() + ms),
    push(orderNumber, kind) {
      const found = world
        .pushes()
        .find((push) => push.orderNumber === orderNumber && (kind === undefined || push.content.kind === kind));
      if (found === undefined) throw new Error(`There is no push of ${orderNumber}.`);
      return found;
    },
    pushes: () => [...store.pushesByShop.values()].flatMap((rows) => [...rows.values()]),
    calls: () => exchanges.map(({ request }) => request.path.split('/').at(-2) ?? ''),
    writingCalls: () => world.calls().filter((call) => call !== 'getOrder'),
    rows(orderNumber) {
      const rows = rms.control.order(orderNumber)?.model.PackageModelList[0]?.ShippingModelList ?? [];
      return rows.map(({ shippingNumber, deliveryCompany, shippingDate }) => ({
        number: shippingNumber,
        company: deliveryCompany,
        date: shippingDate,
      }));
    },
  };
  return world;
}

/** A shipment of one parcel. */
export function shipment(trackingNumber: string, shippedOn = '2026-11-24', carrier = '1001'): PushContent {
  return { kind: 'ship', parcels: [{ carrier, trackingNumber, shippedOn }] };
}
