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
  /** Write units of a confirm and a shipment of one order: asked for together, and the shipment after the confirm was told. */
  readonly unitsOfTwo: { readonly together: number; readonly apart: number };
}

/** So many confirms, and as many reports of one parcel: of each order one of both. */
const ofEach = 10;
/** So many orders of which two changes are asked together, and so many of which they are asked apart. */
const pairs = 3;
const shopUrl = 'alone';

/** Asks for changes one after the other, and lets the deployed function make each before the next. Means of a change. */
export async function measurePushAlone(bundles: Bundles): Promise<PushAlone> {
  const clock = slowClock();
  const rms = createRms({
    now: clock.now,
    seed: 5,
    settings: {
      transport: { connection: 'keep-alive' },
      reading: { missedShare: 0 },
      // A confirmed order can be shipped at once.
      flow: { cardDelayMs: 0, prepaidDelayMs: 0, shopChosenDelayMs: 0 },
    },
  });
  let calls = 0;
  const mall = await serve(rms, { port: 0, onExchange: () => calls++ });
  const world = await openWorld({ mallUrl: mall.url, bundle: bundles.named('poll-orders'), ample: false, clock });
  try {
    const shop = await world.addShop(shopUrl, rms.control.addShop({ shopUrl }));
    const merchant = { name: shop.name, contacts: [], features: ['import', 'status'] } as const;
    await world.ports.merchants.put(newMerchant(shop.merchant, merchant, clock.now()));
    const at = clock.now() - minuteMs;
    const placed = rms.control.addOrders(shopUrl, { count: 2 * ofEach + 1 + 2 * pairs, kind: 'plain', at });
    const [first = '', ...numbers] = placed.slice(2 * pairs);
    const ofTwo = placed.slice(0, 2 * pairs);
    const confirm: PushContent = { kind: 'confirm' };
    const shipmentOf = (orderNumber: string): PushContent => {
      const parcel = { carrier: '1001', trackingNumber: `4000${orderNumber.slice(-8)}`, shippedOn: jstDay(at) };
      return { kind: 'ship', parcels: [parcel] };
    };
    const contentOf = (orderNumber: string): PushContent => {
      if (numbers.indexOf(orderNumber) < ofEach) return confirm;
      rms.control.moveOrder(shopUrl, orderNumber, 300);
      return shipmentOf(orderNumber);
    };
    const fn = await world.start(bundles.named('push-status'));
    const makeAll = async (orderNumber: string, contents: readonly PushContent[]): Promise<number> => {
      const requests = contents.map((content): PushRequest => ({ shop: shop.key, orderNumber, content }));
      await requestPushes(world.ports, requests, { by: 'bench', now: clock.now() });
      const cpuMs = await workOff(world, fn, handedOut);
      await expectDone(world, requests);
      return cpuMs;
    };
    const make = (orderNumber: string): Promise<number> => makeAll(orderNumber, [contentOf(orderNumber)]);
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
    const change = { mallCalls: calls, logLines: fn.lines.length - linesBefore };
    const together = await unitsOfOrder(world, ofTwo.slice(pairs), (number) =>
      makeAll(number, [confirm, shipmentOf(number)]),
    );
    const apart = await unitsOfOrder(world, ofTwo.slice(0, pairs), async (number) => {
      await makeAll(number, [confirm]);
      await makeAll(number, [shipmentOf(number)]);
    });
    const aChange = (sum: number): number => sum / numbers.length;
    return {
      mallCalls: aChange(change.mallCalls),
      writeUnits: aChange(unitsWritten(counted)),
      readUnits: aChange(unitsRead(counted)),
      sends: aChange(countOf(counted, 'queue')),
      events: aChange(countOf(counted, 'events')),
      cpuMs: aChange(cpuMs),
      bytesKept: aChange(bytesOf(world, counted)),
      logLines: aChange(change.logLines),
      unitsOfTwo: { together, apart },
    };
  } finally {
    await world.stop();
    await mall.stop();
  }
}

/** Write units of each of some orders, on average, while something is done for one after the other. */
async function unitsOfOrder(
  { services: { record } }: World,
  orderNumbers: readonly string[],
  act: (orderNumber: string) => Promise<unknown>,
): Promise<number> {
  record.clear();
  for (const orderNumber of orderNumbers) await act(orderNumber);
  return unitsWritten(record.requests) / orderNumbers.length;
}

/** What each row takes after the last write of it. */
function bytesOf(world: World, requests: readonly Counted[]): number {
  const rows = new Map<string, number>();
  for (const one of requests) {
    if (one.kind === 'write' && one.table === world.services.tables.Pushes) rows.set(one.key, one.bytes);
  }
  return [...rows.values()].reduce((sum, bytes) => sum + bytes, 0);
}
