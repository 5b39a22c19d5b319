import { TsunagiError } from '../../core/kernel/errors.ts';
import { dayMs, hourMs, jstHour, jstOffsetMs, minuteMs } from '../../core/kernel/time.ts';
import { shardsMax } from '../../core/model/shards.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { Fault } from '../../simulator/rms/index.ts';
import { probeClaims, probeLateSpan, probeOverlap, probeScan } from './calm-probe.ts';
import { scheduleChangesBeside } from './changes-beside.ts';
import type { Draw } from './draws.ts';
import type { FaultKind } from './fault-kinds.ts';
import { countMallFaults } from './mall-faults.ts';
import { isDigestTime, scheduleShipments } from './morning-story.ts';
import { scheduleOddMall } from './odd-malls.ts';
import { isLagging, rotate, scheduleOutages } from './outage-story.ts';
import { createFunction, type ScheduledFunction, spreadByHand } from './runs.ts';
import { type Schedule, schedulesOf } from './schedules.ts';
import { changesEndedAfterMs, scheduleStatuses } from './status-story.ts';
import { scheduleStocks } from './stock-story.ts';
import { latestAppearanceMs } from './swarm.ts';
import { importTwice } from './twins.ts';
import { drawUnstorable, lastingFailureEnd, scheduleLastingFailure, scheduleUnstorable } from './unstorable-story.ts';
import { isQuiet, minuteOf, type World } from './world.ts';
import { answerWhole } from './world-mall.ts';

/** Lets a seed's world happen: a stormy part in which everything breaks, then calm until all must have been caught up. */
export async function play(world: World): Promise<void> {
  const { time, start, swarm } = world;
  const stormEnd = start + swarm.activeMs;
  const unstorable = drawUnstorable(world);
  const end = Math.max(
    calmEnd(world, stormEnd),
    world.outages === null ? 0 : stormEnd + secondAuditsMs,
    lastingFailureEnd(unstorable, stormEnd),
    world.statuses === null ? 0 : stormEnd + changesEndedAfterMs + minuteMs,
  );
  scheduleFunctions(world, stormEnd, end);
  scheduleOrders(world, stormEnd);
  scheduleLateShops(world, stormEnd);
  scheduleMallTrouble(world, stormEnd);
  scheduleOpsWork(world, stormEnd);
  scheduleOutages(world, stormEnd, end);
  scheduleShipments(world, stormEnd);
  scheduleStatuses(world, stormEnd, end);
  scheduleStocks(world, stormEnd);
  scheduleChangesBeside(world, stormEnd);
  scheduleUnstorable(world, unstorable, stormEnd);
  scheduleLastingFailure(world, unstorable, stormEnd);
  scheduleOddMall(world, stormEnd);
  probeScan(world, stormEnd);
  probeLateSpan(world, stormEnd);
  probeClaims(world, stormEnd);
  await time.runUntil(stormEnd);
  world.stormy = false;
  world.calmSince = time.now();
  countMallFaults(world);
  world.rms.control.mend();
  for (const { control } of world.beside) control.mend();
  answerWhole([world.atRms, ...world.beside]);
  world.note('the storm is over');
  await time.runUntil(end);
}

/** A shop may be added an hour after the storm, orders come to it for two more, and the address of a social gift comes five hours after its order. */
const latestAddressMs = 8 * hourMs;

/** The last incident's second audit comes a day after it, and what is then found has its mail. */
const secondAuditsMs = 27 * hourMs;

/**
 * Late appearances have come, the night's re-reading is through, and one more scan has passed. Listings are compared from 3:00 on, those of some
 * shops from 4:00, and by a slow clock an hour later.
 */
function calmEnd({ stocks, swarm, beside }: World, stormEnd: number): number {
  const after = stormEnd + (swarm.lateShops > 0 ? latestAddressMs : latestAppearanceMs + hourMs);
  const jstMidnight = Math.ceil((after + jstOffsetMs) / dayMs) * dayMs - jstOffsetMs;
  // What a mall only accepts is looked at twice more after it was set right.
  const looksMs = beside.some(({ settlesMs }) => settlesMs > 0) ? 3 * hourMs : 0;
  return jstMidnight + (stocks === null ? 5 : 6.5) * hourMs + looksMs;
}

