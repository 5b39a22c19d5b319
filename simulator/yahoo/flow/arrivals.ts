import { prng, seedOf } from '../../prng.ts';
import type { Shop } from '../state.ts';
import type { World } from '../world.ts';
import { placeOrder } from './place-order.ts';

/** Sets the standing stream of new orders; null ends it. */
export function setArrivals(world: World, shop: Shop, arrivals: { perHour: number } | null): void {
  shop.arrivalStream += 1;
  if (arrivals === null) return;
  if (!(arrivals.perHour > 0))
    throw new Error(`arrivals: got perHour ${arrivals.perHour}, expected more than 0, or null.`);
  const stream = shop.arrivalStream;
  const chance = prng(seedOf(world.seed, 'arrivals', shop.sellerId, stream));
  const meanGapMs = 3_600_000 / arrivals.perHour;
  const scheduleFrom = (fromMs: number): void => {
    const nextMs = fromMs + chance.gap(meanGapMs);
    world.agenda.at(nextMs, () => {
      if (shop.arrivalStream !== stream) return;
      placeOrder(world, shop, { placedAt: nextMs, kind: 'random', mayBeTakenBack: true });
      scheduleFrom(nextMs);
    });
  };
  scheduleFrom(world.timeMs);
}
