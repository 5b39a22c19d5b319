import { TsunagiError } from '../../core/errors.ts';
import type { StockDoor, StockPage } from '../../core/ports/stock-door.ts';
import { checkedItems, checkedLevels } from '../stock-input.ts';
import { type RmsAnswer, type RmsCall, soundAnswer } from './faults.ts';
import type { RmsOperation } from './operations.ts';
import { rmsPaths } from './requests.ts';
import { afterText, halvesOf, holds, rangeOf, remainingOf, type Span } from './stock-ranges.ts';
import { inventoriesIn, levelsIn, readingsIn } from './stock-replies.ts';
import { bulkGetBody, bulkUpsertBody, rangeQuery } from './stock-requests.ts';
import { itemOf, rmsStock } from './stock-traits.ts';

/** What the door needs of the client that it belongs to. */
export interface RmsStockCaller {
  callOf(operation: RmsOperation): RmsCall;
  post(call: RmsCall, path: string, body: string): Promise<RmsAnswer>;
  get(call: RmsCall, path: string): Promise<RmsAnswer>;
}

/** The inventory API 2.0; how each of its functions is known stands in `docs/malls/rms.md#stock`. */
export function createStockDoor({ callOf, post, get }: RmsStockCaller): Required<StockDoor> {
  return {
    async read(items) {
      const asked = checkedItems(items, rmsStock);
      if (asked.length === 0) return new Map();
      const call = callOf('inventoryBulkGet');
      const answer = await post(call, rmsPaths.inventoryBulkGet, bulkGetBody(asked));
      return readingsIn(call, soundAnswer(call, answer), asked);
    },

    async set(levels) {
      const asked = checkedLevels(levels, rmsStock);
      if (asked.length === 0) return { requestId: null, items: new Map() };
      const call = callOf('inventoryBulkUpsert');
      const answer = await post(call, rmsPaths.inventoryBulkUpsert, bulkUpsertBody(levels));
      return levelsIn(call, soundAnswer(call, answer), asked);
    },

    async list(after) {
      const [span, ...later] = remainingOf(after);
      const call = callOf('inventoryBulkGetRange');
      try {
        const answer = await get(call, `${rmsPaths.inventoryBulkGetRange}${rangeQuery(rangeOf(span))}`);
        const rows = inventoriesIn(call, soundAnswer(call, answer)).filter(({ quantity }) => holds(span, quantity));
        return { items: rows.map((row) => ({ item: itemOf(row), level: row.quantity })), after: afterText(later) };
      } catch (error) {
        if (isTooMany(error)) return inSmallerParts(span, later);
        throw error;
      }
    },
  };
}

/** IE0116: more than 1,000 rows lie in the range. */
const isTooMany = (error: unknown): boolean =>
  error instanceof TsunagiError &&
  error.code === 'mall.refused' &&
  error.context.mallCodes?.includes('IE0116') === true;

function inSmallerParts(span: Span, later: readonly Span[]): StockPage {
  const halves = halvesOf(span);
  const after = afterText([...halves, ...later]);
  if (halves.length > 0) return { items: [], after };
  const unlisted = `Items of ${span.first} pieces: RMS lists at most 1,000 rows at once, and has more of this quantity and one next to it.`;
  return { items: [], after, unlisted };
}
