import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Pool } from 'undici';
import { dynamoShops } from '../../aws/dynamodb/shops.ts';
import type { ShopKey } from '../../core/model/index.ts';
import { rounded } from './statistics.ts';

export interface ApiLoad {
  readonly requests: number;
  /** Answers by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly apiMs: Spread;
  /** A row read from the tables, at the same time. */
  readonly tableMs: Spread;
  /** From the moment an order was placed until it was stored, with and without load. */
  readonly lagSeconds: { readonly idle: Spread; readonly loaded: Spread };
}

interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

const requestsASecond = 100;
const tableReadEveryMs = 100;
/** Percentages of requests: for one order, for the list of a shop; the others request changes. */
const shares = { order: 60, list: 30 } as const;

/** Loads the API of an `npm start` at the speed of real time for so many minutes, after as many without load. */
export async function measureApiLoad(minutes: number, tell: (what: string) => void): Promise<ApiLoad> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-load-'));
  const child = spawn(process.execPath, ['bin/local.ts', '--data', folder, '--plain', '--speed', '1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    tell('npm start');
    const origin = await originOf(child);
    const api = await openApi(folder, origin);
    tell(`${minutes} minutes without load`);
    const idle = await lagsOf(api, minutes, async () => {});
    tell(`${minutes} minutes of ${requestsASecond} requests a second`);
    const load = new Load(api);
    const loaded = await lagsOf(api, minutes, () => load.run(minutes));
    const tables = load.tableTimes;
    await api.pool.close();
    return {
      requests: load.times.length,
      statuses: load.statuses,
      apiMs: spread(load.times, 1),
      tableMs: spread(tables, 1),
      lagSeconds: { idle: spread(idle, 1), loaded: spread(loaded, 1) },
    };
  } finally {
    child.kill('SIGKILL');
    await setTimeout(500);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The figures as a table for a terminal. */
export function apiLoadTable({ requests, statuses, apiMs, tableMs, lagSeconds }: ApiLoad): string {
  const answers = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  const line = (what: string, unit: string, { count, p50, p99 }: Spread): string =>
    `${what.padEnd(38)} ${String(count).padStart(8)} ${String(p50).padStart(8)} ${String(p99).padStart(8)} ${unit}`;
  return [
    `${requests} requests (${answers.join(', ')})`,
    `${''.padEnd(38)} ${'count'.padStart(8)} ${'p50'.padStart(8)} ${'p99'.padStart(8)}`,
    line('answer of the API', 'ms', apiMs),
    line('row read from the tables, under load', 'ms', tableMs),
    line('order placed until stored, no load', 's', lagSeconds.idle),
    line('order placed until stored, under load', 's', lagSeconds.loaded),
    `p99 of answers over that of the tables: ${rounded(apiMs.p99 / tableMs.p99, 2)} (at most 10)`,
    `p99 of the import's lag over that without load: ${rounded(lagSeconds.loaded.p99 / lagSeconds.idle.p99, 2)} (at most 1.5)`,
  ].join('\n');
}

interface OpenApi {
  readonly pool: Pool;
  readonly headers: Readonly<Record<string, string>>;
  readonly shops: readonly ShopKey[];
  readTable(): Promise<unknown>;
  get(path: string): Promise<ReturnType<typeof JSON.parse>>;
}

const started = /\nAPI: (http:\/\/[^/]+)\/v1/;

function originOf(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const read = (part: Buffer): void => {
      said = `${said}${part.toString()}`.slice(-100_000);
      const origin = started.exec(said)?.[1];
      if (origin !== undefined) resolve(origin);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(`npm start ended:\n${said}`)));
  });
}

