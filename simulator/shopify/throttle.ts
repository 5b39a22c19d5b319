import { json, type Reply } from './operation.ts';
import type { Shop, World } from './state.ts';

const LIMITS_PAGE = 'https://shopify.dev/api/usage/rate-limits';

/** What the bucket of a shop holds now. */
function available({ timeMs, settings }: World, { bucket }: Shop): number {
  const { maximumAvailable, restoreRate } = settings.throttle;
  if (bucket === null) return maximumAvailable;
  return Math.min(maximumAvailable, bucket.points + ((timeMs - bucket.at) / 1000) * restoreRate);
}

/** Takes points from the bucket, or gives some back; false where it does not hold them. */
export function take(world: World, shop: Shop, points: number): boolean {
  if (!world.settings.throttle.enforce) return true;
  const left = available(world, shop);
  if (points > left) return false;
  const { maximumAvailable } = world.settings.throttle;
  shop.bucket = { points: Math.min(maximumAvailable, left - points), at: world.timeMs };
  return true;
}

/** What an answer says of its points. */
export function costOf(world: World, shop: Shop, requestedQueryCost: number, actualQueryCost: number | null) {
  const { maximumAvailable, restoreRate } = world.settings.throttle;
  const currentlyAvailable = Math.floor(available(world, shop));
  return { requestedQueryCost, actualQueryCost, throttleStatus: { maximumAvailable, currentlyAvailable, restoreRate } };
}

/** A call that has to wait until the bucket holds what it asks for. */
export function throttled(world: World, shop: Shop, requested: number): Reply {
  const { status, retryAfterSeconds } = world.settings.throttle;
  const headers = status === 429 ? { 'retry-after': `${retryAfterSeconds}.0` } : undefined;
  const errors = [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: LIMITS_PAGE } }];
  return json(status, { errors, extensions: { cost: costOf(world, shop, requested, null) } }, headers);
}

/** A query that costs more than any may. */
export function refusedAsTooMuch({ settings }: World, cost: number): Reply | null {
  const maxCost = settings.throttle.singleQueryMax;
  if (cost <= maxCost) return null;
  const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${maxCost}).`;
  const extensions = { code: 'MAX_COST_EXCEEDED', cost, maxCost, documentation: LIMITS_PAGE };
  return json(200, { errors: [{ message, extensions }] });
}
