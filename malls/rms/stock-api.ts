import type { StockAnswer, StockApi, StockLevel, StockReading } from '../../core/ports/index.ts';
import { parseJstStamp } from '../jst.ts';
import { askedItems, checkedItems, checkedLevels } from '../stock-input.ts';
import { type RmsAnswer, type RmsCall, soundAnswer, unreadableReply } from './faults.ts';
import { refusedEntriesOf, requestIdOf } from './messages.ts';
import type { RmsOperation } from './operations.ts';
import { checked } from './replies.ts';
import { rmsPaths } from './requests.ts';
import { itemOf, namesOf, rmsStock } from './stock-traits.ts';
import { inventoriesReply, inventoryName, inventoryRow } from './wire.generated.js';
import type { InventoryRow } from './wire.ts';

/** What the door needs of the client that it belongs to. */
export interface RmsStockCaller {
  callOf(operation: RmsOperation): RmsCall;
  post(call: RmsCall, path: string, body: string): Promise<RmsAnswer>;
  get(call: RmsCall, path: string): Promise<RmsAnswer>;
}

/** The inventory API 2.0; how each of its functions is known stands in `docs/malls/rms.md#stock`. */
export function createStockApi({ callOf, post }: Pick<RmsStockCaller, 'callOf' | 'post'>): StockApi {
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

/** bulk.get. */
function bulkGetBody(items: readonly string[]): string {
  return JSON.stringify({ inventories: items.map(namesOf) });
}

/** bulk.upsert of absolute levels: said twice, they are the same level. No level is ever sent as RELATIVE. */
function bulkUpsertBody(levels: readonly StockLevel[]): string {
  return JSON.stringify({
    inventories: levels.map(({ item, level }) => ({ ...namesOf(item), mode: 'ABSOLUTE', quantity: level })),
  });
}

/** The rows of bulk.get and bulk.get.range: those that can be read, and how many cannot. */
export function inventoriesIn(
  call: RmsCall,
  answer: RmsAnswer,
): { readonly rows: readonly InventoryRow[]; readonly odd: readonly unknown[] } {
  const { inventories } = checked(inventoriesReply, call, answer);
  return {
    rows: inventories.filter((row) => inventoryRow.matches(row)),
    odd: inventories.filter((row) => !inventoryRow.matches(row)),
  };
}

/**
 * Items as bulk.get shows them; what it leaves out is absent. An item whose row cannot be read, or comes twice, is not in the
 * result. Nor is any item without a row then, unless every odd row says whose it is: it may be that item's. A row that was not
 * asked for may be another item's level under a wrong name: then nothing of the answer is trusted.
 */
function readingsIn(call: RmsCall, answer: RmsAnswer, asked: readonly string[]): Map<string, StockReading> {
  const askedFor = askedItems(asked);
  const { rows, odd } = inventoriesIn(call, answer);
  const readings = new Map<string, StockReading>();
  const unreadable = new Set<string>();
  for (const row of rows) {
    const item = askedFor(itemOf(row));
    if (item === null) {
      throw unreadableReply(call, answer, 'inventories: expected items that were asked for, got another');
    }
    if (readings.has(item)) unreadable.add(item);
    const updatedAt = parseJstStamp(row.updated ?? '');
    readings.set(item, { kind: 'there', level: row.quantity, closed: false, published: true, updatedAt });
  }
  const mayHideOthers = unreadable.size > 0;
  const named = odd.map((row) => (inventoryName.matches(row) ? askedFor(itemOf(row)) : null));
  for (const item of named) if (item !== null) unreadable.add(item);
  for (const item of unreadable) readings.delete(item);
  if (mayHideOthers || named.includes(null)) return readings;
  for (const item of asked) if (!readings.has(item) && !unreadable.has(item)) readings.set(item, { kind: 'absent' });
  return readings;
}

/**
 * What became of each item of a bulk.upsert, from an answer that `faultOf` finds nothing wrong with. 204 is the only success
 * that is documented. A 400 names the entries it objects to, and RMS is taken to have written none of the call then.
 */
export function levelsIn(call: RmsCall, answer: RmsAnswer, asked: readonly string[]): StockAnswer {
  const requestId = requestIdOf(answer.headers);
  if (answer.status === 204 && answer.body.kind === 'empty') {
    return { requestId, items: new Map(asked.map((item) => [item, { kind: 'set' }])) };
  }
  const refused = refusedEntriesOf(answer.body);
  if (![...refused.keys()].some((index) => index < asked.length)) {
    throw unreadableReply(call, answer, 'expected 204 without a body, or what is wrong with which entry');
  }
  return {
    requestId,
    items: new Map(asked.map((item, index) => [item, refused.get(index) ?? { kind: 'not-tried' }])),
  };
}
