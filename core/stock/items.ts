import {
  batchesFrom,
  batchesOf,
  type EpochMs,
  inChunks,
  isDefect,
  mayBeApplied,
  refusesShop,
  sentence,
  TsunagiError,
} from '../kernel/index.ts';
import type { Listing, ListingChange, ListingWait } from '../model/index.ts';
import type { StockAnswer, StockApi, StockBatches, StockLevel, StockOutcome, StockReading } from '../ports/index.ts';
import { defectCode } from '../session/index.ts';
import type { StockSession } from './stock-session.ts';

/** The outcome of the call that a listing needed. */
export type SetAttempt =
  /** No call was made: the time was over, or the mall failed before its turn; `error` says what stopped it. */
  | { readonly kind: 'none'; readonly error: TsunagiError | null }
  | { readonly kind: 'set' }
  /** `code` and `words` are the mall's own. */
  | { readonly kind: 'refused'; readonly code: string; readonly words: string }
  /** It surely was not applied. */
  | { readonly kind: 'failed'; readonly error: TsunagiError }
  /** It may have been applied, and may still be. */
  | { readonly kind: 'open'; readonly code: string }
  /** The mall works it through by itself, and is asked later; `ticket` null: whether it has it at all, too. */
  | { readonly kind: 'batched'; readonly ticket: string | null };

/** The code by which a listing's wait says that the last reading left its item out. */
export const missedCode = 'absent';

/** True of a listing whose item the last reading left out. */
export function isMissed<Row extends Pick<Listing, 'wait'>>(
  listing: Row,
): listing is Row & { readonly wait: Extract<ListingWait, { readonly kind: 'retrying' }> } {
  return listing.wait?.kind === 'retrying' && listing.wait.code === missedCode;
}

/** Calls to isolate the bad items of one batch. */
const callsMax = 60;

/**
 * Sets levels, one full call at a time, and returns the outcome for each item. `mayCall` is asked before each call. Throws only
 * what is not an answer of the mall: `store.failing`.
 */
export async function setItems(
  run: Pick<StockSession, 'door' | 'traits' | 'noteDefect' | 'stopped'>,
  levels: readonly StockLevel[],
  mayCall: () => boolean,
): Promise<Map<string, SetAttempt>> {
  const attempts = new Map<string, SetAttempt>();
  for (const part of inChunks(levels, run.traits.setBatch)) {
    let calls = 0;
    const { items, stopped, defects } = await setLevels(part, run.door, () => calls++ < callsMax && mayCall());
    if (stopped?.code === 'store.failing') throw stopped;
    for (const [item, error] of defects) run.noteDefect(item, error);
    const error = stopped ?? (mayCall() ? unexplained() : run.stopped());
    for (const [item, outcome] of items) attempts.set(item, attemptOf(outcome, error));
  }
  return attempts;
}

/** Hands levels over as one batch of the mall. None is tried again here: what the mall did not take goes by itself the next time. */
export async function sendBatch(
  run: Pick<StockSession, 'noteDefect'>,
  { send }: StockBatches,
  levels: readonly StockLevel[],
): Promise<Map<string, SetAttempt>> {
  const all = (attempt: SetAttempt) => new Map(levels.map(({ item }) => [item, attempt]));
  try {
    const tickets = await send(levels);
    return new Map(levels.map(({ item }) => [item, { kind: 'batched', ticket: tickets.get(item) ?? null }]));
  } catch (error) {
    if (!(error instanceof TsunagiError)) for (const { item } of levels.slice(0, 1)) run.noteDefect(item, error);
    else if (error.code === 'store.failing') throw error;
    else if (!mayBeApplied(error)) return all({ kind: 'failed', error });
    return all({ kind: 'batched', ticket: null });
  }
}

/** A repetition at once would get the same answer. */
function unexplained(): TsunagiError {
  return new TsunagiError(
    'mall.unreadable',
    'later',
    sentence`The mall set no level of a call, and does not say for which item.`,
  );
}

