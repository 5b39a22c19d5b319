import { type EpochMs, TsunagiError } from '../kernel/index.ts';
import type { AckedLevel, Listing, SkuLevel } from '../model/index.ts';
import type { StockLevel, StockReading } from '../ports/index.ts';
import { holdsEverything } from '../session/index.ts';
import { isMissed, readItems, type SetAttempt, sendBatch, setItems } from './items.ts';
import { listingFingerprint, readLevels, shownLevel } from './read-levels.ts';
import { movedId } from './spread-skus.ts';
import type { StockSession } from './stock-session.ts';

/**
 * Processes claimed listings of one shop: computes what they should show, reads the mall where that is needed, sets what
 * differs, and reads back what the mall's answer does not prove. `isImported`: the shop's orders were imported just before the claims.
 */
export async function takeTurn(
  run: StockSession,
  claimed: readonly Listing[],
  isImported: boolean,
): Promise<ListingTurn[]> {
  const claimsEnd = Math.min(...claimed.map(({ claim }) => claim?.until ?? 0));
  const { clock } = run.ports;
  // A call is made only under a claim that outlives it: no other worker is at the listing during the call.
  const mayCall = (): boolean => run.mayCall() && clock.now() + run.settings.callReserveMs < claimsEnd;
  const batches = claimed[0]?.claim?.batch && run.door.batches;
  let fresh = isImported;
  let wanted = await readWanted(run, claimed);
  const readSince = clock.now() - run.settings.raiseReadMs;
  const decideAll = async (inBatch: boolean) => {
    const decide = (listing: Listing, reading: StockReading | null): ListingDecision | null => {
      const its = wanted.get(listing.item);
      if (its === undefined) return null;
      // The outcome of a batch names what the mall does not have: it needs no reading before.
      const seen = inBatch ? { ...listing, verifiedAt: listing.verifiedAt ?? 0 } : listing;
      return decideListing(seen, its, { reading, fresh, readFirst: run.traits.readFirst, readSince });
    };
    const toRead = claimed.filter((listing) => decide(listing, null)?.kind === 'read');
    const before = await readItems(run, itemsOf(toRead), mayCall);
    const readingOf = ({ item }: Listing): StockReading | null => before.readings.get(item) ?? null;
    const decideBy = () => new Map(claimed.map((listing) => [listing, decide(listing, readingOf(listing))]));
    let decisions = decideBy();
    // Before anything is set from a level that the ledger may not explain yet: a change names that level, so the mall would take it.
    const isUnexplained = (listing: Listing): boolean =>
      decisions.get(listing)?.kind === 'set' && isChanged(listing, readingOf(listing));
    if (fresh && run.traits.readFirst && claimed.some(isUnexplained)) {
      fresh = await run.freshness.isFresh(0);
      wanted = await readWanted(run, claimed);
      decisions = decideBy();
    }
    const levels = [...decisions].flatMap(([{ item }, decision]) => {
      if (decision?.kind !== 'set') return [];
      const { level, kept } = decision;
      return [{ item, level, ...(kept === undefined ? {} : { kept }) }];
    });
    const isSettable = ({ item }: StockLevel): boolean =>
      run.traits.readFirst || !isRuledOut(before.readings.get(item));
    const { true: settable = [], false: ruledOut = [] } = Object.groupBy(levels, (level) => `${isSettable(level)}`);
    return { before, decisions, levels, settable, ruledOut };
  };

  let decided = await decideAll(batches !== undefined);
  const isBatch = batches !== undefined && decided.settable.length >= (run.traits.batches?.from ?? 0) && mayCall();
  // Too few are left for a batch: they go one by one, and what was never seen at the mall is read first.
  if (batches !== undefined && !isBatch) decided = await decideAll(false);
  const { before, decisions, levels, settable, ruledOut } = decided;
  const batched = isBatch ? await sendBatch(run, batches, settable) : [];
  // What cannot be set does not go in a batch: there the mall would take it.
  const attempts = new Map([...batched, ...(await setItems(run, isBatch ? ruledOut : levels, mayCall))]);
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

/** Notes how long SKUs that this run has spread waited for the first call to a listing of theirs. */
function noteFirstCalls(
  { ports, cache, movedAt, shop }: StockSession,
  claimed: readonly Listing[],
  attempts: ReadonlyMap<string, SetAttempt>,
): void {
  const now = ports.clock.now();
  const waits = claimed.flatMap(({ item, merchant, sku }) => {
    const since = movedAt.get(movedId(merchant, sku));
    const { kind } = attempts.get(item) ?? { kind: 'none' };
    return since === undefined || kind === 'none' || kind === 'failed' ? [] : [now - since];
  });
  cache.waits.note(shop.mall, 'called', waits);
}

/**
 * Reads what the answer to a call does not prove: calls with an open end, listings that were never told a level before, and all
 * of a mall that was not healthy within the last hour. Not even a mall that fails is left without having been asked. Null for what could not be
 * read.
 */
async function readBack(
  run: StockSession,
  claimed: readonly Listing[],
  attempts: ReadonlyMap<string, SetAttempt>,
): Promise<ReadonlyMap<string, StockReading | null>> {
  if (attempts.size === 0) return new Map();
  const isTroubled = await run.isTroubled();
  const asked = claimed.filter(({ item, acked }) => {
    const attempt = attempts.get(item);
    if (attempt?.kind === 'open') return true;
    return attempt?.kind === 'set' && (isTroubled || acked === undefined);
  });
  if (asked.length === 0) return new Map();
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

/**
 * What claimed listings should show, by the ledger as it is now. It is read after the claims, so that it includes what was written
 * before a listing was made due. A listing that meets a defect of our own is noted in the run and left out.
 */
export async function readWanted(
  run: Pick<StockSession, 'ports' | 'traits' | 'noteDefect'>,
  claimed: readonly Listing[],
): Promise<Map<string, Wanted>> {
  const wanted = new Map<string, Wanted>();
  for (const [merchant, listings] of Map.groupBy(claimed, (listing) => listing.merchant)) {
    const levels = await levelsOf(run, merchant, listings);
    for (const listing of listings) {
      const level = levels.get(listing.sku);
      if (level === undefined) continue;
      const shown = shownLevel(level, listing, run.traits.highest);
      wanted.set(listing.item, { level: shown, fingerprint: listingFingerprint(listing, level) });
    }
  }
  return wanted;
}

/** Levels by SKU. If a SKU meets a defect of our own, the others are read without it. */
async function levelsOf(
  run: Pick<StockSession, 'ports' | 'noteDefect'>,
  merchant: string,
  listings: readonly Listing[],
): Promise<ReadonlyMap<string, SkuLevel>> {
  const skus = [...new Set(listings.map(({ sku }) => sku))];
  try {
    return await readLevels(run.ports.stock, merchant, skus);
  } catch (error) {
    if (error instanceof TsunagiError) throw error;
    if (skus.length === 1) {
      for (const { item } of listings) run.noteDefect(item, error);
      return new Map();
    }
    const half = new Set(skus.slice(0, Math.ceil(skus.length / 2)));
    const [some, others] = [listings.filter(({ sku }) => half.has(sku)), listings.filter(({ sku }) => !half.has(sku))];
    return new Map([...(await levelsOf(run, merchant, some)), ...(await levelsOf(run, merchant, others))]);
  }
}

/** A level that a listing should show, by the ledger as it was read after the claim. */
export type WantedLevel = Omit<AckedLevel, 'at'>;

/** `level` is null while the SKU that the listing sells is not counted: no level is sent to the mall. */
type Wanted = WantedLevel | (Pick<WantedLevel, 'fingerprint'> & { readonly level: null });

/** What is to be done about a claimed listing. */
export type ListingDecision =
  /** Its level at the mall does not concern us now: it is not linked, or no level is known. */
  | { readonly kind: 'leave' }
  /** The mall has taken this already, and no call has an open end. */
  | { readonly kind: 'settled' }
  /** The mall has to be read before anything else is done. */
  | { readonly kind: 'read' }
  | { readonly kind: 'absent' }
  /** The mall shows what it should, by a reading. */
  | ({ readonly kind: 'shown' } & WantedLevel)
  /** It should show more, and it is unknown what the mall has sold in between. */
  | { readonly kind: 'raise' }
  | ({ readonly kind: 'set'; readonly kept?: string } & WantedLevel);

/**
 * Decides by the ledger, the level that was sent to the mall, and the level that the mall shows where it was read. Pure.
 *
 * The mall is read first where it wants that, where a call has an open end (what it did is not done again), where the listing
 * has never been seen at the mall (a level for an unknown item would vanish), was left out of the last reading or was refused (the item may be none whose level is ours), and where the shop's orders could not be imported:
 * then only what is lower than the mall's current level is set. A listing that already waits for that import is read again only if the
 * last reading is from before `readSince`, or shows more than it should: it may not be raised, whatever a reading says.
 */
function decideListing(
  listing: Pick<Listing, 'linked' | 'acked' | 'unknownAt' | 'verifiedAt' | 'wait'>,
  wanted: Wanted,
  by: {
    readonly reading: StockReading | null;
    readonly fresh: boolean;
    readonly readFirst: boolean;
    readonly readSince: EpochMs;
  },
): ListingDecision {
  const { level, fingerprint } = wanted;
  if (!listing.linked || level === null) return { kind: 'leave' };
  if (listing.acked?.fingerprint === fingerprint && listing.unknownAt === undefined) return { kind: 'settled' };
  const { reading } = by;
  if (reading === null) {
    if (!by.fresh && listing.unknownAt === undefined && stillShowsLess(listing, level, by.readSince))
      return { kind: 'raise' };
    const wasRefused = listing.wait?.kind === 'refused';
    const isUnknown =
      wasRefused || isMissed(listing) || listing.unknownAt !== undefined || listing.verifiedAt === undefined;
    return by.readFirst || !by.fresh || isUnknown ? { kind: 'read' } : { kind: 'set', level, fingerprint };
  }
  if (reading.kind === 'absent') return { kind: 'absent' };
  if (reading.level === level) return { kind: 'shown', level, fingerprint };
  if (!by.fresh && reading.level !== null && reading.level < level) return { kind: 'raise' };
  return { kind: 'set', level, fingerprint, ...(reading.kept === undefined ? {} : { kept: reading.kept }) };
}

/** The mall shows another level than it was told last: it may have sold pieces since the import before the reading. */
const isChanged = ({ acked }: Pick<Listing, 'acked'>, reading: StockReading | null): boolean =>
  reading?.kind === 'there' && reading.level !== null && reading.level !== acked?.level;

/** It has no level to set, and the mall's client says why where it is asked to. Not where each set repeats what its reading kept. */
const isRuledOut = (reading: StockReading | undefined): boolean =>
  reading?.kind === 'there' && reading.level === null && reading.kept !== undefined;

/** By its last reading, if that is not too old. */
function stillShowsLess({ wait, verifiedAt }: Pick<Listing, 'wait' | 'verifiedAt'>, level: number, readSince: EpochMs) {
  if (wait?.kind !== 'raise-held' || wait.shown === undefined || verifiedAt === undefined) return false;
  return verifiedAt >= readSince && wait.shown <= level;
}

/** What is known of a listing after its turn. */
export interface ListingTurn {
  /** As it was claimed. */
  readonly listing: Listing;
  /** Null if the ledger could not be read because of a defect; `read` where the mall could not be read, which `readError` explains. */
  readonly decision: ListingDecision | null;
  /** What the mall showed before anything was sent; null where it was not read. */
  readonly reading: StockReading | null;
  /** What kept the mall from being read first; null where only the time was out. */
  readonly readError: TsunagiError | null;
  /** Null where no call was needed. */
  readonly attempt: SetAttempt | null;
  /** What it showed after the call; undefined where it did not have to be read, null where it could not be. */
  readonly readBack: StockReading | null | undefined;
}
