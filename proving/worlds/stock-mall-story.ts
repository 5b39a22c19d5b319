import { minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { Draw } from './draws.ts';
import { refuseListings, sayThatAllIsWell } from './malls-beside.ts';
import { shownByHand } from './stock-oversells.ts';
import { listingId, type StockWatch, someListing } from './stock-watch.ts';
import type { Stocks } from './stocks.ts';
import { latestAppearanceMs } from './swarm.ts';
import type { World } from './world.ts';
import { besideNamed, isBeside, mallAt } from './world-mall.ts';

/** When, after the storm, the last order has come. */
const quietAfterMs = latestAppearanceMs + 30 * minuteMs;

/** How a mall's one API fails while its other one is up. */
const halfDown = ['refuse', 'server-error-html', 'timeout-before', 'html-200'] as const;

/** What happens at the malls themselves: rushes, orders at those beside RMS, levels set by hand, and their faults. */
export function sellStock(world: World, watch: StockWatch, stocks: Stocks, stormEnd: number): void {
  const { start, time, rms, beside, counts } = world;
  const { draws, goods } = watch;
  const times = (name: string, count: number, work: (chance: Draw) => void): void => {
    for (let index = 0; index < count; index++) {
      const chance = draws.of(name, index);
      time.at(chance.int(start + 10 * minuteMs, stormEnd - minuteMs), () => work(chance));
    }
  };
  times('rush', stocks.rushes, (chance) => rush(world, watch, chance));
  times('by hand', stocks.byHand, (chance) => setByHand(world, watch, chance));
  // After the last order, so that nothing but the night's comparison can find it.
  for (let index = 0; index < stocks.byHand; index++)
    time.at(stormEnd + quietAfterMs, () => setByHand(world, watch, draws.of('by hand at last', index)));
  times('refusal', stocks.refusals, (chance) => {
    const { shop, item } = someListing(watch, chance);
    const id = listingId(shop.key, item);
    watch.refusing.add(id);
    watch.refused.add(id);
    counts['item-refused']++;
    time.at(Math.min(stormEnd, time.now() + chance.int(10, 60) * minuteMs), () => watch.refusing.delete(id));
  });
  for (const { from, ...fault } of stocks.faults) time.at(start + from, () => rms.control.break(fault));
  for (const mall of beside) mall.fail(world, stocks, stormEnd);
  sayThatAllIsWell(world, stormEnd);
  refuseListings(world, stormEnd);
  for (const half of stocks.halves) time.at(start + half.from, () => breakHalf(world, watch, half));
  for (const shop of goods.shops) {
    if (isBeside(shop.key)) besideNamed(world, shop.mall).letHappen(world, watch, stocks, shop, stormEnd);
  }
}

/** Many want the same thing at once, at all malls: what is left of it goes within a minute. */
function rush(world: World, { goods }: StockWatch, rush: Draw): void {
  const { time } = world;
  const sku = rush.among([...goods.counted], (one) => one);
  for (const { shop, item } of [...goods.listings.values()].filter(
    (listing) => listing.sku === sku && listing.isThere,
  )) {
    const mall = mallAt(world, shop.key);
    for (let buyer = rush.of('buyers', shop.key).int(1, 4); buyer > 0; buyer--) {
      const chance = rush.of('buyer', shop.key, buyer);
      time.at(time.now() + chance.int(0, 90) * secondMs, () => mall.sell(shop.code, item, chance.pick([1, 1, 1, 2])));
    }
  }
}

/** A person sets a level directly at the mall. */
function setByHand(world: World, watch: StockWatch, chance: Draw): void {
  const { drifted } = watch;
  const { shop, item } = someListing(watch, chance);
  const quantity = chance.int(0, 30);
  mallAt(world, shop.key).setLevel(shop.code, item, quantity);
  shownByHand(watch, shop.key, item, quantity);
  drifted.add(listingId(shop.key, item));
  world.counts['level-by-hand']++;
}

function breakHalf(world: World, { draws }: StockWatch, half: Stocks['halves'][number]): void {
  const isOfOrders = half.api === 'orders';
  world.counts[isOfOrders ? 'orders-down' : 'stock-down']++;
  const kind = draws.of('half', half.from).pick(halfDown);
  const until = world.start + half.until;
  if (half.mall === 'rms') world.rms.control.break({ kind, api: isOfOrders ? 'order' : 'inventory', until });
  else besideNamed(world, half.mall).control.break({ kind, api: isOfOrders ? 'order' : 'stock', until });
}
