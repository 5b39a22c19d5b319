import { batchesFrom, TsunagiError } from '../kernel/index.ts';
import type { Listing } from '../model/index.ts';
import type { StockReading } from '../ports/index.ts';
import { holdsEverything } from '../session/index.ts';
import { readItems, type SetAttempt, sendBatch, setItems } from './items.ts';
import { listingFingerprint, readLevels, shownLevel } from './ledger.ts';
import { decideListing, type ListingDecision, type ListingTurn, type Wanted } from './settle-listing.ts';
import { movedId } from './spread-skus.ts';
import type { StockSession } from './stock-session.ts';

/** Computes levels of claimed listings, reads the mall where needed, sets what differs, and reads back what answers do not prove. */
export async function takeTurn(run: StockSession, claimed: readonly Listing[]): Promise<ListingTurn[]> {
  const claimsEnd = Math.min(...claimed.map(({ claim }) => claim?.until ?? 0));
  const { ports, settings, traits, door } = run;
  // Claims outlive their calls, so that no other worker is at the listing.
  const mayCall = (): boolean => run.mayCall() && ports.clock.now() + settings.callReserveMs < claimsEnd;
  const batches = claimed[0]?.claim?.batch && door.batches;
  let fresh = await run.freshness.isFresh();
  let wanted = await readWanted(run, claimed);
  const readSince = ports.clock.now() - settings.raiseReadMs;
  const decideAll = async (inBatch: boolean) => {
    const decide = (listing: Listing, reading: StockReading | null): ListingDecision | null => {
      const its = wanted.get(listing.item);
      if (its === undefined) return null;
      // A batch names unknown items itself, so none is read first.
      const seen = inBatch ? { ...listing, verifiedAt: listing.verifiedAt ?? 0 } : listing;
      return decideListing(seen, its, { reading, fresh, readFirst: traits.readFirst, readSince });
    };
    const toRead = claimed.filter((listing) => decide(listing, null)?.kind === 'read');
    const before = await readItems(run, itemsOf(toRead), mayCall);
    const readingOf = ({ item }: Listing): StockReading | null => before.readings.get(item) ?? null;
    const decideBy = () => new Map(claimed.map((listing) => [listing, decide(listing, readingOf(listing))]));
    let decisions = decideBy();
    // The ledger may not explain the level yet; a change names that level, so the mall would accept.
    const isUnexplained = (listing: Listing): boolean =>
      decisions.get(listing)?.kind === 'set' && isChanged(listing, readingOf(listing));
    if (fresh && traits.readFirst && claimed.some(isUnexplained)) {
      fresh = await run.freshness.isFresh(0);
      wanted = await readWanted(run, claimed);
      decisions = decideBy();
    }
    const levels = [...decisions].flatMap(([{ item }, decision]) => {
      if (decision?.kind !== 'set') return [];
      const { level, kept } = decision;
      return [{ item, level, ...(kept === undefined ? {} : { kept }) }];
    });
    const settable = levels.filter(({ item }) => traits.readFirst || !isRuledOut(before.readings.get(item)));
    return { before, decisions, levels, settable };
  };

  let decided = await decideAll(batches !== undefined);
  const isBatch = batches !== undefined && decided.settable.length >= (traits.batches?.from ?? 0) && mayCall();
  // Too few for a batch go singly, and items never seen are read first.
  if (batches !== undefined && !isBatch) decided = await decideAll(false);
  const { before, decisions, levels, settable } = decided;
  const batched = isBatch ? await sendBatch(run, batches, settable) : new Map<string, SetAttempt>();
  // The mall would accept in a batch what cannot be set.
  const byCall = levels.filter(({ item }) => !batched.has(item));
  const attempts = new Map([...batched, ...(await setItems(run, byCall, mayCall))]);
  noteFirstCalls(run, claimed, attempts);
  const after = await readBack(run, claimed, attempts);

  return claimed.map((listing): ListingTurn => {
    const { item } = listing;
    return {
      listing,
      decision: run.defects.has(item) && !attempts.has(item) ? null : (decisions.get(listing) ?? null),
      reading: before.readings.get(item) ?? null,
      readError: before.errors.get(item) ?? run.stopped(),
      attempt: attempts.get(item) ?? null,
      readBack: after.get(item),
    };
  });
}

function noteFirstCalls(
  { ports, cache, movedAt, shop }: StockSession,
  claimed: readonly Listing[],
  attempts: ReadonlyMap<string, SetAttempt>,
): void {
  const now = ports.clock.now();
  const waits = claimed.flatMap(({ item, merchant, sku }) => {
    const since = movedAt.get(movedId(merchant, sku));
    const { kind } = attempts.get(item) ?? { kind: 'not-tried' };
    return since === undefined || kind === 'not-tried' ? [] : [now - since];
  });
  cache.waits.note(shop.mall, 'called', waits);
}

/** Reads open calls, first levels, and all of a mall in recent trouble. Null: could not be read. */
async function readBack(
  run: StockSession,
  claimed: readonly Listing[],
  attempts: ReadonlyMap<string, SetAttempt>,
): Promise<ReadonlyMap<string, StockReading | null>> {
  const isTroubled = attempts.size > 0 && (await run.isTroubled());
  const asked = claimed.filter(({ item, acked }) => {
    const kind = attempts.get(item)?.kind;
    return kind === 'unproven' || (kind === 'set' && (isTroubled || acked === undefined));
  });
  const stopped = run.stopped();
  const { settings, budget } = run;
  const mayRead = (): boolean =>
    budget.remainingMs() > settings.callReserveMs && !holdsEverything(run.stopped()) && run.stopped() === stopped;
  const { readings } = await readItems(run, itemsOf(asked), mayRead);
  return new Map(asked.map(({ item }) => [item, readings.get(item) ?? null]));
}

function itemsOf(listings: readonly Listing[]): string[] {
  return listings.map(({ item }) => item);
}

/** Levels by the ledger, read after the claims to include earlier writes. A listing with a defect is noted and left out. */
export async function readWanted(
  run: Pick<StockSession, 'ports' | 'traits' | 'noteDefect'>,
  claimed: readonly Listing[],
): Promise<Map<string, Wanted>> {
  const wanted = new Map<string, Wanted>();
  for (const [merchant, listings] of Map.groupBy(claimed, (listing) => listing.merchant)) {
    const ofSkus = Map.groupBy(listings, ({ sku }) => sku);
    const parts = batchesFrom([[...ofSkus.keys()]]);
    for (let part = parts.next(); part !== undefined; part = parts.next()) {
      try {
        for (const [sku, level] of await readLevels(run.ports.stock, merchant, part)) {
          for (const listing of ofSkus.get(sku) ?? []) {
            const shown = shownLevel(level, listing, run.traits.highest);
            wanted.set(listing.item, { level: shown, fingerprint: listingFingerprint(listing, level) });
          }
        }
      } catch (error) {
        if (error instanceof TsunagiError) throw error;
        if (parts.halve(part, 'first')) continue;
        for (const sku of part) for (const { item } of ofSkus.get(sku) ?? []) run.noteDefect(item, error);
      }
    }
  }
  return wanted;
}

/** The level differs from the last sent: pieces may have been sold since the import. */
const isChanged = ({ acked }: Pick<Listing, 'acked'>, reading: StockReading | null): boolean =>
  reading?.kind === 'there' && reading.level !== null && reading.level !== acked?.level;

/** No level can be set, as the mall's client explains when asked to; not where each set repeats its reading. */
const isRuledOut = (reading: StockReading | undefined): boolean =>
  reading?.kind === 'there' && reading.level === null && reading.kept !== undefined;