/** The functions run by the schedules of each deployment; after one, the shops may be spread over its shards. */
function scheduleFunctions(world: World, stormEnd: number, end: number): void {
  const { time, swarm, draws, start } = world;
  const later = swarm.laterShards.map((shards, index) => {
    return { at: draws.of('deployment', index).int(start, stormEnd + hourMs), shards };
  });
  later.sort((a, b) => a.at - b.at);
  const poll = createFunction(world, 'poll');
  const reconcile = createFunction(world, 'reconcile');
  for (const schedule of schedulesOf([{ at: start, shards: swarm.shards }, ...later], end, draws)) {
    fireBySchedule(world, schedule, { fn: poll, name: 'poll' }, [minuteMs, 20 * minuteMs, 40 * minuteMs]);
    fireBySchedule(world, schedule, { fn: reconcile, name: 'reconcile' }, [5 * minuteMs, 30 * minuteMs, hourMs]);
  }
  probeOverlap(world, stormEnd, () => {
    for (let shard = 0; shard < world.shards; shard++) poll.fire(shard, world.shards);
  });
  for (const [index, { at, shards }] of later.entries()) {
    time.at(at, () => {
      world.shards = shards;
      world.counts['shards-changed']++;
      world.note(`deployed with ${shards} shards`);
    });
    if (swarm.spreads) {
      times(2, (turn) => {
        time.at(at + draws.of('spread', index, turn).int(0, 20 * minuteMs), () => spread(world));
      });
    }
  }
  // The next spread finishes what a process that died has left.
  if (swarm.spreads && later.length > 0) time.at(stormEnd + 2 * hourMs, () => spread(world));
}

function spread(world: World): void {
  world.counts['shops-spread']++;
  spreadByHand(world);
}

function fireBySchedule(
  world: World,
  { shard, shards, from, until }: Schedule,
  { fn, name }: { readonly fn: ScheduledFunction; readonly name: string },
  periods: Periods,
): void {
  const { time, draws, swarm, counts } = world;
  const schedule = draws.of('schedule', name, shard, shards);
  const fire = (): void => {
    if (time.now() >= until) return;
    if (!isLagging(world, shard)) fn.fire(shard, shards);
    if (world.stormy && schedule.of(minuteOf(world)).hits('twice', swarm.concurrentChance)) {
      counts['concurrent-run']++;
      fn.fire(shard, shards);
    }
    time.at(time.now() + periodMs(world, periods), fire);
  };
  time.at(from + schedule.of('first').int(0, 30_000), fire);
}

/**
 * Between two runs, in ms. Calm hours need fewer of them to show the same, because nothing happens in them; and fewest when all
 * is quiet. The night's work takes several runs again.
 */
type Periods = readonly [stormyMs: number, calmMs: number, quietMs: number];

function periodMs(world: World, [stormyMs, calmMs, quietMs]: Periods): number {
  if (world.stormy) return stormyMs;
  if (isDigestTime(world)) return stormyMs;
  const isNight = jstHour(world.time.now()) < 5;
  return isQuiet(world) && !isNight ? quietMs : calmMs;
}

function scheduleOrders(world: World, stormEnd: number): void {
  const { draws, swarm, rms, time } = world;
  for (const shop of world.shops) {
    const rest = swarm.ordersPerShop - Math.ceil(swarm.ordersPerShop / 3);
    for (let index = 0; index < rest; index++) {
      time.at(draws.of('order', shop.code, index).int(world.start, stormEnd), () =>
        rms.control.addOrders(shop.code, { count: 1 }),
      );
    }
  }
  const someone = (chance: Draw): Shop => chance.among(world.shops, ({ code }) => code);
  times(swarm.late, (index) =>
    during(world, stormEnd, 'late-visibility', index, (chance) => {
      const visibleAfterMs = chance.int(5 * minuteMs, latestAppearanceMs);
      return rms.control.addOrders(someone(chance).code, { count: 1, visibleAfterMs }).length > 0;
    }),
  );
  times(swarm.edits, (index) =>
    during(world, stormEnd, 'edit', index, (chance) =>
      withOrder(world, chance, (shop, order) => rms.control.editOrder(shop, order)),
    ),
  );
  times(swarm.cancels, (index) =>
    during(world, stormEnd, 'cancel', index, (chance) =>
      withOrder(world, chance, (shop, order) => rms.control.cancelOrder(shop, order, {})),
    ),
  );
  times(swarm.spoilt, (index) =>
    during(world, stormEnd, 'never-parses', index, (chance) => {
      const how = chance.pick(['wrong-type', 'broken-json', 'missing-field', 'server-error'] as const);
      for (const order of rms.control.addOrders(someone(chance).code, { count: chance.int(1, 3) })) {
        rms.control.spoilOrder(order, how);
        time.at(stormEnd + chance.int(0, 2 * hourMs), () => rms.control.mendOrder(order));
      }
      return true;
    }),
  );
  times(swarm.hidden, (index) =>
    during(world, stormEnd, 'never-comes', index, (chance) => {
      const [order] = rms.control.addOrders(someone(chance).code, { count: 1 });
      rms.control.hideOrder(order as string);
      time.at(stormEnd + chance.int(0, 2 * hourMs), () => rms.control.showOrder(order as string));
      return true;
    }),
  );
}

