import { TsunagiError } from '../../core/kernel/errors.ts';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import { isDone } from '../../core/model/push-row.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { BookOrder } from '../../simulator/rms/index.ts';
import { memoryPorts } from '../memory/index.ts';
import type { Push } from '../memory/push.ts';
import { scheduleCorrectedNumbers } from './corrected-numbers.ts';
import type { Draw } from './draws.ts';
import { applyLater, scheduleLateCalls } from './late-calls.ts';
import { people } from './people.ts';
import { createFunction, launch } from './runs.ts';
import { leftUndone } from './status-invariants.ts';
import { workOnMessages } from './status-queue.ts';
import { correction, drawWish, type Wish } from './status-wishes.ts';
import type { Workplace, World } from './world.ts';

/**
 * When, after the storm, every change must have ended. A pause that outlasts the looks is lifted two and a half hours after it. Then come the looks: two
 * hours, by a clock that may be an hour ahead; a sweep after each, an hour apart by now; and whether what a look removed is gone, by such a clock again.
 */
export const changesEndedAfterMs = 9.5 * hourMs;
/** Orders placed lately are those that people deal with. */
const latelyOrders = 40;
/** Who was not answered, or died, asks for the whole again. */
const asksMax = 6;

/** Lets people want changes of a world's orders, and what befalls them; does nothing in a world without. */
export function scheduleStatuses(world: World, stormEnd: number, end: number): void {
  const { statuses, statusWatch: watch, start, time, rms } = world;
  if (statuses === null || watch === null) return;
  workOnMessages(world, { ...statuses, ...watch });
  const times = (name: string, count: number, work: (world: World, chance: Draw) => void): void => {
    for (let index = 0; index < count; index++) {
      const chance = watch.draws.of(name, index);
      time.at(chance.int(start + 5 * minuteMs, stormEnd - minuteMs), () => work(world, chance));
    }
  };
  times('wish', statuses.wishes, wish);
  times('withdraw', statuses.withdrawals, withdrawSoon);
  times('retry', statuses.retries, retry);
  times('pause', statuses.pauses, pauseByHand);
  for (const { from, ...fault } of statuses.faults) time.at(start + from, () => rms.control.break(fault));
  time.at(stormEnd + changesEndedAfterMs, () => watch.broken.push(...leftUndone(world)));
  if (world.outages === null) notifyNowAndThen(world, end);
  scheduleLateCalls(world, stormEnd, byHand);
  scheduleCorrectedNumbers(world, stormEnd, byHand);
}

function shopsWithStatus({ shops, store }: World): Shop[] {
  return shops.filter(({ merchant }) => store.merchantsById.get(merchant)?.features.includes('status'));
}

/** An order that is stored, as the books have it: one of those that something was wanted of before, or another. */
function someOrder(world: World, shop: Shop, chance: Draw): BookOrder | null {
  const pushed = [...(world.store.pushesByShop.get(shop.key)?.values() ?? [])].map(({ orderNumber }) => orderNumber);
  const stored = [...(world.store.rowsByShop.get(shop.key)?.values() ?? [])].flatMap((row) =>
    row.kind === 'stored' && !row.problem ? [row.orderNumber] : [],
  );
  const numbers = pushed.length > 0 && chance.chance(0.35) ? pushed : stored.slice(-latelyOrders);
  if (numbers.length === 0) return null;
  const order = world.rms.control.order(chance.of('one').among(numbers, (number) => number));
  // Few changes of cancelled orders are requested.
  const isCancelled = order !== null && order.orderProgress >= 800;
  const other = chance.of('other');
  return isCancelled && other.chance(0.8) ? world.rms.control.order(other.among(numbers, (number) => number)) : order;
}

