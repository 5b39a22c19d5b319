import type { StockAnswer, StockLevel, StockOutcome, StockReading } from '../../core/ports/index.ts';
import { parseJstStamp } from '../jst.ts';
import { askedItems } from '../stock-items.ts';
import { childrenOf, textOf, type XmlElement } from '../xml.ts';
import type { YahooReply } from './calls.ts';
import { unreadableReply } from './faults.ts';
import { outcomeOfCodes } from './stock-refusals.ts';
import { isKept } from './stock-requests.ts';
import { itemOf } from './stock-traits.ts';

/**
 * Items as getStock shows them. It has a row for each item that was asked for, there or not; an item whose row is missing, comes
 * twice or cannot be read is not in the result. A row that names an item that was not asked for may be another item's level under a
 * wrong name: then nothing of the answer is trusted. The counts beside the rows are not read: they were seen contradicting them.
 */
export function readingsIn(reply: YahooReply, asked: readonly string[]): Map<string, StockReading> {
  const readings = new Map<string, StockReading | null>();
  const askedFor = askedItems(asked);
  for (const row of rowsIn(reply)) {
    if (textOf(row, 'ItemCode') === '') continue;
    const item = askedFor(nameOf(row));
    if (item === null) throw unreadable(reply, 'Result: expected items that were asked for, got another');
    readings.set(item, readings.has(item) ? null : readingOf(row));
  }
  return new Map([...readings].flatMap(([item, reading]) => (reading === null ? [] : [[item, reading]])));
}

function readingOf(row: XmlElement): StockReading | null {
  const [status, quantity, kept] = [textOf(row, 'Status'), textOf(row, 'Quantity'), textOf(row, 'AllowOverdraft')];
  if (status === '0') return { kind: 'absent' };
  if (status !== '1' || !/^(?:-?\d{1,12})?$/.test(quantity) || !isKept(kept)) return null;
  return {
    kind: 'there',
    level: quantity === '' ? null : Number(quantity),
    closed: textOf(row, 'StockClose') === '1',
    published: textOf(row, 'IsPublished') !== '0',
    updatedAt: parseJstStamp(textOf(row, 'UpdateTime')),
    kept,
  };
}

/**
 * What became of each item of a setStock. Proof is the level that Yahoo shows after the change, and only where it refused no
 * item of the call: its documents say that one bad item takes all others back, and its test environment was seen writing them.
 */
export function levelsIn(reply: YahooReply, levels: readonly StockLevel[]): StockAnswer {
  const askedFor = askedItems(levels.map(({ item }) => item));
  const rows = Map.groupBy(rowsIn(reply), (row) => askedFor(nameOf(row)));
  const items = new Map(levels.map((level) => [level.item, outcomeOf(level, rows.get(level.item) ?? [])]));
  if ([...items.values()].some(({ kind }) => kind === 'refused')) {
    for (const [item, { kind }] of items) {
      if (kind === 'set') items.set(item, { kind: 'unproven', code: 'others-refused' });
    }
  }
  return { requestId: null, items };
}

function outcomeOf({ level }: StockLevel, rows: readonly XmlElement[]): StockOutcome {
  const [row, another] = rows;
  if (row === undefined || another !== undefined) return { kind: 'unproven', code: 'no-result' };
  const codes = textOf(row, 'ErrorCode');
  if (codes !== '') return outcomeOfCodes(codes);
  return textOf(row, 'Quantity') === String(level) ? { kind: 'set' } : { kind: 'unproven', code: 'other-level' };
}

/** The rows of a reply of the stock API; throws `mall.unreadable` where something else answers. */
export function rowsIn(reply: YahooReply): readonly XmlElement[] {
  if (reply.root.name !== 'ResultSet') throw unreadable(reply, 'the whole: expected a ResultSet, got something else');
  return childrenOf(reply.root, 'Result');
}

const nameOf = (row: XmlElement): string => itemOf(textOf(row, 'ItemCode'), textOf(row, 'SubCode'));

const unreadable = ({ call, status }: YahooReply, problem: string) => unreadableReply(call, status, problem);
