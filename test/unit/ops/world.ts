import { PassThrough, Writable } from 'node:stream';
import { importShop } from '../../../core/import/import-shop.ts';
import { scanShop } from '../../../core/import/scan-shop.ts';
import { dayMs, hourMs, secondMs } from '../../../core/kernel/time.ts';
import { type Shop, shopKey } from '../../../core/model/shop.ts';
import type { ApiKeyStore } from '../../../core/ports/api-keys.ts';
import type { FeedStore } from '../../../core/ports/feed.ts';
import type { MerchantRows } from '../../../core/ports/merchant-rows.ts';
import type { OrderList } from '../../../core/ports/orders.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import type { DeadLetters, RejectedLetters } from '../../../core/ports/queues.ts';
import type { Clock } from '../../../core/ports/system.ts';
import { createProcessCache, openImportSession } from '../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import * as desks from '../../../malls/desks.ts';
import { type Transport, TransportFailure } from '../../../malls/http.ts';
import { createMalls } from '../../../malls/registry.ts';
import type { ExitCode } from '../../../ops/frame/command.ts';
import type { Instance } from '../../../ops/frame/instance.ts';
import { runOps } from '../../../ops/frame/run.ts';
import { createTerminal } from '../../../ops/terminal/index.ts';
import type { Input, Output, Paint, Signals } from '../../../ops/terminal/streams.ts';
import { createMemoryStore, type MemoryStore, memoryPorts } from '../../../proving/memory/index.ts';
import { memoryRests } from '../../../proving/memory/leases.ts';
import { type AmazonSimulator, createAmazon } from '../../../simulator/amazon/index.ts';
import { createRms, type RmsSimulator } from '../../../simulator/rms/index.ts';
import { createShopify, type ShopifySimulator } from '../../../simulator/shopify/index.ts';
import { createYahoo, type YahooSimulator } from '../../../simulator/yahoo/index.ts';

/** A quarter to four in the afternoon in Japan. */
export const start = Date.parse('2026-11-24T15:45:00+09:00');

/** What a command said, and how it ended. */
export interface Said {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
  readonly bytes: Buffer;
}