function attemptOf(outcome: StockOutcome, error: TsunagiError | null): SetAttempt {
  switch (outcome.kind) {
    case 'set':
    case 'refused':
      return outcome;
    case 'unproven':
      return { kind: 'open', code: outcome.code };
    case 'not-tried':
      if (refusesShop(error)) return afterRefusal(error);
      // What stopped the calls may have been the call that it was in.
      return error === null || error.code === 'shop.held' || mayBeApplied(error)
        ? { kind: 'none', error }
        : { kind: 'failed', error };
  }
}

/** The outcome of a batch. */
interface LevelsSet {
  /** Every item that was given. `not-tried`: no call with it was made, or none that the mall looked at. */
  readonly items: ReadonlyMap<string, StockOutcome>;
  /** What ended the calls before their time; null when nothing did. Also null when `mayCall` did. */
  readonly stopped: TsunagiError | null;
  /** Defects of our own over single items, which are then `unproven`. The others continued. */
  readonly defects: ReadonlyMap<string, unknown>;
}

/**
 * Sets the levels of a batch, at most `traits.stock.setBatch`, and isolates its bad items, so that none of them blocks the
 * others. `mayCall` is asked before each call. Levels are absolute, so whatever was sent may be sent again. Of an item that is given twice the later
 * level counts.
 *
 * - Where the mall names the refused items, everything that it did not prove to be set is sent again without them.
 * - Where it refuses the call as a whole, or our client does, its halves are sent, down to the single item.
 * - Where it refuses the shop, no item is to blame: all that are left are refused, and the calls end.
 * - An error that leaves the call open makes its items `unproven` and ends the calls: read them first. Every other error, such
 *   as a mall that cannot be reached, ends them, too.
 *
 * Of `n` items with `b` bad ones that the mall never names, at most 1 + 2b⌈log2 n⌉ calls are made (`Batches`). Where it names them all
 * at once, 2.
 */
export async function setLevels(
  levels: readonly StockLevel[],
  door: Pick<StockApi, 'set'>,
  mayCall: () => boolean,
): Promise<LevelsSet> {
  const batch = [...new Map(levels.map((level) => [level.item, level])).values()];
  const items = new Map<string, StockOutcome>(batch.map(({ item }) => [item, { kind: 'not-tried' }]));
  const defects = new Map<string, unknown>();
  const waiting = batchesFrom(batch.length === 0 ? [] : [batch]);
  let stopped: TsunagiError | null = null;

  for (let part = waiting.next(); part !== undefined && mayCall(); part = waiting.next()) {
    try {
      const again = noteAnswer(part, await door.set(part), items);
      if (again.length > 0) waiting.putBack(again);
    } catch (error) {
      if (refusesShop(error)) {
        for (const { item } of [...part, ...waiting.left()]) {
          if (items.get(item)?.kind !== 'unproven') items.set(item, afterRefusal(error));
        }
        stopped = error;
        break;
      }
      if (!concernsItsItems(error)) {
        if (mayBeApplied(error))
          for (const { item } of part) items.set(item, { kind: 'unproven', code: codeOf(error) });
        // Whatever is not of the mall is a defect, which concerns its items.
        stopped = error as TsunagiError;
        break;
      }
      if (waiting.halve(part, 'first')) continue;
      for (const { item } of part) {
        if (isDefect(error)) defects.set(item, error);
        items.set(item, ofTheOnly(error));
      }
    }
  }
  return { items, stopped, defects };
}

/**
 * Notes what an answer says about each item; returns those that are sent again: where others were refused, everything that it does not prove, and
 * where others have to be read, what was not tried because of them.
 */