/** Shops that are added while everything runs, or when the storm is over, in a shard that may have no schedule of its own. */
function scheduleLateShops(world: World, stormEnd: number): void {
  const { time, draws, swarm, rms } = world;
  times(swarm.lateShops, (index) => {
    const chance = draws.of('late shop', index);
    const at = chance.int(world.start, stormEnd + hourMs);
    const shard = chance.int(0, shardsMax - 1);
    time.at(at, () => {
      void world.addShop(shard).then((shop) => {
        world.counts['shop-added']++;
        world.note(`${shop.key} added in shard ${shard}`);
        times(10, (nth) => {
          const placedAt = chance.of('order', nth).int(at, at + 2 * hourMs);
          time.at(placedAt, () => rms.control.addOrders(shop.code, { count: 1 }));
        });
      });
    });
  });
}

function scheduleMallTrouble(world: World, stormEnd: number): void {
  const { draws, swarm, rms } = world;
  const breakFor = (chance: Draw, fault: Fault, minutes: number): void => {
    world.time.at(chance.int(world.start, stormEnd - 1), () => {
      rms.control.break({ ...fault, until: world.time.now() + minutes * minuteMs });
      world.note(`the mall breaks: ${fault.kind} for ${minutes} min`);
    });
  };
  times(swarm.outages, (index) => {
    const chance = draws.of('outage', index);
    breakFor(chance, { kind: chance.pick(outages), api: 'order' }, chance.int(3, 60));
  });
  times(swarm.flakyWindows, (index) => {
    const chance = draws.of('flaky window', index);
    const probability = 0.05 + chance.next() * 0.3;
    breakFor(chance, { kind: chance.pick(flaky), api: 'order', probability }, chance.int(10, 60));
  });
  const shiftPages = (index: number): void => {
    const chance = draws.of('page shift', index);
    const shift = chance.pick(['appear', 'vanish'] as const);
    breakFor(chance, { kind: 'page-shift', probability: 0.5, times: chance.int(2, 8), shift }, chance.int(30, 90));
  };
  times(swarm.pageShifts, shiftPages);
  // The backlog of the first minutes has the most unread pages.
  if (swarm.pageShifts > 0) {
    const until = world.start + 10 * minuteMs;
    rms.control.break({ kind: 'page-shift', probability: 0.8, times: 10, shift: 'vanish', until });
  }
}

const outages: readonly Fault['kind'][] = [
  'refuse',
  'server-error-json',
  'html-200',
  'server-error-html',
  'timeout-before',
  'system-error-200',
  'system-error-500',
];
const flaky: readonly Fault['kind'][] = ['reset', 'timeout-after', 'throttle', 'system-error-500', 'html-200'];

function scheduleOpsWork(world: World, stormEnd: number): void {
  const { draws, swarm, rms, time } = world;
  times(swarm.manualImports, (index) =>
    during(world, stormEnd, 'manual-import', index, (chance) => {
      const shop = chance.among(world.shops, ({ code }) => code);
      const to = time.now() - chance.int(0, hourMs);
      const span = { from: Math.max(to - chance.int(hourMs, 8 * hourMs), shop.importFrom), to };
      if (span.from < span.to)
        times(chance.int(1, 3), (nth) => world.importByHand(shop, span, undefined, chance.of(nth)));
      return span.from < span.to;
    }),
  );
  times(swarm.importsTwice, (index) => {
    const chance = draws.of('import twice', index);
    time.at(chance.int(world.start, stormEnd - 1), () => importTwice(world, chance));
  });
  times(swarm.keyTroubles, (index) =>
    during(world, stormEnd - hourMs, 'key-refused', index, (chance) => {
      const shop = chance.among(world.shops, ({ code }) => code);
      rms.control.expireKey(shop.code);
      time.at(time.now() + chance.int(5, 50) * minuteMs, () => void rotate(world, shop));
      return true;
    }),
  );
}

function during(
  world: World,
  stormEnd: number,
  kind: FaultKind,
  index: number,
  apply: (chance: Draw) => boolean,
): void {
  const chance = world.draws.of(kind, index);
  world.time.at(chance.int(world.start, stormEnd - 1), () => {
    if (!apply(chance)) return;
    world.counts[kind]++;
    world.note(kind);
  });
}

/** Does something to an order of chance; orders that can no longer be changed refuse, which is no fault applied. */
function withOrder(world: World, chance: Draw, change: (shopUrl: string, orderNumber: string) => unknown): boolean {
  const shop = chance.among(world.shops, ({ code }) => code);
  const orders = world.rms.control.placedBetween(shop.code, 0, Number.POSITIVE_INFINITY);
  if (orders.length === 0) return false;
  const { orderNumber } = chance.among(orders.slice(-40), (order) => order.orderNumber);
  try {
    change(shop.code, orderNumber);
    return true;
  } catch (error) {
    if (error instanceof TsunagiError) throw error;
    return false;
  }
}

function times(count: number, work: (index: number) => void): void {
  for (let index = 0; index < count; index++) work(index);
}
