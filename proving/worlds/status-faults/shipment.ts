import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { Parcel, PushContent } from '../../../core/model/push.ts';
import type { SimRequest } from '../../../simulator/index.ts';
import type { PushWorld } from '../../status-world.ts';
import type { Exchange } from '../mall-transport.ts';
import type { Cell } from './play.ts';

/** The number that is reported, and the one that it corrects where it does. */
const [number, wrong] = ['4444-1375-8703', '4444-1375-8714'] as const;

/** A call of a client, as it stands in the table of a mall that takes shipments alone. */
export interface ShipmentCall<Operation extends string = string> {
  readonly name: string;
  readonly operation: Operation;
  /** True when the fault strikes the reading back alone. */
  readonly afterChange?: boolean;
  /** True where another number was reported an hour before, which this one corrects. */
  readonly corrects?: boolean;
  /** True where the parcel has one piece of several, and says so. */
  readonly isPart?: boolean;
}

/** One way in which a call ends badly. */
export interface ShipmentFault<Fault> {
  readonly name: string;
  readonly fault: Fault;
  /** Struck once; else until it is mended. */
  readonly once?: boolean;
  /** True where a change is refused by it: the application lacks a right, as far as can be told. */
  readonly isRefusal?: boolean;
}

/** A mall that takes shipments alone. */
export interface ShippingMall<Fault> {
  open(onExchange: (exchange: Exchange) => void): Promise<PushWorld>;
  /** A new order of three pieces of one line that waits to be sent. */
  addOrder(world: PushWorld): string;
  lineIdOf(world: PushWorld, orderNumber: string): string;
  break(world: PushWorld, fault: Fault & { readonly operations: string[]; readonly times?: number }): void;
  mend(world: PushWorld): void;
  isWriting(request: SimRequest): boolean;
  /** The number of each parcel, and the pieces of the order that were sent. */
  sent(world: PushWorld, orderNumber: string): { readonly numbers: readonly (string | null)[]; readonly units: number };
}

/** The pieces of an order that is played. */
export const unitsOrdered = 3;

/** Plays one cell until nothing can come any more. */
export async function playShipment<Fault>(
  mall: ShippingMall<Fault>,
  { name: call, operation, afterChange = false, corrects = false, isPart = false }: ShipmentCall,
  { name, fault, once = false }: ShipmentFault<Fault>,
): Promise<Cell> {
  let [isBroken, changed] = [false, false];
  const strike = (): void => mall.break(world, { ...fault, operations: [operation], ...(once ? { times: 1 } : {}) });
  const world: PushWorld = await mall.open(({ request }) => {
    if (!isBroken || changed || !mall.isWriting(request)) return;
    changed = true;
    if (afterChange) strike();
  });
  const orderNumber = mall.addOrder(world);
  const parcel: Parcel = { carrier: 'YAMATO', trackingNumber: number, shippedOn: '2026-11-24' };
  if (corrects) {
    await world.ask(orderNumber, { kind: 'ship', parcels: [{ ...parcel, trackingNumber: wrong }] });
    await world.pass(hourMs);
    world.exchanges.length = 0;
    world.store.pushNews.length = 0;
  }
  const askedAt = world.time.now();
  isBroken = true;
  if (!afterChange) strike();
  const contents = [{ lineId: mall.lineIdOf(world, orderNumber), quantity: 1 }];
  const more = { ...(corrects ? { corrects: wrong } : {}), ...(isPart ? { contents } : {}) };
  const content: PushContent = { kind: 'ship', parcels: [{ ...parcel, ...more }] };
  await world.ask(orderNumber, content);
  const pushOf = () => {
    const own = world.pushes().find((push) => push.requestedAt >= askedAt);
    if (own === undefined) throw new Error(`There is no push of ${orderNumber}.`);
    return own;
  };
  const watch = { endedAt: null as number | null, rowsMax: 0 };
  while (world.time.now() < askedAt + 4 * hourMs) {
    await world.pass(10 * secondMs);
    if (isBroken && world.time.now() >= askedAt + 10 * minuteMs) {
      isBroken = false;
      mall.mend(world);
    }
    const { kind } = pushOf().state;
    watch.endedAt = kind === 'confirmed' || kind === 'failed' ? (watch.endedAt ?? world.time.now()) : null;
    watch.rowsMax = Math.max(watch.rowsMax, mall.sent(world, orderNumber).numbers.length);
  }
  const push = pushOf();
  const { numbers, units } = mall.sent(world, orderNumber);
  return {
    ...{ call, fault: name, state: push.state, rowsMax: watch.rowsMax, rows: numbers.length },
    isSo: numbers.length === 1 && numbers[0] === number && units === (isPart ? 1 : unitsOrdered),
    writingCalls: world.exchanges.filter(({ request }) => mall.isWriting(request)).length,
    tookMs: (watch.endedAt ?? Number.POSITIVE_INFINITY) - askedAt,
    leftOpen: push.unknownAt !== undefined || push.lookAgainAt !== undefined || push.untold !== undefined,
    failures: world.failures,
    news: new Set(world.store.pushNews.map(({ id }) => id)).size,
  };
}
