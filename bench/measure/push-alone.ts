import { jstDay, minuteMs } from '../../core/kernel/index.ts';
import { newMerchant, type PushContent } from '../../core/model/index.ts';
import { type PushRequest, requestPushes } from '../../core/status/index.ts';
import { serve } from '../../simulator/index.ts';
import { createRms } from '../../simulator/rms/index.ts';
import { type Counted, countOf, unitsRead, unitsWritten } from '../cloud/record.ts';
import { slowClock } from '../cloud/slow-clock.ts';
import { openWorld, type World } from '../cloud/world.ts';
import type { Bundles } from '../function/bundles.ts';
import { expectDone, handedOut } from './push-burst.ts';
import { workOff } from './work-off.ts';

/** What a change of a status costs when it comes alone, from asking for it until it is confirmed and told. */
export interface PushAlone {
  readonly mallCalls: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Requests that send messages. */
  readonly sends: number;
  /** Calls of PutEvents. */
  readonly events: number;
  /** CPU of the function's process, in milliseconds. */
  readonly cpuMs: number;
  /** Bytes that its row takes on the disk in the end. */
  readonly bytesKept: number;
  readonly logLines: number;
}

/** So many confirms, and as many reports of one parcel: of each order one of both. */
const ofEach = 10;
const shopUrl = 'alone';

/** Asks for changes one after the other, and lets the deployed function make each before the next. Means of a change. */
export async function measurePushAlone(bundles: Bundles): Promise<PushAlone> {
  const clock = slowClock();
  const rms = createRms({
    now: clock.now,
    seed: 5,
    settings: { transport: { connection: 'keep-alive' }, reading: { missedShare: 0 } },
  });
  let calls = 0;
  const mall = await serve(rms, { port: 0, onExchange: () => calls++ });
  const world = await openWorld({ mallUrl: mall.url, bundle: bundles.named('poll-orders'), ample: false, clock });
  try {
    const shop = await world.addShop(shopUrl, rms.control.addShop({ shopUrl }));
    const merchant = { name: shop.name, contacts: [], features: ['import', 'status'] } as const;
    await world.ports.merchants.put(newMerchant(shop.merchant, merchant, clock.now()));
    const at = clock.now() - minuteMs;
    const [first = '', ...numbers] = rms.control.addOrders(shopUrl, { count: 2 * ofEach + 1, kind: 'plain', at });
    const contentOf = (orderNumber: string): PushContent => {
      if (numbers.indexOf(orderNumber) < ofEach) return { kind: 'confirm' };
      rms.control.moveOrder(shopUrl, orderNumber, 300);
      const parcel = { carrier: '1001', trackingNumber: `4000${orderNumber.slice(-8)}`, shippedOn: jstDay(at) };
      return { kind: 'ship', parcels: [parcel] };
    };
    const fn = await world.start(bundles.named('push-status'));
    const make = async (orderNumber: string): Promise<number> => {
      const request: PushRequest = { shop: shop.key, orderNumber, content: contentOf(orderNumber) };
      await requestPushes(world.ports, [request], { by: 'bench', now: clock.now() });
      const cpuMs = await workOff(world, fn, handedOut);
      await expectDone(world, [request]);
      return cpuMs;
    };
    // The first one opens connections and keys, and is not counted.
    await make(first);
    calls = 0;
    const linesBefore = fn.lines.length;
    const counted: Counted[] = [];
    let cpuMs = 0;
    for (const orderNumber of numbers) {
      world.services.record.clear();
      cpuMs += await make(orderNumber);
      counted.push(...world.services.record.requests);
    }
    const aChange = (sum: number): number => sum / numbers.length;
    return {
      mallCalls: aChange(calls),
      writeUnits: aChange(unitsWritten(counted)),
      readUnits: aChange(unitsRead(counted)),
      sends: aChange(countOf(counted, 'queue')),
      events: aChange(countOf(counted, 'events')),
      cpuMs: aChange(cpuMs),
      bytesKept: aChange(bytesOf(world, counted)),
      logLines: aChange(fn.lines.length - linesBefore),
    };
  } finally {
    await world.stop();
    await mall.stop();
  }
}

/** What each row takes after the last write of it. */
function bytesOf(world: World, requests: readonly Counted[]): number {
  const rows = new Map<string, number>();
  for (const one of requests) {
    if (one.kind === 'write' && one.table === world.services.tables.Pushes) rows.set(one.key, one.bytes);
  }
  return [...rows.values()].reduce((sum, bytes) => sum + bytes, 0);
}
