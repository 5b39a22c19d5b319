import { hourMs, jstDay, minuteMs } from '../../core/kernel/time.ts';
import type { Parcel, PushContent } from '../../core/model/push.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { BookOrder } from '../../simulator/rms/index.ts';
import { memoryPorts } from '../memory/index.ts';
import type { Push } from '../memory/push.ts';
import type { Draw } from './draws.ts';
import { drawsOf } from './edition.ts';
import { people } from './people.ts';
import type { World } from './world.ts';

/** A person does this at a terminal, and repeats it until it is done. */
export type ByHand = (
  world: World,
  act: Draw,
  work: (person: ReturnType<World['startProcess']>) => Promise<unknown>,
) => void;

/** How often it happens in a world that has it. */
const timesInAWorld = [2, 4] as const;
/** How often two calls for one parcel are let come late before a long pause. */
const doubledTimes = 4;
/** How often a memo is let come late, over one that is wanted again. */
const memosTimes = 4;
/** Nothing of it begins later than this before the storm ends: the mall is mended then, and nothing is late any more. */
const lastStartMs = 20 * minuteMs;

/**
 * Calls for shipments that the mall applies minutes after we gave them up, while another shipment of the same order is asked for: one more
 * parcel, which could take the row that the late call is going to fill, or a correction of the first, which may be taken back. Or no other is
 * asked for, and the shop is paused by hand for longer than such a call is looked for. And two workers at one order, seconds apart. From the
 * third edition on, in worlds in which changes are wanted; from the eighth on, in one of
 * the three kinds of these worlds, a memo, too, in whose place another one comes late.
 */
export function scheduleLateCalls(world: World, stormEnd: number, byHand: ByHand): void {
  const { statuses, statusWatch, edition, start, seed } = world;
  if (edition < 3 || statuses === null || statusWatch === null) return;
  const draws = drawsOf(edition, seed, 'late-calls');
  const latest = latestStart(world, stormEnd);
  const at = (chance: Draw, act: typeof oneLate): void =>
    world.time.at(chance.int(start + 5 * minuteMs, latest), () => act(world, chance, byHand));
  const count = draws.of('times').int(...timesInAWorld);
  for (let index = 0; index < count; index++) {
    at(draws.of('one late', index), oneLate);
    at(draws.of('two at once', index), twoAtOnce);
  }
  // Most of them come to nothing: other faults of the world come first.
  for (let index = 0; index < doubledTimes; index++) at(draws.of('doubled', index), doubledBeforePause);
  if (edition < 8 || seed % 10 !== 8) return;
  const memos = drawsOf(edition, seed, 'late-memos');
  for (let index = 0; index < memosTimes; index++) at(memos.of('memo', index), lateMemo);
}

/** Lets the next calls of a shop, for shipments unless others are named, be applied only after a while; they are not answered. */
export function applyLater(
  { rms }: World,
  { code }: Shop,
  times: number,
  applyAfterMs: number,
  operations: readonly string[] = ['updateOrderShipping'],
): void {
  rms.control.break({ kind: 'apply-later', operations, shopUrl: code, times, applyAfterMs });
}

/** When, at the latest, something begins that may be applied late. */
export function latestStart({ start }: World, stormEnd: number): number {
  return Math.max(start + 6 * minuteMs, stormEnd - lastStartMs);
}

function oneLate(world: World, chance: Draw, byHand: ByHand): void {
  const found = someOrder(world, chance);
  if (found === null) return;
  const { shop, order } = found;
  const { rms, time, counts } = world;
  const later = (afterMs: number, work: () => void): void => time.at(time.now() + afterMs, work);
  if (chance.chance(0.7)) {
    const empty = { deliveryCompany: '1000', shippingNumber: null, shippingDate: null };
    rms.control.shipOrder(shop.code, order.orderNumber, empty);
  }
  const times = chance.int(1, 2);
  const breakNow = (): void => applyLater(world, shop, times, chance.int(3, 12) * minuteMs);
  const isFirstLate = chance.chance(0.5);
  if (isFirstLate) breakNow();
  const first = drawParcel(world, chance, order);
  const isCorrected = chance.chance(0.5);
  const second = isCorrected ? { ...first, carrier: '1002' } : drawParcel(world, chance, order);
  ask(world, shop, order, first, byHand, chance.of('first'));
  counts['late-beside-another']++;
  later(chance.int(0, 6 * minuteMs), () => {
    if (!isFirstLate) breakNow();
    ask(world, shop, order, second, byHand, chance.of('second'));
    if (!chance.chance(0.5)) return;
    later(chance.int(1_000, 3 * minuteMs), () => takeBack(world, shop, order, second, byHand, chance.of('back')));
  });
}

/** Two calls for one parcel are both applied late; after the second the shop is paused, until after the last second look at such a call. */
function doubledBeforePause(world: World, chance: Draw, byHand: ByHand): void {
  const found = someOrder(world, chance);
  if (found === null) return;
  const { shop, order } = found;
  const { time } = world;
  applyLater(world, shop, 2, chance.int(7, 9) * minuteMs);
  const parcel = drawParcel(world, chance, order);
  ask(world, shop, order, parcel, byHand, chance.of('ask'));
  const giveUpAt = time.now() + 20 * minuteMs;
  const watch = (): void => {
    const calls = pushOf(world, shop, order, parcel)?.trail.filter(({ code }) => code === 'mall.timeout').length ?? 0;
    // A call that ends without an answer is noted twice.
    if (calls >= 4) pauseForLong(world, shop, chance);
    else if (time.now() < giveUpAt) time.at(time.now() + 20_000, watch);
  };
  watch();
}

