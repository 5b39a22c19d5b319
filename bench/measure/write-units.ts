import { minuteMs, secondMs } from '../../core/kernel/index.ts';
import { type Counted, countOf, unitsRead, unitsWritten } from '../cloud/record.ts';
import { slowClock } from '../cloud/slow-clock.ts';
import { openWorld, type World } from '../cloud/world.ts';
import { type StaticMall, startStaticMall } from '../far-side/static-mall.ts';
import type { Bundles } from '../function/bundles.ts';
import type { FunctionProcess } from '../function/function-process.ts';
import { denseOrders, placedAt, type TextKind } from '../orders/dense-orders.ts';

/** What storing orders costs, in write units of DynamoDB, those of indexes included where it is not said otherwise. */
export interface OrderUnits {
  /** The rows of orders whose texts are written, and of those whose texts are random. */
  readonly rows: Readonly<Record<TextKind, RowPuts>>;
  /** Everything that a new order implies, when it comes alone in its poll. */
  readonly alone: number;
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
  /** Lines of such an order. */
  readonly lines: number;
}

/** Puts of orders' rows, the table alone: the means. */
interface RowPuts {
  readonly units: number;
  readonly bytes: number;
}

const poll = { shard: 0, shards: 1 };

/** Lets the deployed function import dense orders, and counts its requests. */
export async function measureOrderUnits(
  bundles: Bundles,
  counts = { together: 100, alone: 12, random: 100 },
): Promise<OrderUnits> {
  const clock = slowClock();
  const mall = await startStaticMall(clock.now);
  const bundle = bundles.named('poll-orders');
  const world = await openWorld({ mallUrl: mall.url, bundle, ample: false, clock });
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
    mall.advance(minuteMs);
    await first.run(poll);
    showAll(mall, denseOrders(counts.random, 'random', 71));
    const random = await counted(world, () => first.run(poll));
    return {
      rows: {
        written: rowPuts(world, [...together, ...alone], orders.length),
        random: rowPuts(world, random, counts.random),
      },
      alone: unitsWritten(alone) / counts.alone,
      seenAgain: unitsWritten(again) / orders.length,
      cursorMove: unitsWritten(alone, (table) => table === world.services.tables.Shops) / counts.alone,
      bytesKept: bytesOf(world, alone) / counts.alone,
      readsAlone: unitsRead(alone) / counts.alone,
      eventsAlone: countOf(alone, 'events') / counts.alone,
      lines: mean(orders.slice(counts.together).map(linesOf)),
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

function linesOf({ PackageModelList }: ReturnType<typeof denseOrders>[number]): number {
  return PackageModelList.reduce((sum, { ItemModelList }) => sum + ItemModelList.length, 0);
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

function rowPuts(world: World, requests: readonly Counted[], orders: number): RowPuts {
  const puts = requests.flatMap((one) =>
    one.kind === 'write' && one.operation === 'PutItem' && one.table === world.services.tables.Orders ? [one] : [],
  );
  if (puts.length !== orders) throw new Error(`${orders} orders were shown and ${puts.length} rows put.`);
  return { units: mean(puts.map(({ units }) => units.table)), bytes: mean(puts.map(({ itemBytes }) => itemBytes)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
