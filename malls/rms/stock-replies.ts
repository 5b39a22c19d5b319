import type { StockAnswer, StockReading } from '../../core/ports/stock-door.ts';
import { parseJstStamp } from '../jst.ts';
import { askedItems } from '../stock-items.ts';
import { type RmsAnswer, type RmsCall, unreadableReply } from './faults.ts';
import { requestIdOf } from './headers.ts';
import { checked } from './replies.ts';
import { refusedEntriesOf } from './stock-refusals.ts';
import { itemOf } from './stock-traits.ts';
import { inventoriesReply } from './wire.generated.js';
import type { InventoriesReply } from './wire.ts';

/** The rows of bulk.get and bulk.get.range. */
export function inventoriesIn(call: RmsCall, answer: RmsAnswer): InventoriesReply['inventories'] {
  return checked(inventoriesReply, call, answer).inventories;
}

/**
 * Items as bulk.get shows them; what it leaves out is absent. A row that nobody asked for, or two of one item, may be another
 * item's level under this one's name: then nothing of the answer is trusted.
 */
export function readingsIn(call: RmsCall, answer: RmsAnswer, asked: readonly string[]): Map<string, StockReading> {
  const readings = new Map<string, StockReading>(asked.map((item) => [item, { kind: 'absent' }]));
  const askedFor = askedItems(asked);
  for (const row of inventoriesIn(call, answer)) {
    const item = askedFor(itemOf(row));
    if (item === null || readings.get(item)?.kind !== 'absent') {
      throw unreadableReply(call, answer, 'inventories: expected each item that was asked for once, got another');
    }
    const updatedAt = parseJstStamp(row.updated ?? '');
    readings.set(item, { kind: 'there', level: row.quantity, closed: false, published: true, updatedAt });
  }
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
