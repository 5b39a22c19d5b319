import { refusesShop, TsunagiError } from '../errors.ts';
import type { StockAnswer, StockDoor, StockLevel, StockOutcome } from '../ports/stock-door.ts';
import { isDefect, leavesOpen } from '../status/outcome.ts';

/** What setting a batch of levels needs. */
export interface SetLevelsOptions {
  readonly door: Pick<StockDoor, 'set'>;
  /** Waits for the shop's turn before each call. What it throws ends the calls, as when a pause has begun. */
  readonly turn: () => Promise<void>;
  /** The most calls that may be made. */
  readonly callsMax: number;
}

/** What became of a batch. */
export interface LevelsSet {
  /** Every item that was given. `not-tried`: no call with it was made, or none that the mall looked at. */
  readonly items: ReadonlyMap<string, StockOutcome>;
  readonly calls: number;
  /** What ended the calls before their time; null when nothing did. Also null when `callsMax` did. */
  readonly stopped: unknown;
  /** Defects of ours over single items, which are `unproven` then. The others went on. */
  readonly defects: ReadonlyMap<string, unknown>;
}

/**
 * Sets the levels of a batch, at most `traits.stock.setBatch`, and tells its bad items apart, so that none of them holds the
 * others. Levels are absolute, so whatever was sent may be sent again. Of an item that is given twice the later level counts.
 *
 * - Where the mall names the refused items, everything that it did not prove to be set is sent again without them.
 * - Where it refuses the call as a whole, or our client does, its halves are sent, down to the single item.
 * - Where it refuses the shop, no item is to blame: all that are left are refused, and the calls end.
 * - An error that leaves the call open makes its items `unproven` and ends the calls: read them first. Every other error, such
 *   as a mall that cannot be reached, ends them, too.
 *
 * Of `n` items with `b` bad ones that the mall never names, at most 1 + 2b⌈log2 n⌉ calls are made: a call that is refused holds a
 * bad item, so of the calls of one size at most `b` are refused, each leads to two of half the size, and there are ⌈log2 n⌉
 * halvings from `n` to 1. Where it names them all at once, 2.
 */
export async function setLevels(levels: readonly StockLevel[], options: SetLevelsOptions): Promise<LevelsSet> {
  const { door, turn, callsMax } = options;
  const batch = [...new Map(levels.map((level) => [level.item, level])).values()];
  const items = new Map<string, StockOutcome>(batch.map(({ item }) => [item, { kind: 'not-tried' }]));
  const defects = new Map<string, unknown>();
  const waiting: StockLevel[][] = batch.length === 0 ? [] : [batch];
  let calls = 0;
  let stopped: unknown = null;

  for (let part = waiting.shift(); part !== undefined && calls < callsMax; part = waiting.shift()) {
    try {
      await turn();
    } catch (error) {
      stopped = error;
      break;
    }
    calls++;
    try {
      const again = noteAnswer(part, await door.set(part), items);
      if (again.length > 0) waiting.unshift(again);
    } catch (error) {
      const [only, another] = part;
      if (refusesShop(error)) {
        for (const { item } of [part, ...waiting].flat()) {
          if (items.get(item)?.kind !== 'unproven') items.set(item, afterRefusal(error));
        }
        stopped = error;
        break;
      }
      if (!concernsItsItems(error)) {
        if (leavesOpen(error)) for (const { item } of part) items.set(item, { kind: 'unproven', code: codeOf(error) });
        stopped = error;
        break;
      }
      if (another !== undefined) {
        const half = Math.ceil(part.length / 2);
        waiting.unshift(part.slice(0, half), part.slice(half));
      } else if (only !== undefined) {
        if (isDefect(error)) defects.set(only.item, error);
        items.set(only.item, ofTheOnly(error));
      }
    }
  }
  return { items, calls, stopped, defects };
}

/** Notes what an answer says of each item; gives back those that it proves nothing of because others were refused with them. */
function noteAnswer(part: readonly StockLevel[], answer: StockAnswer, items: Map<string, StockOutcome>): StockLevel[] {
  const isOpen = (outcome: StockOutcome): boolean => outcome.kind === 'not-tried' || outcome.kind === 'unproven';
  let refused = false;
  const again: StockLevel[] = [];
  for (const level of part) {
    const outcome = answer.items.get(level.item) ?? { kind: 'unproven', code: 'no-word' };
    if (outcome.kind === 'refused') refused = true;
    if (isOpen(outcome)) again.push(level);
    // What an earlier call may have set stays open until something proves it.
    if (outcome.kind !== 'not-tried' || items.get(level.item)?.kind !== 'unproven') items.set(level.item, outcome);
  }
  return refused ? again : [];
}

/** A refusal of the whole call, by the mall or by our client, or a defect of ours: some of its items may be to blame. */
function concernsItsItems(error: unknown): boolean {
  return isDefect(error) || codeOf(error) === 'mall.refused' || codeOf(error) === 'input.invalid';
}

function ofTheOnly(error: unknown): StockOutcome {
  return error instanceof TsunagiError ? afterRefusal(error) : { kind: 'unproven', code: codeOf(error) };
}

/** What a refusal of a whole call says of its only item, or one of the shop of every item. */
export function afterRefusal(error: TsunagiError): Extract<StockOutcome, { readonly kind: 'refused' }> {
  return { kind: 'refused', code: error.context.mallCodes?.[0] ?? error.code, words: error.message };
}

const codeOf = (error: unknown): string => (error instanceof TsunagiError ? error.code : 'defect');
