import { dayMs, type EpochMs, eachLimited, inChunks } from '../kernel/index.ts';
import {
  allBuckets,
  bucketCount,
  bucketOf,
  type Change,
  type OrderProblem,
  type OrderRow,
  type Shop,
  type ShopKey,
} from '../model/index.ts';
import type { ListedAt, OrderKey, OrderList, OrderStore, OrderSummary, Ports } from '../ports/index.ts';
import type { ImportSettings } from '../session/index.ts';

interface AttentionPorts extends Pick<Ports, 'clock' | 'changes' | 'orders'> {
  readonly orderList: OrderList;
}

const shopsAtOnce = 32;
const pushesMax = 1_000;

export interface ProblemOrder extends OrderKey {
  readonly problem: OrderProblem;
  readonly stored: boolean;
  /** Next try; absent once given up. */
  readonly nextTryAt?: EpochMs;
}

/** Number of orders unread for an hour from which the alarm and `ops status` assume a common cause. */
export const unreadAnHourMax = 10;

const rowsAtOnce = 100;

/**
 * Orders with problems, the longest waiting first. Reads the index of due rows up to a day beyond the longest retry, without settled orders
 * awaiting erasure. For commands only.
 */
export async function problemOrders(
  orders: Pick<OrderStore, 'due' | 'rows'>,
  settings: Pick<ImportSettings, 'problemWaitMaxMs'>,
  now: EpochMs,
  shop?: ShopKey,
): Promise<ProblemOrder[]> {
  const buckets = shop === undefined ? allBuckets : [bucketOf(shop)];
  const until = now + settings.problemWaitMaxMs + dayMs;
  const found: ProblemOrder[] = [];
  for (const bucket of buckets) {
    const keys = await orders.due(bucket, until, Number.POSITIVE_INFINITY);
    for (const [key, orderNumbers] of Map.groupBy(keys, (one) => one.shop)) {
      if (shop !== undefined && key !== shop) continue;
      for (const chunk of inChunks(orderNumbers, rowsAtOnce)) {
        const numbers = chunk.map(({ orderNumber }) => orderNumber);
        for (const row of (await orders.rows(key, numbers)).values()) found.push(...problemOf(row));
      }
    }
  }
  return found.sort((a, b) => a.problem.since - b.problem.since || (a.orderNumber < b.orderNumber ? -1 : 1));
}

function problemOf(row: OrderRow): ProblemOrder[] {
  if (!row.problem) return [];
  const { shop, orderNumber, problem, dueAt } = row;
  const nextTry = dueAt === undefined ? {} : { nextTryAt: dueAt };
  return [{ shop, orderNumber, problem, stored: row.kind === 'stored', ...nextTry }];
}

export type TroubledPushes = (shop: ShopKey) => Promise<readonly Change[]>;

export function rememberedPushes({ changes }: Pick<AttentionPorts, 'changes'>): TroubledPushes {
  const read = new Map<ShopKey, Promise<readonly Change[]>>();
  return (shop) => {
    const known = read.get(shop);
    if (known !== undefined) return known;
    const reading = changes
      .open(shop, { failed: 0 }, pushesMax)
      .then((open) => open.changes.filter(({ state }) => state.kind === 'failed' || state.kind === 'held'));
    read.set(shop, reading);
    return reading;
  };
}

export async function needingAttention(
  ports: AttentionPorts,
  shops: readonly Shop[],
  { troubled, settings }: { troubled: TroubledPushes; settings: Pick<ImportSettings, 'problemWaitMaxMs'> },
): Promise<ListedAt[]> {
  const [only, ...others] = shops;
  const meant = new Set(shops.map(({ key }) => key));
  const one = others.length === 0 ? only?.key : undefined;
  const problems = await problemOrders(ports.orders, settings, ports.clock.now(), one);
  const pushes: Change[] = [];
  await eachLimited(await shopsWithPushes(ports, meant), shopsAtOnce, async (shop) => {
    pushes.push(...(await troubled(shop)));
  });
  const since = new Map<string, ListedAt>();
  for (const { shop, orderNumber, requestedAt } of pushes)
    since.set(idOf({ shop, orderNumber }), { shop, orderNumber, at: requestedAt });
  for (const { shop, orderNumber, problem } of problems)
    if (meant.has(shop)) since.set(idOf({ shop, orderNumber }), { shop, orderNumber, at: problem.since });
  for (const row of await ports.orderList.summaries([...since.values()]))
    since.set(idOf(row), { shop: row.shop, orderNumber: row.orderNumber, at: momentOf(row) });
  return [...since.values()];
}

/** Shops with a due or failed push; few shops are all returned. */
export async function shopsWithPushes(
  { changes }: Pick<AttentionPorts, 'changes'>,
  shops: ReadonlySet<ShopKey>,
): Promise<ShopKey[]> {
  if (shops.size <= bucketCount) return [...shops];
  const found = new Set<ShopKey>();
  await eachLimited(allBuckets, shopsAtOnce, async (bucket) => {
    for (const shop of await changes.openShops(bucket)) if (shops.has(shop)) found.add(shop);
  });
  return [...found];
}

export const momentOf = (row: OrderSummary): EpochMs => (row.kind === 'stored' ? row.orderedAt : row.problem.since);

export const idOf = ({ shop, orderNumber }: OrderKey): string => `${shop} ${orderNumber}`;
