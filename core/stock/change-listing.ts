import type { Ports } from '../ports/index.ts';
import type { EpochMs } from '../units.ts';
import type { Listing, ListingKey, ListingTerms } from './listing.ts';
import { type ListingChange, nextListing } from './next-listing.ts';

/** What people decide of a listing. */
export interface ListingFacts extends ListingKey, ListingTerms {
  readonly merchant: string;
  readonly sku: string;
}

/** What facts are to a listing's row: `same` needs no write. */
export type ListingStep = 'add' | 'change' | 'same';

/** The names of the facts that differ from a row. */
export function differingFacts(standing: Listing, facts: ListingFacts): (keyof ListingFacts)[] {
  const decided = ['merchant', 'sku', 'linked', 'buffer', 'cap', 'floor'] as const;
  return decided.filter((name) => standing[name] !== facts[name]);
}

export function listingStep(standing: Listing | null, facts: ListingFacts): ListingStep {
  if (standing === null) return 'add';
  return differingFacts(standing, facts).length === 0 ? 'same' : 'change';
}

/**
 * The row that follows when people decide these facts. `terms` counts up, so that whatever the mall was told before is not what it should
 * show; the listing is due at once. One that a worker is at stays claimed: what comes of the turn is written into this row.
 */
export function decidedListing(standing: Listing | null, facts: ListingFacts, writer: string, now: EpochMs): Listing {
  const { shop, item, merchant, sku, linked, buffer, cap, floor } = facts;
  const decided = { shop, item, merchant, sku, linked, buffer, cap, floor };
  if (standing === null) return { ...decided, version: 1, writer, terms: 1, ...(linked ? { dueAt: now } : {}) };
  // What a mall was told, waits and a difference that was found are about what it sold and showed until now.
  const rest = { ...readFirst(standing), wait: null, drift: null, dueAt: linked ? now : null };
  return nextListing({ ...standing, ...decided, terms: standing.terms + 1 }, writer, rest);
}

/** A row that others write all the time is left after so many tries. */
const attemptsMax = 5;

/**
 * Writes a change over a listing as it stands, and again over what others wrote meanwhile. `next` gives null where nothing is to be
 * written. `overtaken`: others were faster each time.
 */
async function writeOver(
  { listings }: Pick<Ports, 'listings'>,
  key: ListingKey,
  next: (standing: Listing | null) => Listing | null,
): Promise<Listing | 'same' | 'overtaken'> {
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const [standing = null] = await listings.rows([key]);
    const row = next(standing);
    if (row === null) return 'same';
    if ((await listings.put(row)) === 'stored') return row;
  }
  return 'overtaken';
}

/** Makes a listing what people decided. The same twice writes nothing twice. */
export async function decideFacts(
  ports: Pick<Ports, 'listings' | 'clock'>,
  facts: ListingFacts,
  writer: string,
): Promise<ListingStep | 'overtaken'> {
  let step: ListingStep = 'same';
  const written = await writeOver(ports, facts, (standing) => {
    step = listingStep(standing, facts);
    return step === 'same' ? null : decidedListing(standing, facts, writer, ports.clock.now());
  });
  return written === 'overtaken' ? written : step;
}

/** Changes how a listing stands; `changeOf` gives null where nothing is to be changed. */
export async function changeStanding(
  ports: Pick<Ports, 'listings'>,
  key: ListingKey,
  writer: string,
  changeOf: (standing: Listing) => ListingChange | null,
): Promise<'changed' | 'same' | 'overtaken'> {
  const written = await writeOver(ports, key, (standing) => {
    const change = standing && changeOf(standing);
    return standing === null || change === null ? null : nextListing(standing, writer, change);
  });
  return typeof written === 'string' ? written : 'changed';
}

/** Due at once, as if the mall had never been told anything: whatever it shows is set anew. */
export function resent(standing: Listing, now: EpochMs): ListingChange {
  return { ...readFirst(standing), acked: null, drift: null, dueAt: now };
}

/** A level for an item that the mall does not have would vanish: one that was not there is looked for before it is told anything. */
function readFirst({ orphanSince }: Listing): ListingChange {
  return orphanSince === undefined ? {} : { verifiedAt: null };
}
