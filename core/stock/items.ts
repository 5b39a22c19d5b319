import {
  type Batches,
  batchesOf,
  isDefect,
  mayBeApplied,
  refusesShop,
  sentence,
  TsunagiError,
} from '../kernel/index.ts';
import type { StockAnswer, StockApi, StockBatches, StockLevel, StockOutcome, StockReading } from '../ports/index.ts';
import { defectCode } from '../session/index.ts';
import type { StockSession } from './stock-session.ts';

/** The outcome of the call that a listing needed. */
export type SetAttempt =
  /** `unproven`: it may have been applied, and may still be. */
  | Exclude<StockOutcome, { readonly kind: 'not-tried' }>
  /** Surely not applied; `error` is the reason, null where the time was over. */
  | { readonly kind: 'not-tried'; readonly error: TsunagiError | null }
  /** The mall works it through by itself, and is asked later; `ticket` null: it is unknown whether the mall has it. */
  | { readonly kind: 'batched'; readonly ticket: string | null };

/** Isolating the bad items of one full call takes at most so many calls. */
const callsMax = 60;

/** Sets levels (`setLevels`) and returns the outcome for each item. Throws only `store.failing`. */
export async function setItems(
  run: Pick<StockSession, 'door' | 'traits' | 'noteDefect' | 'stopped'>,
  levels: readonly StockLevel[],
  mayCall: () => boolean,
): Promise<Map<string, SetAttempt>> {
  const { setBatch } = run.traits;
  let callsLeft = callsMax * Math.ceil(levels.length / setBatch);
  const { items, stopped, defects } = await setLevels(levels, run.door, () => callsLeft-- > 0 && mayCall(), setBatch);
  if (stopped?.code === 'store.failing') throw stopped;
  for (const [item, error] of defects) run.noteDefect(item, error);
  const error = stopped ?? (mayCall() ? unreadable() : run.stopped());
  return new Map([...items].map(([item, outcome]) => [item, attemptOf(outcome, error)]));
}

function attemptOf(outcome: StockOutcome, error: TsunagiError | null): SetAttempt {
  if (outcome.kind !== 'not-tried') return outcome;
  return refusesShop(error) ? afterRefusal(error) : { kind: 'not-tried', error };
}

/** Hands levels over as one batch of the mall. What the mall did not take goes by itself the next time. */
export async function sendBatch(
  run: Pick<StockSession, 'noteDefect'>,
  { send }: StockBatches,
  levels: readonly StockLevel[],
): Promise<Map<string, SetAttempt>> {
  let tickets: ReadonlyMap<string, string> = new Map();
  let failed: SetAttempt | null = null;
  try {
    tickets = await send(levels);
  } catch (error) {
    if (!(error instanceof TsunagiError)) for (const { item } of levels.slice(0, 1)) run.noteDefect(item, error);
    else if (error.code === 'store.failing') throw error;
    else if (!mayBeApplied(error)) failed = { kind: 'not-tried', error };
  }
  const attemptOn = (item: string): SetAttempt => failed ?? { kind: 'batched', ticket: tickets.get(item) ?? null };
  return new Map(levels.map(({ item }) => [item, attemptOn(item)]));
}

/**
 * Sets levels, `most` by a call, and isolates bad items. Of an item that is given twice the later level counts. Where the mall names refused items,
 * all that it did not prove is sent again without them; where a call is refused as a whole, its halves are sent, down to the single item; where the
 * shop is refused, all that is left is, and the calls end, as after every other error. Of `n` items with `b` bad ones that are never named, at most
 * 1 + 2b⌈log2 n⌉ calls are made (`Batches`). Returns every outcome (`not-tried`: surely not applied; `unproven`: may still be
 * applied, read it first; levels are absolute, so a repeat is safe), the error that ended the calls, and our defects over single items.
 */
export async function setLevels(
  levels: readonly StockLevel[],
  door: Pick<StockApi, 'set'>,
  mayCall: () => boolean,
  most = levels.length,
) {
  const batch = [...new Map(levels.map((level) => [level.item, level])).values()];
  const items = new Map<string, StockOutcome>(batch.map(({ item }) => [item, { kind: 'not-tried' }]));
  const defects = new Map<string, unknown>();
  const stopped = await callIsolating(batchesOf(batch, most), mayCall, {
    call: async (part) => noteAnswer(part, await door.set(part), items),
    failed(part, error) {
      for (const { item } of part) {
        const isOpen = items.get(item)?.kind === 'unproven' && refusesShop(error);
        if (isDefect(error)) defects.set(item, error);
        if (!isOpen && (mayBeContent(error) || mayBeApplied(error))) items.set(item, outcomeOf(error));
      }
      return mayBeContent(error) ? 'go-on' : 'end';
    },
  });
  return { items, stopped, defects };
}

