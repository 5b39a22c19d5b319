import { object, optional, orNull, type Static, text, whole } from '../../core/kernel/index.ts';
import type { Listing, Pause, PauseCause } from '../../core/model/index.ts';
import type { ListingStanding } from '../../core/stock/index.ts';
import { pauseFacts, pauseOver, pauseShape } from '../pause/index.ts';
import { fieldsOf, isoOf, jstIso, jstIsoOrNull } from '../plain.ts';
import { moment, truth } from '../shape.ts';

const level = orNull(whole());
const time = orNull(moment);

export const listingFields = {
  ...{ shop: text<Listing['shop']>(), item: text(), merchant: text(), sku: text(), linked: truth },
  ...{ buffer: whole(), cap: level, floor: level },
  lastTold: orNull(object({ level: whole(), at: moment })),
  ...{ dueAt: time, verifiedAt: time, orphanSince: time, closedSince: time },
  ...{ standing: text<ListingStanding['kind']>(), since: time },
  /** Of `refused` and `retrying`. */
  ...{ code: optional(text()), words: optional(text()), tries: optional(whole()) },
  /** Of `differs`: what the mall shows; null for 無限大. */
  shows: optional(level),
  /** Of `held`: what held it when it was looked at last, and which pause does now, where that was looked up. */
  ...{ cause: optional(text<PauseCause>()), heldBy: optional(orNull(pauseShape)) },
  inBatch: optional(truth),
} as const;

const listingShape = object(listingFields);
export type ListingFacts = Static<typeof listingShape>;

/** A listing as plain data; `pauses`: what stands now (`pausesNow`), where that was looked up. */
export function listingFacts(listing: Listing, standing: ListingStanding, pauses?: readonly Pause[]): ListingFacts {
  const { acked } = listing;
  const { kind, ...more } = standing;
  const pause = kind === 'held' ? pauseOver(listing.shop, 'stock', pauses ?? [], standing.cause) : null;
  return {
    ...fieldsOf(listing, 'shop', 'item', 'merchant', 'sku', 'linked', 'buffer', 'cap', 'floor'),
    lastTold: acked === undefined ? null : { level: acked.level, at: jstIso(acked.at) },
    ...isoOf(listing, 'dueAt', 'verifiedAt', 'orphanSince', 'closedSince'),
    ...{ standing: kind, ...more, since: jstIsoOrNull(standingSince(standing)) },
    ...(kind === 'held' && pauses !== undefined ? { heldBy: pause && pauseFacts(pause) } : {}),
  };
}

/** Since when it stands so; null where that is not recorded. */
export const standingSince = (standing: ListingStanding): number | null =>
  'since' in standing ? standing.since : null;
