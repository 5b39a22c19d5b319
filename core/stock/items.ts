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

export type SetAttempt =
  /** `unproven`: may be or become applied. */
  | Exclude<StockOutcome, { readonly kind: 'not-tried' }>
  /** Certainly not applied; `error` null: no time was left. */
  | { readonly kind: 'not-tried'; readonly error: TsunagiError | null }
  /** Asked about later; `ticket` null: the mall may not have it. */
  | { readonly kind: 'batched'; readonly ticket: string | null };

const callsMax = 60;

/** Outcomes by item (`setLevels`). Throws only `store.failing`. */
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

/** Sends one batch. Items not taken go singly next time. */
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
 * Sets levels, `most` per call, isolating bad items; of repeated items the later level counts. If the mall names refused items, the
 * unproven rest is sent again; if it refuses a whole call, the halves; a refusal of the shop, or any other error, ends the calls. `n` items
 * with `b` unnamed bad ones take at most 1 + 2b⌈log2 n⌉ calls (`Batches`). Returns all outcomes (`not-tried`: not applied; `unproven`:
 * maybe applied, safe to repeat after reading), the ending error, and defects by item.
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
 * Halves batches that a member may spoil. `call` returns members to call again; `failed` gets a failed call's members, or all left if the
 * shop is refused. Returns the ending error.
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
      // Other errors are defects of their items.
      if (isOfShop || next === 'end') return error as TsunagiError;
    }
  }
  return null;
}

/** Returns items to send again: unproven, or untried because of others. */
function noteAnswer(part: readonly StockLevel[], answer: StockAnswer, items: Map<string, StockOutcome>): StockLevel[] {
  const outcomes = part.map(({ item }) => answer.items.get(item) ?? ({ kind: 'unproven', code: 'no-word' } as const));
  for (const [index, { item }] of part.entries()) {
    const outcome = outcomes[index] as StockOutcome;
    // Earlier calls stay open until something proves their outcome.
    if (outcome.kind !== 'not-tried' || items.get(item)?.kind !== 'unproven') items.set(item, outcome);
  }
  const are = (...kinds: StockOutcome['kind'][]): StockLevel[] =>
    part.filter((_, index) => kinds.includes(outcomes[index]?.kind ?? 'unproven'));
  if (are('refused').length > 0) return are('not-tried', 'unproven');
  return are('unproven').length > 0 ? are('not-tried') : [];
}

/** True if items may be to blame: a refused whole call, or a defect. */
function mayBeContent(error: unknown): boolean {
  return !(error instanceof TsunagiError) || error.code === 'mall.refused' || error.code === 'input.invalid';
}

function outcomeOf(error: unknown): StockOutcome {
  if (!(error instanceof TsunagiError)) return { kind: 'unproven', code: defectCode };
  return mayBeContent(error) ? afterRefusal(error) : { kind: 'unproven', code: error.code };
}

function afterRefusal(error: TsunagiError): Extract<StockOutcome, { readonly kind: 'refused' }> {
  return { kind: 'refused', code: error.context.mallCodes?.[0] ?? error.code, words: error.message };
}

/**
 * Reads items in few calls, isolating one that spoils a call. Returns readings, and errors by item (null: no time left). Throws only
 * `store.failing`.
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

/** An immediate repeat would get the same answer. */
function unreadable(): TsunagiError {
  const words = sentence`The answer of the mall says nothing of an item that was asked for.`;
  return new TsunagiError('mall.unreadable', 'later', words);
}
