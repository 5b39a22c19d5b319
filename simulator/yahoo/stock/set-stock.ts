import { setLevel } from '../flow/stock.ts';
import { type Reply, xml } from '../reply.ts';
import type { Shop, StockRow } from '../state.ts';
import type { World } from '../world.ts';
import { leaf, type Tree, tree } from '../xml/tree.ts';
import { type Asked, type Entry, QUANTITY_MAX, readEntries } from './read-entries.ts';
import { ENTRIES_MAX, entriesOf, type StockCall, stockError, stockFunction } from './stock-function.ts';

/**
 * 在庫更新. 200 where everything was written, 207 where something was not. An item code that no item has is written all
 * the same, without an error.
 */
export const setStock = stockFunction('setStock', { write: true }, (call) => {
  const { world, form } = call;
  const asked: Asked = {
    itemCodes: entriesOf(form, 'item_code'),
    quantities: entriesOf(form, 'quantity'),
    overdrafts: entriesOf(form, 'allow_overdraft'),
    closes: entriesOf(form, 'stock_close'),
  };
  const refusal = countRefusal(world, asked);
  if (refusal) return refusal;
  const entries = readEntries(world, asked);
  if (new Set(entries.map((entry) => entry.key)).size < entries.length) {
    return stockError('st-02103', 'item_code() is duplicated.');
  }
  return answered(call, entries);
});

function countRefusal(world: World, { itemCodes, quantities, overdrafts, closes }: Asked): Reply | null {
  const count = itemCodes.length;
  if (count === 0) return stockError('st-02101', 'item_code() is invalid format.');
  if (count > ENTRIES_MAX) return stockError('st-02102', 'item_code() is over the limit.');
  if (quantities.length === 0) return stockError('st-02104', 'quantity() is invalid format.');
  if (quantities.length !== count) return stockError('st-02105', 'quantity() does not match item_code().');
  if (overdrafts.length > 0 && overdrafts.length !== count) {
    return stockError('st-02107', 'allow_overdraft() does not match item_code().');
  }
  if (closes.length > 0 && closes.length !== count) {
    return stockError(world.settings.assumed.stockClose, 'stock_close() does not match item_code().');
  }
  return null;
}

function answered({ world, shop }: StockCall, entries: readonly Entry[]): Reply {
  const good = entries.filter((entry) => entry.codes.length === 0);
  const bad = entries.find((entry) => entry.codes.length > 0);
  // One sum beyond the limit, and nothing at all is written.
  if (good.some((entry) => Math.abs(levelAfter(shop, entry) ?? 0) > QUANTITY_MAX)) {
    return stockError(world.settings.assumed.overflow, 'quantity() is over the limit.');
  }
  const { partial } = world.settings.stock;
  if (bad && (entries.length === 1 || partial === 'refused')) {
    return stockError(
      bad.codes.join(','),
      `${bad.codes.includes('st-02101') ? 'item_code' : 'quantity'}() is invalid format.`,
    );
  }
  const writes = !bad || partial === 'per-item';
  const apply = (): void => {
    if (writes) for (const entry of good) write(world, shop, entry);
  };
  if (world.mishap?.kind === 'reread-failed') {
    const unread = entries.map((entry) => result(entry, null, entry.codes.length > 0 ? entry.codes : ['ed-10002']));
    return { ...xml(207, resultSet(unread), apply), twisted: true };
  }
  const withQuantity = !bad || world.settings.stock.quantityIn207 === 'shown';
  const results = entries.map((entry) =>
    entry.codes.length > 0
      ? result(entry, null, entry.codes)
      : result(entry, withQuantity ? levelAfter(shop, entry) : undefined, []),
  );
  return xml(bad ? 207 : 200, resultSet(results), apply);
}

/** The level that an entry leads to; null is 無限大, which adding and taking away leave as it is. */
function levelAfter(shop: Shop, { key, change }: Entry): number | null {
  const present = shop.stock.get(key);
  if (change === null) return 0;
  if ('to' in change) return change.to;
  if (present?.quantity === null) return null;
  return (present?.quantity ?? 0) + change.by;
}

/** Left out, allow_overdraft becomes what the shop is set to, whatever it was for this item. */
function write(world: World, shop: Shop, entry: Entry): void {
  const quantity = levelAfter(shop, entry);
  const row = shop.stock.get(entry.key) ?? newRow(world, shop, entry);
  setLevel(world, shop, row, quantity, 'call');
  row.allowOverdraft = entry.allowOverdraft ?? shop.overdraftDefault;
  if (entry.opens) row.closed = false;
}

function newRow(world: World, shop: Shop, { key, itemCode, subCode }: Entry): StockRow {
  const isKnown = shop.catalogue.some((sku) => sku.itemCode === itemCode && sku.subCode === subCode);
  const row: StockRow = {
    itemCode,
    subCode,
    quantity: 0,
    allowOverdraft: shop.overdraftDefault,
    closed: false,
    published: isKnown || world.settings.stock.unknownPublished,
    updatedAt: world.timeMs,
  };
  shop.stock.set(key, row);
  return row;
}

/** `quantity` undefined: the element is left out; null: it is empty. */
function result(entry: Entry, quantity: number | null | undefined, codes: readonly string[]): Tree {
  return tree('Result', [
    leaf('ItemCode', entry.itemCode),
    leaf('SubCode', entry.subCode),
    ...(quantity === undefined ? [] : [leaf('Quantity', quantity)]),
    ...(codes.length > 0 ? [leaf('ErrorCode', codes.join(','))] : []),
  ]);
}

function resultSet(results: readonly Tree[]): Tree {
  const count = results.length;
  const counted = { totalResultsAvailable: count, totalResultsReturned: count, firstResultPosition: 1 };
  return tree('ResultSet', results, counted);
}
