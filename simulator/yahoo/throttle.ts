import { jstMidnight } from '../jst.ts';
import type { Operation } from './operation.ts';
import { gatewayError, html, type Reply } from './reply.ts';
import type { Shop } from './state.ts';
import type { Rate, World } from './world.ts';

const SECOND_MS = 1000;
const WORDS = 'Your Request was Forbidden';

/** One query a second for each address, and so many a day for an application. Too many are a 403, never a 429. */
export function tooFast(world: World, shop: Shop, operation: Operation): Reply | null {
  const { enforce, perSecond, perDay, countedBy, blockMs } = world.settings.throttle;
  if (!enforce) return null;
  const { clientId } = shop.application;
  const caller = countedBy === 'application' ? clientId : `${clientId} ${shop.sellerId}`;
  const day = rateOf(world, clientId);
  const rate = rateOf(world, `${caller} ${operation.name}`);
  day.today += 1;
  rate.recent = rate.recent.filter((at) => at > world.timeMs - SECOND_MS);
  if (day.today > perDay || world.timeMs < rate.blockedUntil) return throttled(world);
  if (rate.recent.length >= perSecond) {
    rate.blockedUntil = world.timeMs + blockMs;
    return throttled(world);
  }
  rate.recent.push(world.timeMs);
  return null;
}

function rateOf(world: World, name: string): Rate {
  const day = jstMidnight(world.timeMs);
  const known = world.rates.get(name) ?? { recent: [], blockedUntil: 0, day, today: 0 };
  if (known.day !== day) Object.assign(known, { day, today: 0 });
  world.rates.set(name, known);
  return known;
}

/** The words are the mall's; what stands around them is not public. */
export function throttled(world: World): Reply {
  return world.settings.throttle.body === 'xml'
    ? gatewayError(403, WORDS)
    : html(403, `<html><head><title>${WORDS}</title></head><body><h1>${WORDS}</h1></body></html>`);
}