/** A memo is there; another one is wanted, and the first again while the call for the other is late: the first is to stand in the end. */
function lateMemo(world: World, chance: Draw, byHand: ByHand): void {
  const found = someOrder(world, chance);
  if (found === null) return;
  const { shop, order } = found;
  const { time } = world;
  const later = (afterMs: number, work: () => void): void => time.at(time.now() + afterMs, work);
  const [first, second] = [1, 2].map((): PushContent => ({ kind: 'memo', text: `熨斗 ${chance.hex(4)}` }));
  if (first === undefined || second === undefined) return;
  request(world, shop, order, first, byHand, chance.of('first'));
  later(chance.int(3, 5) * minuteMs, () => {
    applyLater(world, shop, 1, chance.int(4, 8) * minuteMs, ['updateOrderMemo']);
    request(world, shop, order, second, byHand, chance.of('second'));
    later(chance.int(1, 3) * minuteMs, () => request(world, shop, order, first, byHand, chance.of('again')));
  });
}

/** A parcel is requested, and its correction just after a worker has read the request; that worker then loses the lease of the shop. */
function twoAtOnce(world: World, chance: Draw, byHand: ByHand): void {
  const found = someOrder(world, chance);
  // Where one lease holds all workers apart, their calls are counted as those of one.
  if (found === null || (world.swarm.writes.leaseIgnored === 0 && world.statuses?.rightClocks)) return;
  const { shop, order } = found;
  const first = drawParcel(world, chance, order);
  ask(world, shop, order, first, byHand, chance.of('first'));
  world.time.at(world.time.now() + chance.int(1_500, 2_700), () => {
    if (world.store.leasesByName.delete(`push-status#${shop.key}`)) world.counts['lease-lost']++;
    ask(world, shop, order, { ...first, carrier: '1003' }, byHand, chance.of('second'));
  });
}

/** An order that can be shipped, of a shop whose merchant sends statuses. */
export function someOrder(
  { shops, store, rms }: World,
  chance: Draw,
): { readonly shop: Shop; readonly order: BookOrder } | null {
  const able = shops.filter(({ merchant }) => store.merchantsById.get(merchant)?.features.includes('status'));
  if (able.length === 0) return null;
  const shop = chance.among(able, ({ code }) => code);
  const orders = [...(store.rowsByShop.get(shop.key)?.values() ?? [])].flatMap((row) => {
    const order = row.kind === 'stored' && !row.problem ? rms.control.order(row.orderNumber) : null;
    return order?.orderProgress === 300 ? [order] : [];
  });
  return orders.length === 0 ? null : { shop, order: chance.among(orders, ({ orderNumber }) => orderNumber) };
}

/** A parcel for the first destination of an order. */
export function drawParcel({ time }: World, chance: Draw, { model }: BookOrder): Parcel {
  const baskets = model.PackageModelList.filter(({ packageDeleteFlag }) => packageDeleteFlag !== 1);
  const [basket] = baskets;
  const name = baskets.length > 1 && basket !== undefined ? { basketId: String(basket.basketId) } : {};
  const trackingNumber = `${chance.int(1_000, 9_999)}-${chance.int(1_000, 9_999)}-${chance.int(1_000, 9_999)}`;
  return { ...name, carrier: '1001', trackingNumber, shippedOn: jstDay(time.now()) };
}

/** A person requests the shipment of this parcel. */
export function ask(world: World, shop: Shop, order: BookOrder, parcel: Parcel, byHand: ByHand, act: Draw): void {
  request(world, shop, order, { kind: 'ship', parcels: [parcel] }, byHand, act);
}

function request(
  world: World,
  shop: Shop,
  { orderNumber }: BookOrder,
  content: PushContent,
  byHand: ByHand,
  act: Draw,
): void {
  const now = world.time.now();
  byHand(world, act, async ({ ports }) => {
    const request = { shop: shop.key, orderNumber, content };
    await people(world).request(ports, [request], { by: 'hanako', now });
  });
}

/** A person withdraws the shipment of this parcel. */
export function takeBack(world: World, shop: Shop, order: BookOrder, parcel: Parcel, byHand: ByHand, act: Draw): void {
  const push = pushOf(world, shop, order, parcel);
  if (push !== undefined) byHand(world, act, ({ ports }) => people(world).withdraw(ports, push, { by: 'taro' }));
}

/** The shipment of one parcel. */
function pushOf({ store }: World, shop: Shop, { orderNumber }: BookOrder, parcel: Parcel): Push | undefined {
  return [...(store.pushesByShop.get(shop.key)?.values() ?? [])].find(
    (push) =>
      push.orderNumber === orderNumber &&
      push.content.kind === 'ship' &&
      push.content.parcels.some(
        (one) => one.trackingNumber === parcel.trackingNumber && one.carrier === parcel.carrier,
      ),
  );
}

/** Longer than a call with an open end is looked at again. */
function pauseForLong({ statusWatch, store, time, counts }: World, { key }: Shop, chance: Draw): void {
  if (statusWatch === null) return;
  const now = time.now();
  if (statusWatch.holds.some(({ shop, until }) => shop === key && until > now)) return;
  const until = now + 2 * hourMs + chance.int(5, 30) * minuteMs;
  const pause = { cause: 'manual', scope: key, capability: 'status' } as const;
  statusWatch.holds.push({ shop: key, from: now, until });
  counts['paused-for-long']++;
  void memoryPorts(store).pauses.set({ ...pause, since: now, by: 'ops', note: '棚卸し' });
  time.at(until, () => void memoryPorts(store).pauses.lift(pause));
}
