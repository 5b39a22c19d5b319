import type { StockAnswer, StockReading } from '../../core/ports/index.ts';
import { parseJstStamp } from '../jst.ts';
import { askedItems } from '../stock-items.ts';
import { type RmsAnswer, type RmsCall, unreadableReply } from './faults.ts';
import { requestIdOf } from './headers.ts';
import { checked } from './replies.ts';
import { refusedEntriesOf } from './stock-refusals.ts';
import { itemOf } from './stock-traits.ts';
import { inventoriesReply, inventoryName, inventoryRow } from './wire.generated.js';
import type { InventoryRow } from './wire.ts';

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
export function readingsIn(call: RmsCall, answer: RmsAnswer, asked: readonly string[]): Map<string, StockReading> {
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
