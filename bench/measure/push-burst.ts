import { jstDay, minuteMs } from '../../core/kernel/index.ts';
import { newMerchant, type Shop } from '../../core/model/index.ts';
import { type PushRequest, requestPushes } from '../../core/status/index.ts';
import { serve } from '../../simulator/index.ts';
import { createRms, type RmsSimulator } from '../../simulator/rms/index.ts';
import { unitsRead, unitsWritten } from '../cloud/record.ts';
import { type BenchClock, slowClock } from '../cloud/slow-clock.ts';
import { openWorld, type World } from '../cloud/world.ts';
import type { Bundles } from '../function/bundles.ts';
import { workOff } from './work-off.ts';

/** What a burst of status changes took, from the requests until all are seen at the mall and announced. */
export interface PushBurst {
  readonly changes: number;
  readonly rmsCalls: number;
  /** The fewest calls that could do it: the writing ones, and two readings of each hundred orders. */
  readonly floor: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly messages: number;
}

/** Of a shop's changes: so many confirms, the rest are reports of one parcel. */
const confirmShare = 0.4;
const changesAShop = 100;
/** Orders that one call of RMS reads or confirms. */
const batch = 100;
/** Fewer than a run may have: the emulator of the tables takes hundreds of writes one after the other. */
export const handedOut = { queue: 'status', messagesARun: 1 } as const;

/**
 * Asks for a hundred changes of each shop, and lets the deployed function work on the messages as its queue would hand them out,
 * until there are none. Throws when a change is not made in the end.
 */
export async function measurePushBurst(bundles: Bundles, shops: number): Promise<PushBurst> {
  const clock = slowClock();
  const rms = createRms({
    now: clock.now,
    seed: 5,
    settings: { transport: { connection: 'keep-alive' }, reading: { missedShare: 0 } },
  });
  const mall = await serve(rms, { port: 0 });
  const bundle = bundles.named('push-status');
  const world = await openWorld({ mallUrl: mall.url, bundle: bundles.named('poll-orders'), ample: false, clock });
  try {
    const byShop: PushRequest[][] = [];
    for (let index = 0; index < shops; index++) byShop.push(await shopWithChanges(world, rms, clock, `burst-${index}`));
    world.services.record.clear();
    for (const ofShop of byShop) await requestPushes(world.ports, ofShop, { by: 'bench', now: clock.now() });
    const requests = byShop.flat();
    await workOff(world, await world.start(bundle), handedOut);
    const { requests: asked, messages } = world.services.record;
    await expectDone(world, requests);
    const made = rms.control.books().shops.flatMap(({ calls }) => Object.values(calls));
    const confirms = Math.ceil((changesAShop * confirmShare) / batch);
    const parcels = changesAShop * (1 - confirmShare);
    return {
      changes: requests.length,
      rmsCalls: made.reduce((sum, count) => sum + count, 0),
      floor: shops * (confirms + parcels + 2 * Math.ceil(changesAShop / batch)),
      writeUnits: unitsWritten(asked),
      readUnits: unitsRead(asked),
      messages,
    };
  } finally {
    await world.stop();
    await mall.stop();
  }
}

async function shopWithChanges(
  world: World,
  rms: RmsSimulator,
  clock: BenchClock,
  shopUrl: string,
): Promise<PushRequest[]> {
  const { control } = rms;
  const shop: Shop = await world.addShop(shopUrl, control.addShop({ shopUrl }));
  const merchant = { name: shop.name, contacts: [], features: ['import', 'status'] } as const;
  await world.ports.merchants.put(newMerchant(shop.merchant, merchant, clock.now()));
  const at = clock.now() - minuteMs;
  const numbers = control.addOrders(shopUrl, { count: changesAShop, kind: 'plain', at });
  return numbers.map((orderNumber, index): PushRequest => {
    const common = { shop: shop.key, orderNumber };
    if (index < changesAShop * confirmShare) return { ...common, content: { kind: 'confirm' } };
    control.moveOrder(shopUrl, orderNumber, 300);
    const parcel = { carrier: '1001', trackingNumber: `4000${orderNumber.slice(-8)}`, shippedOn: jstDay(at) };
    return { ...common, content: { kind: 'ship', parcels: [parcel] } };
  });
}

/** Throws when a change is not at the mall, or was not announced on the bus. */
export async function expectDone(world: World, requests: readonly PushRequest[]): Promise<void> {
  for (const request of requests) {
    const pushes = await world.ports.changes.ofOrder(request);
    const [push] = pushes;
    if (push?.state.kind !== 'confirmed') throw new Error(`A change of ${request.orderNumber} is ${push?.state.kind}.`);
    if (push.untold !== undefined) throw new Error(`A change of ${request.orderNumber} was not announced on the bus.`);
  }
}
