import { type EpochMs, refusesShop, type TsunagiError } from '../kernel/index.ts';
import { earliest, type Listing, type ListingChange, type ListingWait, type PauseCause } from '../model/index.ts';
import type { BatchOutcome } from '../ports/index.ts';
import {
  asLongAgainMs,
  defectCode,
  holdsEverything,
  isFunctionOff,
  mallWordsMax,
  retryWaitMs,
} from '../session/index.ts';
import { closedChange, isMissed, missedCode, type SetAttempt } from './items.ts';
import type { SyncSettings } from './settings.ts';
import type { ListingTurn, WantedLevel } from './take-turn.ts';

/** What a listing is settled by, beside its turn. */
export interface SettleContext {
  readonly now: EpochMs;
  /** In [0, 1). */
  readonly chance: number;
  /** The pause that began during the run; null when none did. */
  readonly heldBy: PauseCause | null;
  readonly settings: SyncSettings;
}

/** What the mall says is set and does not show. */
const unseenCode = 'unseen';

/** The state of a listing after its turn. A reading counts more than an answer. Pure. */
export function settleListing(turn: ListingTurn, context: SettleContext): ListingChange {
  const { listing, reading, readBack } = turn;
  const seen = readBack ?? reading;
  return { ...afterTurn(turn, context), ...(seen === null ? {} : closedChange(listing, seen, context.now)) };
}

function afterTurn(turn: ListingTurn, context: SettleContext): ListingChange {
  const { listing, decision, attempt } = turn;
  switch (decision?.kind) {
    case undefined:
      return broken(listing, context, null);
    case 'leave':
      return { wait: null, unknownAt: null, lookAgainAt: null };
    case 'settled':
      return { wait: null };
    case 'read':
      return unread(turn, context);
    case 'absent':
      return missed(listing, context);
    case 'shown':
      return shown(decision, context, listing.unknownAt);
    case 'raise':
      return raiseLater(turn, context);
    case 'set':
      return afterCall(turn, decision, attempt ?? { kind: 'none', error: null }, context);
  }
}

/** It waits as long again as it has waited, within bounds. */
function raiseLater({ listing, reading }: ListingTurn, { now, settings }: SettleContext): ListingChange {
  const before = listing.wait?.kind === 'raise-held' ? listing.wait : { since: now };
  const dueAt = now + asLongAgainMs(before.since, now, settings.raiseWaitMs, settings.raiseWaitMaxMs);
  if (reading?.kind !== 'there' || reading.level === null) return { wait: { ...before, kind: 'raise-held' }, dueAt };
  return { wait: { kind: 'raise-held', since: before.since, shown: reading.level }, dueAt, verifiedAt: now };
}

function unread(turn: ListingTurn, context: SettleContext): ListingChange {
  const { listing, readError } = turn;
  if (readError?.code !== 'mall.refused') return notDone(listing, readError, context);
  const code = readError.context.mallCodes?.[0] ?? readError.code;
  return refused(listing, code, refusesShop(readError) ? readError.message : '', context);
}

function afterCall(
  { listing, readBack }: ListingTurn,
  wanted: WantedLevel,
  attempt: SetAttempt,
  context: SettleContext,
): ListingChange {
  const { now, settings } = context;
  switch (attempt.kind) {
    case 'none':
    case 'failed':
      return notDone(listing, attempt.error, context);
    case 'refused':
      return refused(listing, attempt.code, attempt.words, context);
    case 'set':
      if (readBack === undefined) return acknowledged(wanted, context, listing.unknownAt);
      // It was to be read back because its answer may not be believed.
      if (readBack === null) return acknowledged(wanted, context, now);
      if (readBack.kind === 'absent') return { acked: null, ...missed(listing, context) };
      if (readBack.level === wanted.level) return shown(wanted, context, listing.unknownAt);
      return { ...again(listing, unseenCode, context), acked: null, verifiedAt: now };
    case 'batched':
      return batched(listing, attempt.ticket, context);
    case 'open':
      if (attempt.code === defectCode) return { ...broken(listing, context, now), acked: null };
      if (!readBack) {
        return { ...again(listing, attempt.code, context, settings.unknownWaitMs), unknownAt: now };
      }
      if (readBack.kind === 'absent') return { unknownAt: now, ...missed(listing, context) };
      if (readBack.level === wanted.level) return shown(wanted, context, now);
      return { ...again(listing, attempt.code, context), unknownAt: now };
  }
}

/** It stays claimed until the mall says what became of it. Without a ticket the call may still be on its way. */
function batched({ claim }: Listing, ticket: string | null, { now, settings }: SettleContext): ListingChange {
  const until = now + (ticket === null ? settings.unknownWaitMs : settings.batchAskMs);
  return { wait: null, claim: { run: '', ...claim, until, batch: { since: now, ...claim?.batch, ticket } } };
}

