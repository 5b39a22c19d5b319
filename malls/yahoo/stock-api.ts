import { InputError, TsunagiError } from '../../core/kernel/index.ts';
import type { StockAnswer, StockApi, StockLevel, StockOutcome, StockReading } from '../../core/ports/index.ts';
import { parseJstStamp } from '../jst.ts';
import { askedItems, checkedItems, checkedLevels } from '../stock-input.ts';
import { childrenOf, textOf, type XmlElement } from '../xml.ts';
import type { CallYahoo, YahooReply } from './calls.ts';
import { unreadableReply } from './faults.ts';
import { itemOf, yahooStock } from './stock-traits.ts';

/** getStock and setStock; how each is known stands in `docs/malls/yahoo.md#setstock`. */
export function createStockApi(callYahoo: CallYahoo, sellerId: string): StockApi {
  return {
    async read(items) {
      const asked = checkedItems(items, yahooStock);
      if (asked.length === 0) return new Map();
      return readingsIn(await callYahoo('getStock', getStockForm(sellerId, asked)), asked);
    },

    async set(levels) {
      checkedLevels(levels, yahooStock);
      const wrong = levels.filter(({ kept }) => !isKept(kept));
      if (wrong.length > 0) {
        const problems = wrong.map(({ item }) => `${item}: expected the AllowOverdraft that getStock shows, 0 or 1`);
        throw new InputError('These levels of stock cannot be set in one call', problems);
      }
      const [only, another] = levels;
      if (only === undefined) return { requestId: null, items: new Map() };
      try {
        return levelsIn(await callYahoo('setStock', setStockForm(sellerId, levels)), levels);
      } catch (error) {
        const refused = another === undefined ? refusalAlone(error) : null;
        if (refused === null) throw error;
        return { requestId: null, items: new Map([[only.item, refused]]) };
      }
    },
  };
}

/** getStock. */
export function getStockForm(sellerId: string, items: readonly string[]): string {
  return formOf({ seller_id: sellerId, item_code: items });
}

/**
 * setStock of absolute levels: a number without a sign. `allow_overdraft` is what it was for each item, because leaving it out
 * sets it back for all of them; `stock_close` is never sent, so that what a person or a cancel has closed stays closed.
 */
export function setStockForm(sellerId: string, levels: readonly StockLevel[]): string {
  return formOf({
    seller_id: sellerId,
    item_code: levels.map(({ item }) => item),
    quantity: levels.map(({ level }) => String(level)),
    allow_overdraft: levels.map(({ kept = '' }) => kept),
  });
}

/** setStock with an invalid quantity: Yahoo refuses it (st-02104), whatever the item. Only probes send it, for a nonexistent item. */
export function setNothingForm(sellerId: string, item: string): string {
  return formOf({ seller_id: sellerId, item_code: item, quantity: 'none' });
}

/** Fields of a form or a query. No value of a list holds a comma, so they can be told apart by it. */
export function formOf(fields: Readonly<Record<string, string | readonly string[]>>): string {
  return new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
}

/** True for what a reading of an item gave to be sent along: AllowOverdraft, 0 or 1. */
const isKept = (kept: string | undefined): boolean => kept === '0' || kept === '1';

type Refused = StockOutcome & { readonly kind: 'refused' };

/** What Yahoo's documents say of the codes of a single item: answers carry no words. */
const wordsOf: Readonly<Record<string, string>> = {
  'st-02101': 'item_codeが不正です',
  'st-02104': 'quantityが不正です',
  'st-02106': 'allow_overdraftが不正です',
};

/** An item's ErrorCode, one or several with commas: refused where Yahoo objects to the item itself, else to be read. */
function outcomeOfCodes(text: string): StockOutcome {
  const codes = text.split(',').map((code) => code.trim());
  return refusedBy(codes) ?? { kind: 'unproven', code: codes.find(isCode) ?? 'no-code' };
}

/** The refusal of a call with a single item, which comes as one of the whole call; null where the call itself is to blame. */
function refusalAlone(error: unknown): Refused | null {
  if (!(error instanceof TsunagiError) || error.code !== 'mall.refused') return null;
  return refusedBy(error.context.mallCodes ?? []);
}

function refusedBy(codes: readonly string[]): Refused | null {
  if (codes.length === 0 || !codes.every((code) => Object.hasOwn(wordsOf, code))) return null;
  return { kind: 'refused', code: codes.join(','), words: codes.map((code) => wordsOf[code]).join('、') };
}

/** Codes go into rows, so whatever does not look like one stays out. */
const isCode = (text: string): boolean => /^[A-Za-z0-9-]{2,40}$/.test(text);

/**
 * Items as getStock shows them. It has a row for each item that was asked for, there or not; an item whose row is missing, comes
 * twice or cannot be read is not in the result. A row that names an item that was not asked for may be another item's level under a
 * wrong name: then nothing of the answer is trusted. The counts beside the rows are not read: they were seen contradicting them.
 */
function readingsIn(reply: YahooReply, asked: readonly string[]): Map<string, StockReading> {
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
 * What became of each item of a setStock. Proof is the level that Yahoo shows after the change, and only where nothing was wrong with
 * another item of the call: its documents say that one error takes all others back, and its test environment was seen writing them. Codes
 * come that no client knows yet (st-02108 to st-02110 on 2025-12-17); of `ed-10002` alone it is known that all was written.
 */
function levelsIn(reply: YahooReply, levels: readonly StockLevel[]): StockAnswer {
  const askedFor = askedItems(levels.map(({ item }) => item));
  const results = rowsIn(reply);
  const rows = Map.groupBy(results, (row) => askedFor(nameOf(row)));
  const isInDoubt = results.some((row) => !['', 'ed-10002'].includes(textOf(row, 'ErrorCode')));
  const items = levels.map((level): [string, StockOutcome] => {
    const outcome = outcomeOf(level, rows.get(level.item) ?? []);
    return [level.item, isInDoubt && outcome.kind === 'set' ? { kind: 'unproven', code: 'others-failed' } : outcome];
  });
  return { requestId: null, items: new Map(items) };
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