function wish(world: World, chance: Draw): void {
  const shops = shopsWithStatus(world);
  if (shops.length === 0) return;
  const shop = chance.among(shops, ({ code }) => code);
  const asks = (what: string, orderNumber: string, wanted: Wish): void =>
    ask(world, shop, orderNumber, wanted, chance.of(what));
  if (chance.hits('unknown', 0.04)) {
    asks('unknown', '370001-20260101-0000000001', [{ kind: 'confirm' }]);
    return;
  }
  const order = someOrder(world, shop, chance);
  if (order === null) return;
  enterByHand(world, shop, order, chance.of('hand'));
  const wanted = drawWish(world, shop, order, chance.of('wish'));
  world.note(`${order.orderNumber} at ${order.orderProgress}: ${wanted.map(({ kind }) => kind).join(', ')} wanted`);
  asks('first', order.orderNumber, wanted);
  // Two people at once, or one who is not sure whether they did.
  if (chance.hits('twice', 0.3)) {
    world.counts['asked-twice']++;
    const laterMs = chance.of('twice').pick([0, 5, 60_000]);
    world.time.at(world.time.now() + laterMs, () => asks('again', order.orderNumber, wanted));
  }
  // A, then B, then A again.
  const [first] = wanted;
  if (first?.kind === 'memo') {
    const other = { kind: 'memo', text: `${first.text}2` } as const;
    const memos = chance.of('memos');
    const [otherMs, firstMs] = [memos.int(1_000, 90_000), memos.int(90_001, 600_000)];
    world.time.at(world.time.now() + otherMs, () => asks('other memo', order.orderNumber, [other]));
    world.time.at(world.time.now() + firstMs, () => asks('memo again', order.orderNumber, [first]));
  }
  if (chance.hits('cancel', 0.15))
    world.time.at(world.time.now() + chance.of('cancel').int(0, 10 * minuteMs), () => cancel(world, shop, order));
  const [parcels] = order.orderProgress === 300 ? wanted.filter(({ kind }) => kind === 'ship') : [];
  if (parcels !== undefined && chance.hits('double', 0.3)) doubleAndCorrect(world, shop, order, chance.of('double'));
}

/** The mall applies a call after it was made again; then a person corrects what is there twice. */
function doubleAndCorrect(world: World, shop: Shop, order: BookOrder, chance: Draw): void {
  applyLater(world, shop, 1, chance.int(6, 9) * minuteMs);
  world.time.at(world.time.now() + chance.int(10, 15) * minuteMs, () => {
    const corrected = correction(world, shop, order);
    if (corrected !== null) ask(world, shop, order.orderNumber, [corrected], chance.of('correct'));
  });
}

/** A system writes an empty row into an order, or a person ships a parcel by hand. */
function enterByHand(
  { rms, statusWatch }: World,
  shop: Shop,
  { orderNumber, orderProgress }: BookOrder,
  chance: Draw,
): void {
  if (statusWatch === null || orderProgress !== 300 || !chance.chance(0.4)) return;
  if (chance.chance(0.7)) {
    rms.control.shipOrder(shop.code, orderNumber, {
      deliveryCompany: '1000',
      shippingNumber: null,
      shippingDate: null,
    });
    return;
  }
  const shippingNumber = `HAND-${statusWatch.handParcels.size}`;
  rms.control.shipOrder(shop.code, orderNumber, {
    deliveryCompany: '1003',
    shippingNumber,
    shippingDate: '2026-02-01',
  });
  statusWatch.handParcels.set(orderNumber, [...(statusWatch.handParcels.get(orderNumber) ?? []), shippingNumber]);
}

function cancel({ rms, counts }: World, shop: Shop, { orderNumber }: BookOrder): void {
  try {
    rms.control.cancelOrder(shop.code, orderNumber, { finalAfterMs: 10 * minuteMs });
    counts.cancel++;
  } catch {
    // It is cancelled by now.
  }
}

