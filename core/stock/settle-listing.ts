import { type EpochMs, refusesShop, type TsunagiError } from '../kernel/index.ts';
import {
  type AckedLevel,
  earliest,
  type Listing,
  type ListingChange,
  type ListingWait,
  type PauseCause,
} from '../model/index.ts';
import type { BatchOutcome, StockReading } from '../ports/index.ts';
import {
  asLongAgainMs,
  defectCode,
  holdsEverything,
  isFunctionOff,
  keyRetryMs,
  mallWordsMax,
  retryWaitMs,
} from '../session/index.ts';
import type { SetAttempt } from './items.ts';
import type { SyncSettings } from './settings.ts';

/** Level by the ledger, as read after the claim. */
type WantedLevel = Omit<AckedLevel, 'at'>;

/** `level` null: not counted, so none is sent. */
export type Wanted = Pick<WantedLevel, 'fingerprint'> & { readonly level: number | null };

export type ListingDecision =
  /** Leave a listing that is not linked, or without a known level. */
  | { readonly kind: 'leave' }
  /** The mall has this level, and no call is open. */
  | { readonly kind: 'settled' }
  /** Read the mall first. */
  | { readonly kind: 'read' }
  | { readonly kind: 'absent' }
  /** A reading shows the right level. */
  | ({ readonly kind: 'shown' } & WantedLevel)
  /** A higher level is due, while the mall's sales are unknown. */
  | { readonly kind: 'raise' }
  | ({ readonly kind: 'set'; readonly kept?: string } & WantedLevel)
  /** The mall's answer about a batch that may have the listing. */
  | { readonly kind: 'asked'; readonly outcome: BatchOutcome };

/**
 * Decides by ledger, level sent, and reading, if any. Pure. Reads first if the mall wants that, a call is open, the level might vanish or
 * be another item's, or orders could not be imported, which only allows lowering. A listing that waits for the import is read again only if
 * its reading is from before `readSince` or too high.
 */
export function decideListing(
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
    const { wait, unknownAt, verifiedAt } = listing;
    const isOpen = unknownAt !== undefined || verifiedAt === undefined;
    const isUnknown = isOpen || wait?.kind === 'refused' || missesOf(listing) !== undefined;
    return by.readFirst || !by.fresh || isUnknown ? { kind: 'read' } : { kind: 'set', level, fingerprint };
  }
  if (reading.kind === 'absent') return { kind: 'absent' };
  if (reading.level === level) return { kind: 'shown', level, fingerprint };
  if (!by.fresh && reading.level !== null && reading.level < level) return { kind: 'raise' };
  return { kind: 'set', level, fingerprint, ...(reading.kept === undefined ? {} : { kept: reading.kept }) };
}

function stillShowsLess({ wait, verifiedAt }: Pick<Listing, 'wait' | 'verifiedAt'>, level: number, readSince: EpochMs) {
  if (wait?.kind !== 'raise-held' || wait.shown === undefined || verifiedAt === undefined) return false;
  return verifiedAt >= readSince && wait.shown <= level;
}

export interface ListingTurn {
  readonly listing: Listing;
  /** Decision; null if a defect hid the ledger, `read` if the mall could not be read (`readError`). */
  readonly decision: ListingDecision | null;
  readonly reading: StockReading | null;
  /** Error of the first reading; null: no time left. */
  readonly readError: TsunagiError | null;
  /** Outcome of the call; null if none was needed. */
  readonly attempt: SetAttempt | null;
  /** The reading after the call; undefined: not needed, null: failed. */
  readonly readBack: StockReading | null | undefined;
}

const missedCode = 'absent';

function missesOf({ wait }: Pick<Listing, 'wait'>) {
  return wait?.kind === 'retrying' && wait.code === missedCode ? wait : undefined;
}

export interface SettleContext {
  readonly now: EpochMs;
  /** Random number in [0, 1). */
  readonly chance: number;
  /** A pause begun during the run. */
  readonly heldBy: PauseCause | null;
  readonly settings: SyncSettings;
}

/** Code for a level that the mall says is set and does not show. */
const unseenCode = 'unseen';

