import { refusesShop, TsunagiError } from '../errors.ts';
import type { StockLevel, StockOutcome } from '../ports/stock-door.ts';
import { leavesOpen } from '../status/outcome.ts';
import { inChunks } from '../units.ts';
import { afterRefusal, setLevels } from './set-levels.ts';
import type { StockRun } from './stock-run.ts';

/** What came of the call that a listing needed. */
export type SetAttempt =
  /** No call was made: the time was out, or the mall failed before its turn came; `error` says what stopped it. */
  | { readonly kind: 'none'; readonly error: TsunagiError | null }
  | { readonly kind: 'set' }
  /** `code` and `words` are the mall's own. */
  | { readonly kind: 'refused'; readonly code: string; readonly words: string }
  /** It surely was not applied. */
  | { readonly kind: 'failed'; readonly error: TsunagiError }
  /** It may have been applied, and may still be. */
  | { readonly kind: 'open'; readonly code: string };

/** What a listing's wait names trouble that is nobody's but ours. */
export const defectCode = 'defect';

/** Calls that tell the bad items of one batch apart. */
const callsMax = 60;

/**
 * Sets levels, a call's worth at once, and says of each item what came of it. `mayCall` is asked before each call. Throws only
 * what is no answer of the mall: `store.failing`.
 */
export async function setItems(
  run: Pick<StockRun, 'door' | 'traits' | 'noteDefect' | 'stopped'>,
  levels: readonly StockLevel[],
  mayCall: () => boolean,
): Promise<Map<string, SetAttempt>> {
  const attempts = new Map<string, SetAttempt>();
  for (const part of inChunks(levels, run.traits.setBatch)) {
    const { items, stopped, defects } = await setLevels(part, {
      door: run.door,
      turn: async () => {
        if (!mayCall()) throw new OutOfCalls();
      },
      callsMax,
    });
    if (stopped instanceof TsunagiError && stopped.code === 'store.failing') throw stopped;
    for (const [item, error] of defects) run.noteDefect(item, error);
    const isOver = stopped instanceof OutOfCalls;
    const error = stopped instanceof TsunagiError ? stopped : isOver ? run.stopped() : blamesNobody();
    for (const [item, outcome] of items) attempts.set(item, attemptOf(outcome, error));
  }
  return attempts;
}

/** Ends the calls of a batch when the run, or its claims, have no time left for another. */
class OutOfCalls extends Error {}

/** It would be asked the same again at once, and say the same. */
function blamesNobody(): TsunagiError {
  return new TsunagiError(
    'mall.unreadable',
    'later',
    'The mall set no level of a call, and does not say for which item.',
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
      return error === null || error.code === 'shop.held' || leavesOpen(error)
        ? { kind: 'none', error }
        : { kind: 'failed', error };
  }
}