/** A caller requests this now, and repeats the request until it is answered. */
function ask(world: World, shop: Shop, orderNumber: string, wanted: Wish, act: Draw): void {
  const now = world.time.now();
  const requests = wanted.map((content) => ({ shop: shop.key, orderNumber, content }));
  byHand(world, act, async ({ ports }) => {
    const results = await people(world).request(ports, requests, { by: 'hanako', now });
    for (const result of results) {
      if (result.kind === 'refused') world.unexpected.push(`a request was refused: ${result.problems.join('; ')}`);
    }
  });
}

/** A person at a terminal does this, with the right time, and repeats it until it is done. */
export function byHand(
  world: Workplace,
  act: Draw,
  work: (person: ReturnType<Workplace['startProcess']>) => Promise<unknown>,
  turn: number = 1,
): void {
  const person = world.startProcess('person', 0, world.turn('person', act, turn));
  let isDoneByNow = false;
  launch(world, person, 5 * minuteMs, async () => {
    try {
      await work(person);
      isDoneByNow = true;
    } catch (error) {
      // Other writers keep winning, or the push is gone: not an error here.
      if (!(error instanceof TsunagiError) || !error.code.startsWith('push.')) throw error;
    }
  });
  if (turn === asksMax) return;
  world.time.at(world.time.now() + 2 * minuteMs, () => {
    if (!isDoneByNow) byHand(world, act, work, turn + 1);
  });
}

/** Something is wanted, and taken back within the minute. */
function withdrawSoon(world: World, chance: Draw): void {
  wish(world, chance.of('wish'));
  const moments = chance.of('moments');
  const after = [moments.int(0, 2_500), moments.int(2_500, 4_500), moments.int(4_500, 8_000), 40_000];
  for (const [turn, afterMs] of after.entries()) {
    world.time.at(world.time.now() + afterMs, () => {
      const newest = allPushes(world)
        .filter((push) => !isDone(push))
        .sort((one, other) => other.requestedAt - one.requestedAt)[0];
      if (newest === undefined) return;
      world.counts.withdrawn++;
      const act = chance.of('withdraw', turn);
      byHand(world, act, ({ ports }) => people(world).withdraw(ports, newest, { by: 'taro' }), asksMax);
    });
  }
}

function retry(world: World, chance: Draw): void {
  const open = allPushes(world).filter(({ state }) => ['failed', 'withdrawn', 'retrying', 'held'].includes(state.kind));
  if (open.length === 0) return;
  const push = chance.among(open, ({ id }) => id);
  world.counts['retried-by-hand']++;
  byHand(world, chance.of('retry'), ({ ports }) => people(world).retry(ports, push, { by: 'taro' }), asksMax);
}

function allPushes({ store }: World): Push[] {
  return [...store.pushesByShop.values()].flatMap((rows) => [...rows.values()]);
}

function pauseByHand(world: World, chance: Draw): void {
  const { statusWatch: watch, store, time, counts } = world;
  const shops = shopsWithStatus(world);
  if (watch === null || shops.length === 0) return;
  const { key } = chance.among(shops, ({ code }) => code);
  if (watch.holds.some(({ shop, until }) => shop === key && until > time.now())) return;
  const { pauses } = memoryPorts(store);
  const pause = { cause: 'manual', scope: key, capability: 'status' } as const;
  const until = time.now() + chance.of('until').int(4, 25) * minuteMs;
  watch.holds.push({ shop: key, from: time.now(), until });
  counts['paused-by-hand']++;
  void pauses.set({ ...pause, since: time.now(), by: 'ops', note: '棚卸し' });
  time.at(until, () => void pauses.lift(pause));
}

/** Where no outage needs them, those who write to merchants run now and then. */
function notifyNowAndThen(world: World, end: number): void {
  const notify = createFunction(world, 'notify');
  const fire = (): void => {
    if (world.time.now() >= end) return;
    notify.fire(0, 1);
    world.time.at(world.time.now() + (world.stormy ? 5 : 45) * minuteMs, fire);
  };
  world.time.at(world.start, fire);
}
