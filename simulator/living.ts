import type { Agenda } from './agenda.ts';
import type { Now } from './exchange.ts';
import { prng, seedOf } from './prng.ts';

/** A mall in which things happen by themselves. */
export interface Living {
  seed: number;
  /** The moment that is being lived: now, or the moment of what is just happening by itself. */
  timeMs: number;
  agenda: Agenda;
  /** The clock, with what `advance` added. */
  now: Now;
}

/** Lives everything that became due since the last request, each at its own moment. A clock that goes back is ignored. */
export function catchUp(world: Living): void {
  const nowMs = Math.max(world.now(), world.timeMs);
  world.agenda.runUntil(nowMs, (timeMs) => {
    world.timeMs = Math.max(timeMs, world.timeMs);
  });
  world.timeMs = nowMs;
}

/** What new orders stream into. The stream grows when it is changed: what an earlier one had scheduled does nothing. */
export interface Receiving {
  arrivalStream: number;
}

/** Sets the standing stream of new orders, at random moments; null ends it. `name` seeds it. */
export function setArrivals(
  world: Living,
  shop: Receiving,
  name: string | number,
  arrivals: { perHour: number } | null,
  place: (placedAt: number) => void,
): void {
  shop.arrivalStream += 1;
  if (arrivals === null) return;
  if (!(arrivals.perHour > 0))
    throw new Error(`arrivals: got perHour ${arrivals.perHour}, expected more than 0, or null.`);
  const stream = shop.arrivalStream;
  const chance = prng(seedOf(world.seed, 'arrivals', name, stream));
  const meanGapMs = 3_600_000 / arrivals.perHour;
  const scheduleFrom = (fromMs: number): void => {
    const nextMs = fromMs + chance.gap(meanGapMs);
    world.agenda.at(nextMs, () => {
      if (shop.arrivalStream !== stream) return;
      place(nextMs);
      scheduleFrom(nextMs);
    });
  };
  scheduleFrom(world.timeMs);
}
