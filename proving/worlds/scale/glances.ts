import { dayMs, hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { ShopKey } from '../../../core/model/shop.ts';
import { standardShopsAtOnce } from '../../../core/session/import-settings.ts';
import { nearestRank } from '../../../journal/recount/reading.ts';
import { prng, seedOf } from '../../../simulator/index.ts';
import { type SalesLaw, shareOfSales } from './sales.ts';
import { createScaleWorld } from './world.ts';

/** So many orders a day a shop has, taken together. */
const ordersADay = 20;

/** What was sold for so long before is known: of what was sold longer ago little counts. */
const soldMs = 3 * hourMs;

/** How soon orders are stored where shops that sell are glanced at, and what that takes. */
export interface GlanceFigures {
  readonly law: SalesLaw;
  readonly shops: number;
  readonly shards: number;
  readonly warmPercent: number;
  readonly orders: number;
  /** The part of them that shops had which glances looked at, from 0 to 1. */
  readonly warmShare: number;
  /** From the moment that the mall shows an order to its row, in seconds. */
  readonly p50Seconds: number;
  readonly p99Seconds: number;
  readonly mallCallsPerSecondMax: number;
  readonly mallCallsAMinute: number;
  /** How long polls and glances of a minute run, in seconds. */
  readonly pollSecondsAMinute: number;
  readonly glanceSecondsAMinute: number;
  /** Leases and lists of shops that a minute writes and reads, by port and method. */
  readonly tableCallsAMinute: Readonly<Record<string, number>>;
}

/** Plays some minutes of a day on which shops sell by a law, with and without glances as `warmPercent` has it. */
export async function measureGlances(options: {
  readonly law: SalesLaw;
  readonly shops: number;
  readonly shards: number;
  readonly warmPercent: number;
  readonly minutes: number;
}): Promise<GlanceFigures> {
  const { law, shops, shards, warmPercent, minutes } = options;
  const seconds: number[] = [];
  let measuring = false;
  const world = await createScaleWorld({
    ...{ shops, shards },
    settings: { warmPercent, shopsAtOnce: standardShopsAtOnce(shards) },
    onStored({ orderedAt, shop }) {
      if (!measuring) return;
      seconds.push((world.time.now() - orderedAt) / secondMs);
      if (warm.has(shop)) ofWarm++;
    },
  });
  const { time, mall } = world;
  const chance = prng(seedOf(1, 'glances', law));
  const rates = world
    .shops()
    .map((shop, rank) => ({ shop, aDay: shops * ordersADay * shareOfSales(law, rank, shops) }));
  let ofWarm = 0;
  const warm = new Set<ShopKey>();
  const noteHours = (): void => {
    for (const { shop, aDay } of rates) {
      let sold = 0;
      for (let after = chance.gap(dayMs / aDay); after < soldMs; after += chance.gap(dayMs / aDay)) sold++;
      world.warmOf(shop.shard).note(shop.key, sold);
    }
    for (let shard = 0; shard < shards; shard++) {
      const ofShard = rates.filter(({ shop }) => shop.shard === shard).map(({ shop }) => shop);
      for (const { key } of world.warmOf(shard).among(ofShard, warmPercent)) warm.add(key);
    }
  };
  noteHours();
  const placeMinute = (): void => {
    for (const { shop, aDay } of rates)
      for (let after = chance.gap(dayMs / aDay); after < minuteMs; after += chance.gap(dayMs / aDay))
        time.at(time.now() + after, () => mall.placeOrder(shop));
  };
  const runs: Promise<readonly { readonly seconds: number }[]>[] = [];
  for (let minute = -1; minute < minutes; minute++) {
    if (minute === 0) {
      measuring = true;
      mall.takeLoad();
      world.tableCalls.clear();
      runs.splice(0);
    }
    runs.push(world.fire());
    placeMinute();
    await time.runUntil(time.now() + minuteMs);
  }
  const load = mall.takeLoad();
  const tableCalls = new Map(world.tableCalls);
  const glanced = world.glanceSeconds();
  await time.runUntil(time.now() + 2 * minuteMs);
  const polled = (await Promise.all(runs)).flat().reduce((sum, run) => sum + run.seconds, 0);
  seconds.sort((one, other) => one - other);
  return {
    ...{ law, shops, shards, warmPercent, orders: seconds.length },
    warmShare: ofWarm / seconds.length,
    p50Seconds: nearestRank(seconds, 0.5) ?? 0,
    p99Seconds: nearestRank(seconds, 0.99) ?? 0,
    mallCallsPerSecondMax: load.perSecondMax,
    mallCallsAMinute: load.calls / minutes,
    pollSecondsAMinute: polled / minutes,
    glanceSecondsAMinute: glanced / (minutes + 1),
    tableCallsAMinute: Object.fromEntries([...tableCalls].map(([name, calls]) => [name, calls / minutes])),
  };
}

/** The figures for people. */
export function glanceLine(figures: GlanceFigures): string {
  const { law, warmPercent, orders, warmShare, p50Seconds, p99Seconds } = figures;
  const { mallCallsPerSecondMax, mallCallsAMinute, pollSecondsAMinute, glanceSecondsAMinute } = figures;
  const writes = Object.entries(figures.tableCallsAMinute).flatMap(([name, calls]) =>
    name.startsWith('leases.') || name.startsWith('shops.') ? [`${name} ${Math.round(calls)}`] : [],
  );
  return [
    `${law}, ${warmPercent} % of the shops glanced at: ${orders} orders, ${Math.round(100 * warmShare)} % of them from these shops`,
    `stored after ${p50Seconds.toFixed(1)} s (p50), ${p99Seconds.toFixed(1)} s (p99)`,
    `${Math.round(mallCallsAMinute)} calls a minute, ${mallCallsPerSecondMax} in the busiest second`,
    `polls of a minute last ${Math.round(pollSecondsAMinute)} s in all, glances ${Math.round(glanceSecondsAMinute)} s`,
    `a minute: ${writes.join(', ')}`,
  ].join('; ');
}
