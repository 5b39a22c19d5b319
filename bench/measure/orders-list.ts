import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoApiKeys } from '../../aws/dynamodb/api-keys.ts';
import { orderItem } from '../../aws/dynamodb/order-item.ts';
import { dynamoOrderList } from '../../aws/dynamodb/order-list.ts';
import { countingReads } from '../../aws/read-units.ts';
import { listOrders, type OrderQuery } from '../../core/import/index.ts';
import { dayMs, eachLimited, inChunks, minuteMs } from '../../core/kernel/index.ts';
import { pack, type Shop, type StoredOrder } from '../../core/model/index.ts';
import { rmsTraits } from '../../malls/rms/traits.ts';
import { memoryLog } from '../../proving/memory/log.ts';
import { openPorts, readPortSettings } from '../../wiring/ports.ts';
import { startTables } from '../cloud/tables.ts';
import { denseOrders } from '../orders/dense-orders.ts';
import { median, rounded } from './statistics.ts';

/** How long one way to list orders takes, and what it reads. */
export interface ListCost {
  readonly asked: string;
  readonly emptyMs: number;
  /** Over a store that has no more than one page. */
  readonly pageMs: number;
  readonly fullMs: number;
  readonly ratio: number;
  readonly toPage: number;
  readonly orders: number;
  readonly readUnits: number;
}

/** When the newest order was placed. */
export const newest = Date.parse('2026-11-24T15:45:00+09:00');
const openOrders = 300;
const states = (...progress: string[]) => new Map([['rms', progress]]);

/** What is asked of one shop. */
const queries: Readonly<Record<string, OrderQuery>> = {
  'the newest 50': { limit: 50 },
  'the newest 1,000': { limit: 1_000 },
  'not shipped, 300 orders': { limit: 50, states: states(...rmsTraits.unshipped) },
  'a whole number, of the oldest order': { limit: 50, number: '370001-20261124-0000000001' },
  'a part of a number, until the search rests': { limit: 50, number: '-000000' },
  'a part of a number, of one day': { limit: 50, number: '-00000', from: newest - 31 * dayMs, to: newest - 30 * dayMs },
  'a settled status of one order in a thousand, until the search rests': { limit: 50, states: states('900') },
  'what needs attention, where nothing does': { limit: 50, needsAttention: true },
};

