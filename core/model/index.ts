/**
 * Model: types and pure functions shared by features: shops, merchants, orders, claims, pushes, listings, pauses, incidents. Imports the
 * kernel only; no I/O. Start with `order.ts` and `push.ts`.
 */

export * from './api-key.ts';
export * from './audit.ts';
export * from './catch-up.ts';
export * from './change.ts';
export * from './claim.ts';
export * from './credential.ts';
export * from './due-row.ts';
export * from './event-schemas.ts';
export * from './feed.ts';
export * from './finality.ts';
export * from './foreign-rows.ts';
export * from './health.ts';
export * from './health-settings.ts';
export * from './incident.ts';
export * from './listing.ts';
export * from './merchant.ts';
export * from './news.ts';
export * from './news-kinds.ts';
export * from './notice.ts';
export * from './order.ts';
export * from './order-acceptance.ts';
export {
  changed,
  changesOfTarget,
  failedAtOf,
  freedAtOf,
  nextTarget,
  type OrderTarget,
  orderTargetFormat,
  type RequestChange,
  stepsOf,
  withChange,
  withoutClaim,
} from './order-target.ts';
export {
  hasItsPlace,
  keptOf,
  parcelsBelow,
  type TargetRequest,
  wantedParcels,
} from './order-words.ts';
export * from './packing.ts';
export * from './parcels.ts';
export * from './pause.ts';
export * from './push.ts';
export * from './push-failures.ts';
export * from './push-row.ts';
export * from './revision.ts';
export * from './shards.ts';
export * from './shop.ts';
export * from './sku.ts';
export * from './split-orders.ts';
export * from './standing.ts';
export * from './status-request.ts';
export * from './storable.ts';
export * from './surplus.ts';
export * from './waits.ts';
export * from './windows.ts';