/** The listing after its turn. Readings count more than answers. Pure. */
export function settleListing(turn: ListingTurn, context: SettleContext): ListingChange {
  const { listing, reading, readBack } = turn;
  const seen = readBack ?? reading;
  return { ...afterTurn(turn, context), ...(seen === null ? {} : closedChange(listing, seen, context.now)) };
}

/** Change of being closed. People alone reopen items. */
export function closedChange(
  { closedSince }: Pick<Listing, 'closedSince'>,
  reading: StockReading,
  now: EpochMs,
): ListingChange {
  if (reading.kind === 'absent' || reading.closed === (closedSince !== undefined)) return {};
  return { closedSince: reading.closed ? now : null };
}

function afterTurn(turn: ListingTurn, context: SettleContext): ListingChange {
  const { listing, decision, attempt, readError } = turn;
  switch (decision?.kind) {
    case undefined:
      return broken(listing, context);
    case 'leave':
      return { wait: null, unknownAt: null, lookAgainAt: null };
    case 'settled':
      return { wait: null };
    case 'read':
      if (readError?.code !== 'mall.refused') return notDone(listing, readError, context);
      return refused(listing, context, {
        code: readError.context.mallCodes?.[0] ?? readError.code,
        words: refusesShop(readError) ? readError.message : '',
      });
    case 'absent':
      return missed(listing, context);
    case 'shown':
      return shown(decision, context, listing.unknownAt);
    case 'raise':
      return raiseLater(turn, context);
    case 'asked':
      return settleBatched(listing, decision.outcome, context);
    case 'set':
      return afterCall(turn, decision, attempt ?? { kind: 'not-tried', error: null }, context);
  }
}

function raiseLater({ listing, reading }: ListingTurn, { now, settings }: SettleContext): ListingChange {
  const before = listing.wait?.kind === 'raise-held' ? listing.wait : { since: now };
  const dueAt = now + asLongAgainMs(before.since, now, settings.raiseWaitMs, settings.raiseWaitMaxMs);
  const wait = { ...before, kind: 'raise-held' } as const;
  if (reading?.kind !== 'there' || reading.level === null) return { wait, dueAt };
  return { wait: { ...wait, shown: reading.level }, dueAt, verifiedAt: now };
}

function afterCall(
  { listing, readBack }: ListingTurn,
  wanted: WantedLevel,
  attempt: SetAttempt,
  context: SettleContext,
): ListingChange {
  const { now, settings } = context;
  const isShown = readBack?.kind === 'there' && readBack.level === wanted.level;
  switch (attempt.kind) {
    case 'not-tried':
      return notDone(listing, attempt.error, context);
    case 'refused':
      return refused(listing, context, attempt);
    case 'set':
      // A level that could not be read back may not be believed.
      if (!readBack) return acknowledged(wanted, context, readBack === null ? now : listing.unknownAt);
      if (isShown) return shown(wanted, context, listing.unknownAt);
      if (readBack.kind === 'absent') return { acked: null, ...missed(listing, context) };
      return { ...again(listing.wait, unseenCode, context), acked: null, verifiedAt: now };
    case 'batched': {
      // Claimed until the mall tells the outcome. Without a ticket the call may be under way.
      const { ticket } = attempt;
      const until = now + (ticket === null ? settings.unknownWaitMs : settings.batchAskMs);
      const { claim } = listing;
      return { wait: null, claim: { run: '', ...claim, until, batch: { since: now, ...claim?.batch, ticket } } };
    }
    case 'unproven':
      if (attempt.code === defectCode) return { ...broken(listing, context), unknownAt: now, acked: null };
      if (isShown) return shown(wanted, context, now);
      if (readBack?.kind === 'absent') return { unknownAt: now, ...missed(listing, context) };
      return {
        ...again(listing.wait, attempt.code, context, readBack ? undefined : settings.unknownWaitMs),
        unknownAt: now,
      };
  }
}

