import { secondMs } from '../../core/kernel/index.ts';
import { type Counted, countOf, unitsRead, unitsWritten } from '../cloud/record.ts';
import type { TwoMalls } from '../far-side/two-malls.ts';
import { type BenchMall, benchMalls } from '../far-side/two-malls.ts';
import type { Bundles } from '../function/bundles.ts';
import { type ListedSku, openStockWorld, type StockWorld } from './stock-world.ts';
import { workOff } from './work-off.ts';

/** What a move of stock costs when it comes alone, from the order's import (which is counted by itself) until both malls show it. */
export interface MoveAlone {
  readonly mallCalls: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Messages, that of the import among them. */
  readonly messages: number;
  /** Requests that send messages, that of the import among them. */
  readonly sends: number;
  /** CPU of the function's process, in milliseconds. */
  readonly cpuMs: number;
  readonly logLines: number;
}

/** Orders of one line that are counted, by turns on each mall. */
const moves = 8;
const poll = { shard: 0, shards: 1 };

/** Not as slow as elsewhere: most of it are waits between calls, and the tables have little to do. */
const speed = 1 / 3;

/** Places orders of one line one after the other, lets them be imported, and counts what sync-stock does of each. Means of a move. */
export async function measureMoveAlone(bundles: Bundles): Promise<MoveAlone> {
  const stock = await openStockWorld(bundles, speed, everythingOf);
  const { world, malls } = stock;
  const { record } = world.services;
  try {
    const importer = await world.start(bundles.withEveryMall('poll-orders'));
    const fn = await world.start(bundles.withEveryMall('sync-stock'));
    const counted: Counted[] = [];
    const sum = { mallCalls: 0, messages: 0, sends: 0, cpuMs: 0, logLines: 0 };
    const move = async (mall: BenchMall): Promise<void> => {
      const sku = placeOrder(stock, mall);
      record.clear();
      await importer.run(poll);
      sum.sends += countOf(record.requests, 'queue');
      sum.messages += record.messages;
      record.clear();
      malls.calls.length = 0;
      const linesBefore = fn.lines.length;
      sum.cpuMs += await workOff(world, fn, { queue: 'stock', messagesARun: 1 });
      counted.push(...record.requests);
      sum.mallCalls += malls.calls.length;
      sum.messages += record.messages;
      sum.sends += countOf(record.requests, 'queue');
      sum.logLines += fn.lines.length - linesBefore;
      await expectShown(stock, sku);
    };
    // The first ones open connections and keys, and are not counted.
    for (const mall of benchMalls) await move(mall);
    counted.length = 0;
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] = 0;
    for (let index = 0; index < moves; index++) await move(benchMalls[index % benchMalls.length] ?? 'rms');
    const aMove = (all: number): number => all / moves;
    return {
      mallCalls: aMove(sum.mallCalls),
      writeUnits: aMove(unitsWritten(counted)),
      readUnits: aMove(unitsRead(counted)),
      messages: aMove(sum.messages),
      sends: aMove(sum.sends),
      cpuMs: aMove(sum.cpuMs),
      logLines: aMove(sum.logLines),
    };
  } finally {
    await stock.stop();
  }
}

/** What both simulated malls sell: the same goods, each by its own names. */
function everythingOf({ yahoo }: TwoMalls): ListedSku[] {
  const [shop] = yahoo.control.books().shops;
  return (shop?.stock ?? []).map(({ itemCode, subCode }) => ({
    sku: [itemCode, subCode].filter((word) => word !== '').join('-'),
    items: {
      rms: `${itemCode}/${subCode === '' ? itemCode : subCode}`,
      yahoo: subCode === '' ? itemCode : `${itemCode}:${subCode}`,
    },
  }));
}

/** An order of one line, placed some seconds ago; the SKU that it moves. */
function placeOrder({ malls, shops, skus, now }: StockWorld, mall: BenchMall): ListedSku {
  const at = now() - 5 * secondMs;
  const { code } = shops[mall];
  const item = ((): string => {
    if (mall === 'yahoo') {
      const [orderId = ''] = malls.yahoo.control.addOrders(code, { count: 1, at });
      const [line, ...more] = malls.yahoo.control.order(orderId)?.lines ?? [];
      for (const { lineId } of more) malls.yahoo.control.editOrder(code, orderId, { removeLine: lineId });
      return line?.subCode === '' ? line.itemCode : `${line?.itemCode}:${line?.subCode}`;
    }
    const { control } = malls.rms;
    const [orderNumber = ''] = control.addOrders(code, { count: 1, kind: 'plain', at });
    const linesOf = () => control.order(orderNumber)?.lines ?? [];
    while (linesOf().length > 1) control.editOrder(code, orderNumber, { removeLine: 1 });
    const [line] = linesOf();
    return `${line?.manageNumber}/${line?.variantId}`;
  })();
  const found = skus.find(({ items }) => items[mall] === item);
  if (!found) throw new Error(`${mall} sells ${item}, which is not listed.`);
  return found;
}

/** Throws when a listing of the SKU is still due, or its mall shows another level than the one sent. */
async function expectShown({ world, malls, shops }: StockWorld, { items, sku }: ListedSku): Promise<void> {
  const rows = await world.uncounted.listings.rows(
    benchMalls.map((mall) => ({ shop: shops[mall].key, item: items[mall] })),
  );
  const [inRms] = malls.rms.control.books().shops;
  const [inYahoo] = malls.yahoo.control.books().shops;
  const shown: Readonly<Record<BenchMall, number | null | undefined>> = {
    rms: inRms?.inventory.find((row) => `${row.manageNumber}/${row.variantId}` === items.rms)?.quantity,
    yahoo: inYahoo?.stock.find(
      (row) => [row.itemCode, row.subCode].filter((word) => word !== '').join(':') === items.yahoo,
    )?.quantity,
  };
  for (const { shop, dueAt, claim, acked } of rows) {
    const mall = shop === shops.rms.key ? 'rms' : 'yahoo';
    const isTold = dueAt === undefined && claim === undefined && acked?.fingerprint !== 'as it was counted';
    if (!isTold || acked?.level !== shown[mall]) throw new Error(`The level of ${sku} was not sent to ${shop}.`);
  }
}
