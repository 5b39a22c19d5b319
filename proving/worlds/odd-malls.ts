import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Draw } from './draws.ts';
import { drawsOf } from './edition.ts';
import type { World } from './world.ts';

/**
 * A mall that answers, and says what cannot be: an order of the year 2099, a clock that is years ahead, a count of rows that it
 * does not list; or that refuses every order of a shop. Worlds whose statuses or stock are watched have none: their invariants
 * expect a mall that is right.
 */
export function scheduleOddMall(world: World, stormEnd: number): void {
  const { edition, outages, statuses, stocks, seed } = world;
  if (edition < 3 || outages !== null || statuses !== null || stocks !== null) return;
  const draws = drawsOf(edition, seed, 'odd-mall');
  const [dates, readings, counts, clock] = [
    draws.of('dates'),
    draws.of('readings'),
    draws.of('counts'),
    draws.of('clock'),
  ];
  if (dates.chance(0.5)) dateOrderWrongly(world, stormEnd, dates);
  if (readings.chance(0.4)) refuseReadings(world, stormEnd, readings);
  if (counts.chance(0.4)) countWrongly(world, stormEnd, counts);
  if (clock.chance(0.5)) tellWrongTime(world, stormEnd, clock);
}

/** Orders with a wrong date at a time. Each is stored by the import that comes first. */
const datedWrongly = 3;
/** Two clocks that differ by this give an order with a wrong date two moments of its first reading. */
const otherClockMs = 7_000;

/**
 * The last orders of a shop bear dates of the year 2099 until they are mended: what is shown after them has to come all the same. In half of
 * the worlds two people import them at once.
 */
function dateOrderWrongly(world: World, stormEnd: number, chance: Draw): void {
  const { time, rms, start, counts } = world;
  const shop = chance.among(world.shops, ({ code }) => code);
  const mendedAt = stormEnd + chance.int(0, 2 * hourMs);
  const isTwice = chance.chance(0.5);
  time.at(chance.int(start, stormEnd - 1), () => {
    for (const order of rms.control.addOrders(shop.code, { count: datedWrongly, kind: 'plain' })) {
      rms.control.spoilOrder(order, 'future-date');
      counts['wrong-date']++;
      world.note(`${order} is dated 2099`);
      time.at(mendedAt, () => rms.control.mendOrder(order));
    }
    if (!isTwice) return;
    const span = { from: time.now() - minuteMs, to: time.now() + minuteMs };
    for (const skewMs of [otherClockMs, 0]) world.importByHand(shop, span, skewMs, chance.of(skewMs));
    counts['manual-import'] += 2;
  });
}

/** A run that read an order just before has no reason to ask for a known-good one. */
const startedMs = 3 * minuteMs;

/** getOrder refuses a shop for a while: no order of it may be called bad. */
function refuseReadings(world: World, stormEnd: number, chance: Draw): void {
  const { time, rms, store, unexpected } = world;
  const shop = chance.among(world.shops, ({ code }) => code);
  const forMs = chance.int(15, 40) * minuteMs;
  const setAside = (): Set<string> =>
    new Set(
      [...(store.rowsByShop.get(shop.key)?.values() ?? [])]
        .filter((row) => row.kind === 'quarantined' && row.problem.reason.includes('mall.refused'))
        .map(({ orderNumber }) => orderNumber),
    );
  time.at(chance.int(world.start + 20 * minuteMs, stormEnd - forMs), () => {
    rms.control.break({ kind: 'refusal', operations: ['getOrder'], shopUrl: shop.code, until: time.now() + forMs });
    world.note(`${shop.key} is refused its orders`);
    rms.control.addOrders(shop.code, { count: chance.int(1, 8) });
    let before = new Set<string>();
    time.at(time.now() + startedMs, () => {
      before = setAside();
    });
    time.at(time.now() + forMs, () => {
      const wrongly = [...setAside()].filter((orderNumber) => !before.has(orderNumber));
      for (const orderNumber of wrongly) {
        unexpected.push(`${orderNumber} was set aside, though the mall refused all orders of ${shop.key}`);
      }
    });
  });
}

/** In calm weather, when all that the storm left is done: no visit may fail, orders come, and no cursor moves on. */
const countedFromMs = 4 * hourMs + 6 * minuteMs;
const countedForMs = 84 * minuteMs;
/** Polls come every 20 minutes then. */
const storedWithinMs = 65 * minuteMs;

function countWrongly(world: World, stormEnd: number, chance: Draw): void {
  const { time, rms, store, unexpected, counts } = world;
  const totalTooHigh = chance.int(1, 3);
  time.at(stormEnd + countedFromMs, () => {
    rms.control.changeSettings({ search: { totalTooHigh } });
    counts['wrong-total']++;
    world.note(`the mall counts ${totalTooHigh} orders too many`);
    const from = time.now();
    const placed = world.shops.map((shop) => ({
      shop,
      order: rms.control.addOrders(shop.code, { count: 1, kind: 'plain' })[0] ?? '',
    }));
    time.at(from + storedWithinMs, () => {
      for (const { shop, order } of placed) {
        if (store.rowsByShop.get(shop.key)?.has(order)) continue;
        unexpected.push(`${order} was listed and not stored while the mall counted wrongly`);
      }
    });
    time.at(from + countedForMs, () => {
      for (const { key, cursor } of store.shopsByKey.values()) {
        if (cursor > from) unexpected.push(`the cursor of ${key} moved on though the mall counted wrongly`);
      }
      rms.control.changeSettings({ search: { totalTooHigh: 0 } });
    });
  });
}

/** Only where our own clocks are right: two wrong clocks at once cannot be told apart. */
function tellWrongTime(world: World, stormEnd: number, chance: Draw): void {
  const { time, rms, swarm, counts } = world;
  if (swarm.skewChance > 0) return;
  const clockAheadMs = chance.pick([73 * 365 * dayMs, 3 * hourMs, -dayMs]);
  const forMs = chance.int(20, 60) * minuteMs;
  time.at(chance.int(world.start, stormEnd - forMs), () => {
    rms.control.changeSettings({ transport: { clockAheadMs } });
    counts['wrong-clock']++;
    world.note(`the mall's clock is ${clockAheadMs} ms ahead`);
    time.at(time.now() + forMs, () => rms.control.changeSettings({ transport: { clockAheadMs: 0 } }));
  });
}