/**
 * The state of a listing that may be part of a batch, by what the mall says of it. A level that was accepted is a call with an open end: it is read,
 * after a while, before another is set. So is all of a batch that runs for too long. Pure.
 */
export function settleBatched(listing: Listing, outcome: BatchOutcome, context: SettleContext): ListingChange {
  const { claim } = listing;
  const { now, settings } = context;
  switch (outcome.kind) {
    case 'running':
      if (claim !== undefined && now - (claim.batch?.since ?? 0) < settings.batchMaxMs) {
        return { claim: { ...claim, until: now + settings.batchAskMs } };
      }
      return { claim: null, unknownAt: now, dueAt: now };
    case 'refused': {
      const change = refused(listing, outcome.code, outcome.words, context);
      return { claim: null, ...change, dueAt: earliest(listing.dueAt, change.dueAt) };
    }
    case 'not-tried':
      return { claim: null, dueAt: now };
    case 'set':
    case 'unproven':
      return { claim: null, unknownAt: now, dueAt: now + settings.retryWaitMs };
  }
}

/** The mall has taken it. Of an earlier call it may still be undone: then it is looked at again. */
function acknowledged(
  { level, fingerprint }: WantedLevel,
  { now, settings }: SettleContext,
  openAt: EpochMs | undefined,
): ListingChange {
  return {
    acked: { level, fingerprint, at: now },
    wait: null,
    drift: null,
    orphanSince: null,
    ...firstLookAgain(openAt, now, settings),
  };
}

/** A reading shows it. */
function shown(wanted: WantedLevel, context: SettleContext, openAt: EpochMs | undefined): ListingChange {
  return { ...acknowledged(wanted, context, openAt), verifiedAt: context.now };
}

/** A reading left the item out. A mall misses rows at times: only several readings in a row, over a time, say that it has no such item. */
function missed(listing: Listing, context: SettleContext): ListingChange {
  const { now, settings } = context;
  const before = isMissed(listing) ? listing.wait : { tries: 0, since: now };
  const isGone = before.tries + 1 >= settings.missedMin && now - before.since >= settings.missedForMs;
  if (isGone || listing.orphanSince !== undefined) return orphan(listing, now);
  const { wait: _, ...rest } = listing;
  return again(isMissed(listing) ? listing : rest, missedCode, context);
}

/** The mall has no such item: nothing is sent, and a person has to say what is meant. */
function orphan(listing: Listing, now: EpochMs): ListingChange {
  return {
    orphanSince: listing.orphanSince ?? now,
    acked: null,
    wait: null,
    unknownAt: null,
    lookAgainAt: null,
  };
}

/** Nothing was done, surely: the mall could not be read, or did not take it. */
function notDone(listing: Listing, error: TsunagiError | null, context: SettleContext): ListingChange {
  const { now, heldBy } = context;
  if (heldBy !== null && (error === null || holdsEverything(error))) {
    return { dueAt: now, wait: { kind: 'held', cause: heldBy, since: now } };
  }
  if (error !== null && isFunctionOff(error))
    return refused(listing, error.code, error.context.function ?? '', context, context.settings.keyRetryMs);
  // A listing that only had no time left is due at once.
  if (error === null) return { dueAt: now };
  return again(listing, error.code, context, undefined, error);
}

/** It is tried again after a while, which grows with each time in a row. */
function again(
  listing: Listing,
  code: string,
  { now, chance, settings }: SettleContext,
  afterMs?: number,
  error: TsunagiError | null = null,
): ListingChange {
  const before = listing.wait?.kind === 'retrying' ? listing.wait : { tries: 0, since: now };
  const tries = before.tries + 1;
  const wait: ListingWait = { kind: 'retrying', tries, since: before.since, code };
  return { wait, dueAt: now + (afterMs ?? retryWaitMs(tries, error, chance, settings)) };
}

function refused(
  listing: Listing,
  code: string,
  words: string,
  { now, settings }: SettleContext,
  afterMs?: number,
): ListingChange {
  const since = listing.wait?.kind === 'refused' ? listing.wait.since : now;
  const { refusedRetryMs, refusedRetryMaxMs } = settings;
  const dueAt = now + (afterMs ?? asLongAgainMs(since, now, refusedRetryMs, refusedRetryMaxMs));
  return { wait: { kind: 'refused', code, words: words.slice(0, mallWordsMax), since }, dueAt };
}

/** It met a defect of our own; it waits only as long as after a first failure, however often that happens. */
function broken(listing: Listing, context: SettleContext, openAt: EpochMs | null): ListingChange {
  const change = again(listing, defectCode, context, context.settings.retryWaitMs);
  return openAt === null ? change : { ...change, unknownAt: openAt };
}

/**
 * When a listing is looked at next after a call with an open end: at the first of the set times that lies ahead. After the last of
 * them nothing can come of that call any more.
 */
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