async function openApi(folder: string, origin: string): Promise<OpenApi> {
  const { env, endpoints } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  const pool = new Pool(origin, { connections: 64 });
  const headers = { authorization: `Bearer ${await newKey(folder)}` };
  const get: OpenApi['get'] = async (path) => {
    const { statusCode, body } = await pool.request({ path, method: 'GET', headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${text}`);
    return JSON.parse(text);
  };
  const shops = ((await get('/v1/shops?limit=200')).shops as { shop: ShopKey }[]).map(({ shop }) => shop);
  const credentials = { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY };
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb, region: 'ap-northeast-1', credentials });
  const table = dynamoShops({ client, name: env.SHOPS_TABLE, clock: { now: Date.now, sleep: async () => {} } });
  return { pool, headers, shops, get, readTable: () => table.get(shops[0] as ShopKey) };
}

async function newKey(folder: string): Promise<string> {
  const scopes = 'orders:read,buyers:read,changes:write';
  const args = ['bin/ops.ts', 'api-keys', 'add', 'load', '--all', '--scopes', scopes, '--data', folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  for await (const part of child.stdout) text += String(part);
  return text.trim();
}

const pathOf = (shop: ShopKey): string => `/v1/shops/${shop.replace('#', '/')}/orders`;

/** The lags of orders that were placed within these minutes, while `work` runs. */
async function lagsOf(api: OpenApi, minutes: number, work: () => Promise<void>): Promise<number[]> {
  const from = Date.now();
  const until = from + minutes * 60_000;
  await Promise.all([work(), setTimeout(until - from)]);
  // An order of Amazon is listed minutes after it was placed.
  await setTimeout(60_000);
  const lags: number[] = [];
  for (const shop of api.shops) {
    const span = `from=${encodeURIComponent(new Date(from).toISOString())}&to=${encodeURIComponent(new Date(until).toISOString())}`;
    const { orders } = await api.get(`${pathOf(shop)}?limit=200&${span}`);
    for (const { orderNumber, orderedAt } of orders) {
      const { storedAt } = await api.get(`${pathOf(shop)}/${encodeURIComponent(orderNumber)}`);
      if (storedAt !== null) lags.push((Date.parse(storedAt) - Date.parse(orderedAt)) / 1_000);
    }
  }
  return lags;
}

interface OrderOfShop {
  readonly shop: ShopKey;
  readonly orderNumber: string;
}

/** An open load: a request is sent at its time, whatever became of those before it. */
class Load {
  readonly times: number[] = [];
  readonly tableTimes: number[] = [];
  readonly statuses: Record<string, number> = {};
  readonly #api: OpenApi;
  #sent = 0;
  readonly #orders: OrderOfShop[] = [];
  #confirmable: readonly OrderOfShop[] = [];

  constructor(api: OpenApi) {
    this.#api = api;
  }

  async run(minutes: number): Promise<void> {
    for (const shop of this.#api.shops) {
      const { orders } = await this.#api.get(`${pathOf(shop)}?limit=50`);
      for (const { orderNumber } of orders) this.#orders.push({ shop, orderNumber });
    }
    this.#confirmable = this.#orders.filter(({ shop }) => /^(?:rms|yahoo)#/.test(shop));
    const total = minutes * 60 * requestsASecond;
    const begun = performance.now();
    const running: Promise<void>[] = [];
    const reading = setInterval(() => void this.#readTable(), tableReadEveryMs);
    while (this.#sent < total) {
      const due = Math.min(total, Math.floor(((performance.now() - begun) / 1_000) * requestsASecond));
      while (this.#sent < due) running.push(this.#send(this.#sent++));
      await setTimeout(5);
    }
    clearInterval(reading);
    await Promise.all(running);
  }

  async #readTable(): Promise<void> {
    const begun = performance.now();
    await this.#api.readTable();
    this.tableTimes.push(performance.now() - begun);
  }

  async #send(index: number): Promise<void> {
    const begun = performance.now();
    const { statusCode, body } = await this.#api.pool.request(this.#request(index));
    await body.dump();
    this.times.push(performance.now() - begun);
    this.statuses[statusCode] = (this.statuses[statusCode] ?? 0) + 1;
  }

  #request(index: number) {
    const { headers } = this.#api;
    const place = index % 100;
    const { shop, orderNumber } = this.#orders[(index * 7_919) % this.#orders.length] as OrderOfShop;
    const order = `${pathOf(shop)}/${encodeURIComponent(orderNumber)}`;
    if (place < shares.order) return { method: 'GET', path: order, headers } as const;
    if (place < shares.order + shares.list)
      return { method: 'GET', path: `${pathOf(shop)}?limit=50`, headers } as const;
    const confirmed = this.#confirmable[index % this.#confirmable.length] as OrderOfShop;
    const change = { orderNumber: confirmed.orderNumber, change: { kind: 'confirm' } };
    return {
      ...{ method: 'POST', path: '/v1/changes' },
      headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': `load-${index}` },
      body: JSON.stringify({ format: 1, shop: confirmed.shop, by: 'load', orders: [change] }),
    } as const;
  }
}

function spread(values: readonly number[], decimals: number): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => rounded(sorted[Math.ceil(sorted.length * share) - 1] ?? 0, decimals);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99) };
}
