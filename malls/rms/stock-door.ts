import type { StockApi } from '../../core/ports/index.ts';
import { checkedItems, checkedLevels } from '../stock-input.ts';
import { type RmsAnswer, type RmsCall, soundAnswer } from './faults.ts';
import type { RmsOperation } from './operations.ts';
import { rmsPaths } from './requests.ts';
import { levelsIn, readingsIn } from './stock-replies.ts';
import { bulkGetBody, bulkUpsertBody } from './stock-requests.ts';
import { rmsStock } from './stock-traits.ts';

/** What the door needs of the client that it belongs to. */
export interface RmsStockCaller {
  callOf(operation: RmsOperation): RmsCall;
  post(call: RmsCall, path: string, body: string): Promise<RmsAnswer>;
  get(call: RmsCall, path: string): Promise<RmsAnswer>;
}

/** The inventory API 2.0; how each of its functions is known stands in `docs/malls/rms.md#stock`. */
export function createStockDoor({ callOf, post }: Pick<RmsStockCaller, 'callOf' | 'post'>): StockApi {
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
  };
}