/** What a test may set of the terminal. */
export interface TerminalSetting {
  /** Columns of stdout and stderr; no terminal when absent. */
  readonly columns?: number;
  readonly stdin?: string;
  /** What the operator types on a terminal. */
  readonly typed?: string;
  /** How many schedules each function has; 1 when absent. */
  readonly shards?: number;
  /** Whether mails go to merchants; not known when absent. */
  readonly hasSender?: boolean;
  /** The dead letters of its queues; it has no such queues when absent. */
  readonly deadLetters?: readonly DeadLetters[];
  /** The events that could not be taken in; no queue keeps them when absent. */
  readonly rejectedLetters?: readonly RejectedLetters[];
  /** Where Ctrl-C arrives. */
  readonly signals?: Signals;
  /** The language that its environment asks for. */
  readonly language?: 'ja';
  /** Puts colours on what has a look; there are none when absent. */
  readonly paint?: Paint;
  /** Rows of stdout; as many as are written when absent. */
  readonly rows?: number;
  /** The environment of its functions. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Simulated malls, tables in memory, and `ops` over both. Time passes only during a sleep, or by `pass`. */
export interface OpsWorld {
  readonly rms: RmsSimulator;
  readonly yahoo: YahooSimulator;
  readonly amazon: AmazonSimulator;
  readonly shopify: ShopifySimulator;
  readonly store: MemoryStore;
  readonly ports: Ports;
  readonly apiKeys: ApiKeyStore;
  readonly orderList: OrderList;
  readonly feed: FeedStore;
  readonly merchantRows: MerchantRows;
  now(): number;
  pass(ms: number): void;
  /** Runs `ops` with these words; a string is split at its spaces. */
  ops(words: string | readonly string[], terminal?: TerminalSetting): Promise<Said>;
  /** What `ops` gives a program for these words. */
  json(words: string | readonly string[], terminal?: TerminalSetting): Promise<ReturnType<typeof JSON.parse>>;
  /** A shop at the mall, and with us. */
  addShop(code: string, more?: Partial<Shop>): Promise<Shop>;
  /** What the schedule would do: imports until the mall's present. */
  poll(shop: Shop): Promise<void>;
  scan(shop: Shop): Promise<void>;
}

export function openWorld(): OpsWorld {
  let now = start;
  const clock: Clock = {
    now: () => now,
    async sleep(ms) {
      now += ms;
    },
  };
  const rms = createRms({ now: () => now, seed: 7 });
  const yahoo = createYahoo({ now: () => now, seed: 7 });
  const amazon = createAmazon({ now: () => now, seed: 7 });
  const shopify = createShopify({ now: () => now, seed: 7 });
  const [toRms, toYahoo, toAmazon, toShopify] = [rms, yahoo, amazon, shopify].map(inProcess) as [
    ...[Transport, Transport, Transport, Transport],
  ];
  const store = createMemoryStore();
  const memory = memoryPorts(store);
  let words = 0;
  const ports: Ports = {
    ...memory,
    clock,
    random: { next: () => 0.5, id: () => `word-${++words}` },
    malls: createMalls({
      listers: desks,
      sites: {
        rms: { baseUrl: 'https://rms.example' },
        yahoo: { baseUrl: 'https://yahoo.example', authUrl: 'https://yahoo.example' },
        amazon: { baseUrl: 'https://amazon.example', authUrl: 'https://amazon.example' },
        shopify: { baseUrl: 'https://shopify.example/{shop}' },
      },
      transport: (request) => {
        if (request.url.startsWith('https://amazon.')) return toAmazon(request);
        if (request.url.startsWith('https://shopify.')) return toShopify(request);
        return request.url.startsWith('https://yahoo.') ? toYahoo(request) : toRms(request);
      },
      vault: memory.vault,
      clock,
      rests: memoryRests(store),
    }),
  };
  const run = async (shop: Shop) =>
    openImportSession({
      ports,
      settings: defaultImportSettings,
      cache: createProcessCache(clock),
      budget: { remainingMs: () => dayMs },
      runId: ports.random.id(),
      share: 'import',
      shop: (await ports.shops.get(shop.key)) as Shop,
      mall: await ports.malls.shop((await ports.shops.get(shop.key)) as Shop),
      calls: Number.POSITIVE_INFINITY,
    });
  return {
    rms,
    yahoo,
    amazon,
    shopify,
    store,
    ports,
    apiKeys: memory.apiKeys,
    orderList: memory.orderList,
    feed: memory.feed,
    merchantRows: memory.merchantRows,
    now: () => now,
    pass: (ms) => {
      now += ms;
    },
    ops: (typed, setting = {}) => say(wordsOf(typed), ports, setting, memory),
    json: async (typed, setting = {}) =>
      JSON.parse((await say([...wordsOf(typed), '--json'], ports, setting, memory)).out),
    addShop: (code, more) => addShop(rms, ports, code, now, more),
    async poll(shop) {
      await importShop(await run(shop));
    },
    async scan(shop) {
      await scanShop(await run(shop));
    },
  };
}

const wordsOf = (typed: string | readonly string[]): readonly string[] =>
  typeof typed === 'string' ? typed.split(' ') : typed;

/** Tables in memory have no units: test/contract/read-units.test.ts counts those of an emulator. */
export const countReads = async <T>(work: () => Promise<T>) => ({ result: await work(), readUnits: 1.5 });

/** Runs `ops` with these words over any ports. */
export async function say(
  words: readonly string[],
  ports: Ports,
  setting: TerminalSetting,
  { apiKeys, orderList }: Pick<Instance, 'apiKeys' | 'orderList'> = memoryPorts(),
): Promise<Said> {
  const stdin: Input = Object.assign(new PassThrough(), setting.typed === undefined ? {} : { isTTY: true });
  if (setting.typed === undefined) (stdin as PassThrough).end(setting.stdin ?? '');
  else (stdin as PassThrough).write(setting.typed);
  const [stdout, stderr] = [collector(setting), collector(setting)];
  let monotonic = 0;
  const code = await runOps(words, {
    environment: { OPS_LANG: setting.language },
    terminal: createTerminal({
      stdin,
      stdout: stdout.stream,
      stderr: stderr.stream,
      monotonicMs: () => (monotonic += 200),
      ...(setting.signals === undefined ? {} : { signals: setting.signals }),
      ...(setting.paint === undefined ? {} : { paint: setting.paint }),
    }),
    serveConsole: () => Promise.reject(new Error('the console is not served here')),
    start: async (name) => Promise.reject(new Error(`${name} is a program of its own`)),
    find: async () => ({
      kind: 'local',
      place: 'local (.tsunagi)',
      folder: '.tsunagi',
      instance: { kind: 'stopped' },
      inspect: async () => Promise.reject(new Error('there is no folder here')),
      open: async () => ({
        place: 'local (.tsunagi)',
        ports,
        apiKeys,
        orderList,
        countReads,
        importSettings: defaultImportSettings,
        callsPerSecond: 1,
        shards: setting.shards ?? 1,
        ...(setting.variables === undefined ? {} : { variables: setting.variables }),
        ...(setting.deadLetters === undefined
          ? {}
          : {
              deadLetters: async (queue?: string) =>
                (setting.deadLetters ?? []).filter((letters) => queue === undefined || letters.queue === queue),
            }),
        ...(setting.hasSender === undefined ? {} : { hasSender: setting.hasSender }),
        rejectedLetters: async () => setting.rejectedLetters ?? [],
        close: async () => undefined,
      }),
      close: () => undefined,
    }),
  });
  return { code, out: stdout.bytes().toString(), err: stderr.bytes().toString(), bytes: stdout.bytes() };
}

function collector({ columns, rows = 1_000 }: Pick<TerminalSetting, 'columns' | 'rows'>): {
  stream: Output;
  bytes(): Buffer;
} {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const terminal = columns === undefined ? {} : { isTTY: true, columns, rows };
  return { stream: Object.assign(stream, terminal), bytes: () => Buffer.concat(chunks) };
}

async function addShop(
  rms: RmsSimulator,
  ports: Ports,
  code: string,
  now: number,
  more: Partial<Shop> = {},
): Promise<Shop> {
  const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl: code });
  const key = shopKey('rms', code);
  const importFrom = Math.floor((now - hourMs) / secondMs) * secondMs;
  const shop: Shop = {
    key,
    mall: 'rms',
    code,
    name: '角の店',
    merchant: 'kado',
    shard: 0,
    importFrom,
    cursor: importFrom,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: 1,
    credential: await ports.vault.seal(key, 0, 1, { serviceSecret, licenseKey }),
    ...more,
  };
  await ports.shops.add(shop);
  return shop;
}

function inProcess(mall: Pick<RmsSimulator | YahooSimulator | AmazonSimulator, 'handle'>): Transport {
  return async ({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url);
    const outcome = mall.handle({ method, path: `${pathname}${search}`, headers: { ...headers }, body: body ?? '' });
    switch (outcome.ending) {
      case 'answer':
        return { status: outcome.status, headers: outcome.headers, body: outcome.body };
      case 'reset':
        throw new TransportFailure('reset', 'broken');
      case 'hang':
        throw new TransportFailure('timeout', 'silent');
      case 'refuse':
        throw new TransportFailure('connect', 'not there');
    }
  };
}
