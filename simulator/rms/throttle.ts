import type { Operation } from './operation.ts';
import { json, type Reply } from './reply.ts';
import type { Shop } from './state.ts';
import type { World } from './world.ts';

const SECOND_MS = 1000;

/** The rate a shop's call counts against: one per API, and the bulk reads of the inventory API have their own. */
export function tooFast(world: World, shop: Shop, operation: Operation): Reply | null {
  const { enforce, perSecond, inventoryReadsPerSecond, status } = world.settings.throttle;
  if (!enforce) return null;
  const isBulkRead = operation.api === 'inventory' && operation.name.startsWith('inventory.bulk.get');
  const rate = isBulkRead ? 'inventory bulk read' : operation.api;
  const allowed = isBulkRead ? inventoryReadsPerSecond : perSecond;
  const recent = (shop.recentCalls.get(rate) ?? []).filter((at) => at > world.timeMs - SECOND_MS);
  if (recent.length >= allowed) return throttled(status);
  recent.push(world.timeMs);
  shop.recentCalls.set(rate, recent);
  return null;
}

/** No public record of the real body was found. */
export function throttled(status: number): Reply {
  return json(status, { errors: [{ code: 'GA0004', message: 'Too many requests.' }] });
}