function noteAnswer(part: readonly StockLevel[], answer: StockAnswer, items: Map<string, StockOutcome>): StockLevel[] {
  const outcomes = part.map(({ item }) => answer.items.get(item) ?? ({ kind: 'unproven', code: 'no-word' } as const));
  for (const [index, { item }] of part.entries()) {
    const outcome = outcomes[index] as StockOutcome;
    // What an earlier call may have set stays open until something proves it.
    if (outcome.kind !== 'not-tried' || items.get(item)?.kind !== 'unproven') items.set(item, outcome);
  }
  const are = (kind: StockOutcome['kind']): StockLevel[] => part.filter((_, index) => outcomes[index]?.kind === kind);
  if (are('refused').length > 0)
    return part.filter((_, index) => outcomes[index]?.kind !== 'refused' && outcomes[index]?.kind !== 'set');
  return are('unproven').length > 0 ? are('not-tried') : [];
}

/** A refusal of the whole call, by the mall or by our client, or a defect of ours: some of its items may be to blame. */
function concernsItsItems(error: unknown): boolean {
  return isDefect(error) || codeOf(error) === 'mall.refused' || codeOf(error) === 'input.invalid';
}

function ofTheOnly(error: unknown): StockOutcome {
  return error instanceof TsunagiError ? afterRefusal(error) : { kind: 'unproven', code: codeOf(error) };
}

/** What a refusal of a whole call says of its only item, or one of the shop of every item. */
function afterRefusal(error: TsunagiError): Extract<StockOutcome, { readonly kind: 'refused' }> {
  return { kind: 'refused', code: error.context.mallCodes?.[0] ?? error.code, words: error.message };
}

const codeOf = (error: unknown): string => (error instanceof TsunagiError ? error.code : defectCode);

/** What the mall shows for some items, and why the others could not be read. */
interface ItemsRead {
  readonly readings: ReadonlyMap<string, StockReading>;
  /** By item; null where there was no time left, or something had ended the run. */
  readonly errors: ReadonlyMap<string, TsunagiError | null>;
}

/**
 * Reads items, in as few calls as the mall allows. An item that spoils a call is isolated by halving; a defect of our own over it is
 * noted in the run. If the mall refuses the shop, all remaining items get that error without a call. Throws only `store.failing`.
 */
export async function readItems(
  run: Pick<StockSession, 'traits' | 'noteDefect'> & { readonly door: Pick<StockApi, 'read'> },
  items: readonly string[],
  mayCall: () => boolean,
): Promise<ItemsRead> {
  const readings = new Map<string, StockReading>();
  const errors = new Map<string, TsunagiError | null>();
  const parts = batchesOf([...new Set(items)], run.traits.readBatch);
  for (let part = parts.next(); part !== undefined; part = parts.next()) {
    if (!mayCall()) {
      for (const item of part) errors.set(item, null);
      continue;
    }
    try {
      const answer = await run.door.read(part);
      for (const item of part) {
        const reading = answer.get(item);
        if (reading === undefined) errors.set(item, unreadable());
        else readings.set(item, reading);
      }
    } catch (error) {
      const known = error instanceof TsunagiError ? error : null;
      if (known?.code === 'store.failing') throw known;
      if (refusesShop(error)) {
        for (const item of [...part, ...parts.left()]) errors.set(item, error);
        break;
      }
      if ((isDefect(error) || known?.code === 'mall.refused') && parts.halve(part, 'first')) continue;
      for (const item of part) {
        if (known === null) run.noteDefect(item, error);
        errors.set(item, known);
      }
    }
  }
  return { readings, errors };
}

function unreadable(): TsunagiError {
  return new TsunagiError(
    'mall.unreadable',
    'later',
    sentence`The answer of the mall says nothing of an item that was asked for.`,
  );
}

/**
 * What a reading changes in a listing's row because its item is closed at the mall (在庫クローズ), or is open again; nothing where the row
 * says so already. No part of this system opens an item: a person may have closed it for a reason.
 */
export function closedChange(
  { closedSince }: Pick<Listing, 'closedSince'>,
  reading: StockReading,
  now: EpochMs,
): ListingChange {
  if (reading.kind === 'absent' || reading.closed === (closedSince !== undefined)) return {};
  return { closedSince: reading.closed ? now : null };
}