/** The listing in a batch. An accepted level, or a batch that takes too long, is a call without outcome, to be read later. */
function settleBatched(listing: Listing, outcome: BatchOutcome, context: SettleContext): ListingChange {
  const { claim, dueAt } = listing;
  const { now, settings } = context;
  switch (outcome.kind) {
    case 'running':
      if (claim !== undefined && now - (claim.batch?.since ?? 0) < settings.batchMaxMs) {
        return { claim: { ...claim, until: now + settings.batchAskMs }, dueAt: dueAt ?? null };
      }
      return { claim: null, unknownAt: now, dueAt: now };
    case 'refused': {
      const change = refused(listing, context, outcome);
      return { ...change, dueAt: earliest(dueAt, change.dueAt) };
    }
    case 'not-tried':
      return { dueAt: now };
    case 'set':
    case 'unproven':
      return { unknownAt: now, dueAt: now + settings.retryWaitMs };
  }
}

/** Accepted. An earlier open call may still undo it, so the mall is looked at again. */
function acknowledged(
  { level, fingerprint }: WantedLevel,
  { now, settings }: SettleContext,
  openAt: EpochMs | undefined,
): ListingChange {
  const look = firstLookAgain(openAt, now, settings);
  return { acked: { level, fingerprint, at: now }, wait: null, drift: null, orphanSince: null, ...look };
}

function shown(wanted: WantedLevel, context: SettleContext, openAt: EpochMs | undefined): ListingChange {
  return { ...acknowledged(wanted, context, openAt), verifiedAt: context.now };
}

/** Malls miss rows at times: only several readings over time prove an item gone. */
function missed(listing: Listing, context: SettleContext): ListingChange {
  const { now, settings } = context;
  const { orphanSince = now } = listing;
  const misses = missesOf(listing);
  const before = misses ?? { tries: 0, since: now };
  const isGone = before.tries + 1 >= settings.missedMin && now - before.since >= settings.missedForMs;
  if (isGone || listing.orphanSince !== undefined)
    return { orphanSince, acked: null, wait: null, unknownAt: null, lookAgainAt: null };
  return again(misses, missedCode, context);
}

/** Certainly nothing was done. */
function notDone(listing: Listing, error: TsunagiError | null, context: SettleContext): ListingChange {
  const { now, heldBy } = context;
  if (heldBy !== null && (error === null || holdsEverything(error))) {
    return { dueAt: now, wait: { kind: 'held', cause: heldBy, since: now } };
  }
  // Only out of time: due at once.
  if (error === null) return { dueAt: now };
  if (!isFunctionOff(error)) return again(listing.wait, error.code, context, undefined, error);
  const off = refused(listing, context, { code: error.code, words: error.context.function ?? '' });
  return { ...off, dueAt: now + keyRetryMs };
}

function again(
  waited: ListingWait | undefined,
  code: string,
  { now, chance, settings }: SettleContext,
  afterMs?: number,
  error: TsunagiError | null = null,
): ListingChange {
  const before = waited?.kind === 'retrying' ? waited : { tries: 0, since: now };
  const tries = before.tries + 1;
  const wait: ListingWait = { kind: 'retrying', tries, since: before.since, code };
  return { wait, dueAt: now + (afterMs ?? retryWaitMs(tries, error, chance, settings)) };
}

function refused(
  listing: Listing,
  { now, settings }: SettleContext,
  { code, words }: { readonly code: string; readonly words: string },
): ListingChange {
  const since = listing.wait?.kind === 'refused' ? listing.wait.since : now;
  const dueAt = now + asLongAgainMs(since, now, settings.refusedRetryMs, settings.refusedRetryMaxMs);
  return { wait: { kind: 'refused', code, words: words.slice(0, mallWordsMax), since }, dueAt };
}

/** A defect of ours waits as after a first failure, each time. */
function broken(listing: Listing, context: SettleContext): ListingChange {
  return again(listing.wait, defectCode, context, context.settings.retryWaitMs);
}

/** Next look after a call without outcome. After the last set time nothing can come of the call. */
function firstLookAgain(
  unknownAt: EpochMs | undefined,
  now: EpochMs,
  { lookAgainMs }: Pick<SyncSettings, 'lookAgainMs'>,
): Pick<ListingChange, 'unknownAt' | 'lookAgainAt'> {
  const next =
    unknownAt === undefined ? undefined : lookAgainMs.map((after) => unknownAt + after).find((at) => at > now);
  if (unknownAt === undefined || next === undefined) return { unknownAt: null, lookAgainAt: null };
  return { unknownAt, lookAgainAt: next };
}