const execute = promisify(execFile);
const ops = fileURLToPath(new URL('../../bin/ops.ts', import.meta.url));
const access = { AWS_REGION: 'ap-northeast-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };
const credentials = { accessKeyId: access.AWS_ACCESS_KEY_ID, secretAccessKey: access.AWS_SECRET_ACCESS_KEY };

interface Answer {
  readonly orders: readonly unknown[];
  readonly readUnits: number;
}

/** A page, and the order by which a list sees that there is more. */
const pageCount = 51;

/**
 * Lists orders of an empty store, of one shop with a page of orders, and of one with so many, on dynalite: by the command in a process of its
 * own, then by the query alone.
 */
export async function measureOrderList(
  count: number,
  runs: { readonly processes: number; readonly calls: number },
  tell: (what: string) => void,
): Promise<readonly ListCost[]> {
  const stores = [await openStore(0, tell), await openStore(pageCount, tell), await openStore(count, tell)] as const;
  try {
    tell('ops orders list, as a process');
    const [empty, page, full] = stores;
    const whole = [empty.command, page.command, full.command] as const;
    const costs = [await compared('ops orders list, the whole process', runs.processes, whole)];
    for (const [asked, query] of Object.entries(queries)) {
      tell(asked);
      const alone = [() => empty.list(query), () => page.list(query), () => full.list(query)] as const;
      costs.push(await compared(asked, runs.calls, alone));
    }
    return costs;
  } finally {
    for (const store of stores) await store.stop();
  }
}

type Way = () => Promise<Answer>;

/** In turn, so that whatever else the machine does slows all; the first time of each does not count. */
async function compared(
  asked: string,
  runs: number,
  ways: readonly [empty: Way, page: Way, full: Way],
): Promise<ListCost> {
  const times = ways.map((): number[] => []);
  const [, , { orders, readUnits }] = [await ways[0](), await ways[1](), await ways[2]()];
  for (let run = 0; run < runs; run++) for (const [of, way] of ways.entries()) times[of]?.push(await timeOf(way));
  const [emptyMs = 0, pageMs = 0, fullMs = 0] = times.map(median);
  return {
    ...{ asked, emptyMs: rounded(emptyMs, 1), pageMs: rounded(pageMs, 1), fullMs: rounded(fullMs, 1) },
    ...{ ratio: rounded(fullMs / emptyMs, 2), toPage: rounded(fullMs / pageMs, 2), orders: orders.length, readUnits },
  };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** A shop with so many orders, on dynalite. */
export async function openStore(count: number, tell: (what: string) => void) {
  const tables = await startTables();
  const environment = environmentOf(tables.names, tables.endpoint);
  const where = { endpoint: tables.endpoint, region: access.AWS_REGION, credentials };
  const { ports, importSettings, table, close } = openPorts(readPortSettings(environment), memoryLog(), where);
  const addOrders = async (to: Shop, wanted: WantedOrders): Promise<void> => {
    await ports.shops.add(to);
    await load(where, tables.names.Orders, rowsOf(to.key, wanted), tell);
  };
  await addOrders(shop, { count, numberedFrom: '370001', newestAt: newest, open: openOrders });
  const orders = table(tables.names.Orders);
  const listPorts = { ...ports, orderList: dynamoOrderList(orders) };
  const countReads = countingReads(orders.client);
  return {
    ports,
    importSettings,
    apiKeys: dynamoApiKeys(table(tables.names.Control)),
    orderList: listPorts.orderList,
    countReads,
    addOrders,
    async command(): Promise<Answer> {
      const env = { PATH: process.env.PATH, ...environment };
      const { stdout } = await execute(process.execPath, [ops, 'orders', 'list', '--json'], { env });
      return JSON.parse(stdout) as Answer;
    },
    async list(query: OrderQuery): Promise<Answer> {
      const { result, readUnits } = await countReads(() => listOrders(listPorts, [shop], query, importSettings));
      return { orders: result.orders, readUnits };
    },
    async stop() {
      await close();
      await tables.stop();
    },
  };
}

async function load(
  where: ConstructorParameters<typeof DynamoDBClient>[0],
  table: string,
  all: readonly StoredOrder[],
  tell: (what: string) => void,
): Promise<void> {
  const client = new DynamoDBClient(where as object);
  let done = 0;
  await eachLimited([...inChunks(all, 25)], 4, async (rows) => {
    const puts = rows.map((row) => ({ PutRequest: { Item: orderItem(row) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
    done += rows.length;
    if (done % 10_000 === 0) tell(`${done} orders of ${all.length}`);
  });
  client.destroy();
}

/** The shop that has them. */
export const shop: Shop = {
  key: 'rms#bench',
  mall: 'rms',
  code: 'bench',
  name: 'bench',
  merchant: 'bench',
  shard: 0,
  importFrom: newest - 365 * dayMs,
  cursor: newest,
  scannedAt: 0,
  rereadDay: '',
  rereadAfter: '',
  callsPerSecond: 1,
  credential: { version: 1, sealed: new Uint8Array([1]) },
};

/** The hundred orders whose contents all orders have, in turn. */
export const contents = (): ReturnType<typeof denseOrders> => denseOrders(100);

interface WantedOrders {
  readonly count: number;
  readonly numberedFrom: string;
  readonly newestAt: number;
  /** So many newest are still to be shipped. */
  readonly open: number;
}

/** One order a minute. */
function rowsOf(shopKey: Shop['key'], { count, numberedFrom, newestAt, open }: WantedOrders): StoredOrder[] {
  const originals = count === 0 ? [] : contents().map((order) => pack(JSON.stringify(order)));
  return Array.from({ length: count }, (_, index): StoredOrder => {
    const isOpen = index < open;
    return {
      kind: 'stored',
      shop: shopKey,
      orderNumber: `${numberedFrom}-20261124-${String(count - index).padStart(10, '0')}`,
      version: newest,
      writer: 'bench',
      revision: 1,
      progress: isOpen ? '300' : index % 1_000 === 999 ? '900' : '700',
      orderedAt: newestAt - index * minuteMs,
      storedAt: newest,
      readAt: newest,
      fingerprint: 'bench',
      original: originals[index % originals.length] as Uint8Array,
      unannounced: [],
      final: !isOpen,
    };
  });
}

/** What a function of this installation has in its environment. */
function environmentOf(names: Readonly<Record<string, string>>, endpoint: string): Record<string, string> {
  const tables = Object.entries(names).map(([name, table]) => [`${name.toUpperCase()}_TABLE`, table]);
  return {
    ...Object.fromEntries(tables),
    ...access,
    STAGE: 'bench',
    AWS_ENDPOINT_URL: endpoint,
    MALLS: 'rms',
    RMS_BASE_URL: 'https://rms.example',
    DATA_KEY_ID: 'bench',
    EVENT_BUS: 'bench',
    STATUS_QUEUE_URL: `${endpoint}/status`,
    STOCK_QUEUE_URL: `${endpoint}/stock`,
    SHARDS: '1',
    RMS_RATE_PER_SECOND: '1',
    OVERLAP_MINUTES: '30',
    RETENTION_DAYS: '180',
  };
}

/** The figures as a table for people. */
export function orderListTable(costs: readonly ListCost[]): string {
  const rows = costs.map(({ asked, emptyMs, pageMs, fullMs, ratio, toPage, orders, readUnits }) => [
    asked,
    ...[emptyMs, pageMs, fullMs, ratio, toPage, orders, readUnits].map(String),
  ]);
  const head = ['asked', 'empty, ms', 'a page, ms', 'full, ms', 'to empty', 'to a page', 'orders', 'read units'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