/**
 * Calls with batch after batch, and halves one that a member may spoil. `call` returns members to call with again. `failed` gets the members of a
 * failed call; if the mall refuses the shop, all that are left. Returns the error that ended the calls.
 */
async function callIsolating<Member>(
  batches: Batches<Member>,
  mayCall: () => boolean,
  by: {
    call(part: readonly Member[]): Promise<readonly Member[]>;
    failed(part: readonly Member[], error: unknown): 'go-on' | 'end';
  },
): Promise<TsunagiError | null> {
  for (let part = batches.next(); part !== undefined && mayCall(); part = batches.next()) {
    try {
      const again = await by.call(part);
      if (again.length > 0) batches.putBack(again);
    } catch (error) {
      const isOfShop = refusesShop(error);
      if (!isOfShop && mayBeContent(error) && batches.halve(part, 'first')) continue;
      const next = by.failed(isOfShop ? [...part, ...batches.left()] : part, error);
      // An error that is not of the mall is a defect, which concerns its items.
      if (isOfShop || next === 'end') return error as TsunagiError;
    }
  }
  return null;
}

/** Notes what an answer says about each item; returns those sent again: what it does not prove, or did not try because of others. */
function noteAnswer(part: readonly StockLevel[], answer: StockAnswer, items: Map<string, StockOutcome>): StockLevel[] {
  const outcomes = part.map(({ item }) => answer.items.get(item) ?? ({ kind: 'unproven', code: 'no-word' } as const));
  for (const [index, { item }] of part.entries()) {
    const outcome = outcomes[index] as StockOutcome;
    // What an earlier call may have set stays open until something proves it.
    if (outcome.kind !== 'not-tried' || items.get(item)?.kind !== 'unproven') items.set(item, outcome);
  }
  const are = (...kinds: StockOutcome['kind'][]): StockLevel[] =>
    part.filter((_, index) => kinds.includes(outcomes[index]?.kind ?? 'unproven'));
  if (are('refused').length > 0) return are('not-tried', 'unproven');
  return are('unproven').length > 0 ? are('not-tried') : [];
}

/** True for a refusal of the whole call, by the mall or by our client, or a defect of ours: some of its items may be to blame. */
function mayBeContent(error: unknown): boolean {
  return !(error instanceof TsunagiError) || error.code === 'mall.refused' || error.code === 'input.invalid';
}

function outcomeOf(error: unknown): StockOutcome {
  if (!(error instanceof TsunagiError)) return { kind: 'unproven', code: defectCode };
  return mayBeContent(error) ? afterRefusal(error) : { kind: 'unproven', code: error.code };
}

/** What a refusal of a whole call says of its only item, or one of the shop of every item. */
function afterRefusal(error: TsunagiError): Extract<StockOutcome, { readonly kind: 'refused' }> {
  return { kind: 'refused', code: error.context.mallCodes?.[0] ?? error.code, words: error.message };
}

/**
 * Reads items, in as few calls as the mall allows, and isolates one that spoils a call. Notes defects in the run. Returns what the mall shows, and
 * why other items could not be read: null where no time was left. Throws only `store.failing`.
 */
export async function readItems(
  run: Pick<StockSession, 'traits' | 'noteDefect'> & { readonly door: Pick<StockApi, 'read'> },
  items: readonly string[],
  mayCall: () => boolean,
) {
  const readings = new Map<string, StockReading>();
  const errors = new Map<string, TsunagiError | null>(items.map((item) => [item, null]));
  await callIsolating(batchesOf([...errors.keys()], run.traits.readBatch), mayCall, {
    async call(part) {
      const answer = await run.door.read(part);
      for (const item of part) {
        const reading = answer.get(item);
        if (reading === undefined) errors.set(item, unreadable());
        else if (errors.delete(item)) readings.set(item, reading);
      }
      return [];
    },
    failed(part, error) {
      const known = error instanceof TsunagiError ? error : null;
      if (known?.code === 'store.failing') throw known;
      for (const item of part) {
        if (known === null) run.noteDefect(item, error);
        errors.set(item, known);
      }
      return 'go-on';
    },
  });
  return { readings, errors };
}

/** A repetition at once would get the same answer. */
function unreadable(): TsunagiError {
  const words = sentence`The answer of the mall says nothing of an item that was asked for.`;
  return new TsunagiError('mall.unreadable', 'later', words);
}
