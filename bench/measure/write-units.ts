import { minuteMs, secondMs } from '../../core/units.ts';
import { type Counted, countOf, unitsRead, unitsWritten } from '../cloud/record.ts';
import { openWorld, type World } from '../cloud/world.ts';
import { type StaticMall, startStaticMall } from '../far-side/static-mall.ts';
import type { Bundles } from '../function/bundles.ts';
import type { FunctionProcess } from '../function/function-process.ts';
import { denseOrders, placedAt } from '../orders/dense-orders.ts';

/** What storing orders costs, in write units of DynamoDB, those of indexes included where it is not said otherwise. */
export interface OrderUnits {
  /** The put of an order's row, its table alone. */
  readonly row: number;
  /** Everything that a new order implies, when it comes alone in its poll. */
  readonly alone: number;
  /** The same, a hundred of them in one poll. */
  readonly together: number;
  /** Everything that is written when an order is listed again, by a process that remembers it and by one that does not. */
  readonly seenAgain: number;
  /** Moving the cursor of a shop. */
  readonly cursorMove: number;
  /** Bytes that a new order takes on the disk: its row, its claims, their entries in indexes. */
  readonly bytesKept: number;
  /** Read units of a new order that comes alone. */
  readonly readsAlone: number;
  /** Calls of PutEvents for a new order that comes alone. */
  readonly eventsAlone: number;
  /** Write units of a new order that comes alone, by what is written. */
  readonly parts: Readonly<Record<string, number>>;
}

const poll = { shard: 0, shards: 1 };

/** Lets the deployed function import dense orders, and counts its requests. */
export async function measureOrderUnits(bundles: Bundles, counts = { together: 100, alone: 12 }): Promise<OrderUnits> {
  const mall = await startStaticMall();
  const bundle = bundles.named('poll-orders');
  const world = await openWorld({ mallUrl: mall.url, bundle, ample: false });
  try {
    await world.addShop('hanamori', { serviceSecret: 'SP_bench', licenseKey: 'SL_bench' });
    const orders = denseOrders(counts.together + counts.alone);
    const first = await world.start(bundle);
    showAll(mall, orders.slice(0, counts.together));
    const together = await counted(world, () => first.run(poll));
    const alone: Counted[] = [];
    for (const order of orders.slice(counts.together)) {
      // A minute later; the first poll hears the time.
      mall.advance(minuteMs);
      await first.run(poll);
      mall.show(placedAt(order, mall.now() - 3 * secondMs));
      alone.push(...(await counted(world, () => first.run(poll))));
    }
    const again = [...(await counted(world, () => first.run(poll))), ...(await seenByAFreshProcess(world, bundles))];
    const { Orders } = world.services.tables;
    const rows = [...together, ...alone].filter(
      (one) => one.kind === 'write' && one.operation === 'PutItem' && one.table === Orders,
    );
    const imported = together.filter((one) => rows.includes(one)).length;
    if (rows.length !== orders.length)
      throw new Error(`${orders.length} orders were shown and ${rows.length} rows put.`);
    return {
      row: mean(rows.map((one) => (one.kind === 'write' ? one.units.table : 0))),
      alone: unitsWritten(alone) / counts.alone,
      together: unitsWritten(together) / imported,
      seenAgain: unitsWritten(again) / orders.length,
      cursorMove: unitsWritten(alone, (table) => table === world.services.tables.Shops) / counts.alone,
      bytesKept: bytesOf(world, alone) / counts.alone,
      readsAlone: unitsRead(alone) / counts.alone,
      eventsAlone: countOf(alone, 'events') / counts.alone,
      parts: partsOf(world, alone, counts.alone),
    };
  } finally {
    await world.stop();
    await mall.stop();
  }
}

function showAll(mall: StaticMall, orders: ReturnType<typeof denseOrders>): void {
  const now = mall.now();
  for (const [index, order] of orders.entries())
    mall.show(placedAt(order, now - (orders.length - index + 5) * secondMs));
}

/** The requests of one run. The lease and the shops are a run's, not an order's, and are counted by `measureIdlePoll`. */
async function counted(world: World, run: () => Promise<unknown>): Promise<Counted[]> {
  world.services.record.clear();
  await run();
  return world.services.record.requests.filter((one) => !(one.kind === 'write' && one.key.includes('lease#')));
}

async function seenByAFreshProcess(world: World, bundles: Bundles): Promise<Counted[]> {
  const fresh: FunctionProcess = await world.start(bundles.named('poll-orders'));
  return counted(world, () => fresh.run(poll));
}

/** SKUs are many orders' and are left out; so is what is gone in the end. */
function bytesOf(world: World, requests: readonly Counted[]): number {
  const { Orders, Stock } = world.services.tables;
  return requests.reduce((sum, one) => {
    if (one.kind !== 'write') return sum;
    const isRow = one.operation === 'PutItem' && one.table === Orders;
    const isClaim = one.table === Stock && one.key.includes('#claim#');
    return isRow || isClaim ? sum + one.bytes : sum;
  }, 0);
}

function partsOf(world: World, requests: readonly Counted[], orders: number): Record<string, number> {
  const names = new Map(Object.entries(world.services.tables).map(([word, name]) => [name, word]));
  const parts: Record<string, number> = {};
  for (const one of requests) {
    if (one.kind !== 'write') continue;
    const part = `${names.get(one.table)} ${one.operation}`;
    parts[part] = (parts[part] ?? 0) + (one.units.table + one.units.indexes) / orders;
  }
  return parts;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
