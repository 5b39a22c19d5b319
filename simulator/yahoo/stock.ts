import { addressOf, type SimRequest } from '../http.ts';
import { jstDatetimeColon } from '../jst.ts';
import type { StockCall } from '../simulator.ts';
import { missesRow } from '../world.ts';
import { setLevel } from './lifecycle.ts';
import { codeError, type Operation, type Reply, resultSet, type ShopCall, xml } from './operation.ts';
import { newStockRow, type Shop, type StockRow, stockKey, type World } from './state.ts';
import { leaf, type Tree, tree } from './xml.ts';

/** What every function of the stock API is given: the fields of its form. */
export interface FormCall extends ShopCall {
  form: URLSearchParams;
}

/** Entries of one call. */
const ENTRIES_MAX = 1000;

/** A function that takes the fields of a form, the shop's seller_id among them. */
export const formFunction = (
  operation: { name: string; api: 'stock' | 'item'; write: boolean; method?: 'GET' },
  formOf: (call: ShopCall) => URLSearchParams,
  perform: (call: FormCall) => Reply,
): Operation => ({
  ...operation,
  perform: (call: ShopCall) => {
    const form = formOf(call);
    return sellerRefusal(call.world, call.shop, form) ?? perform({ ...call, form });
  },
});

/** A function of the stock API. Its body is a form, whatever the content type says: a `+` in it is a blank. */
const stockFunction = (name: string, write: boolean, perform: (call: FormCall) => Reply): Operation =>
  formFunction({ name, api: 'stock', write }, ({ request }) => new URLSearchParams(request.body), perform);

/** What is said where seller_id is missing, wrong, or not the shop that the token is for. */
function sellerRefusal(world: World, shop: Shop, form: URLSearchParams): Reply | null {
  const sellerId = form.get('seller_id') ?? '';
  if (sellerId === '') return stockError(world.settings.assumed.sellerMissing, '"seller_id" is not specified');
  if (!/^[a-z0-9_-]{1,128}$/.test(sellerId)) return stockError('st-02100', 'seller_id() is invalid format.');
  if (!world.shops.has(sellerId)) return stockError('ed-00004', 'seller_id() is not found.');
  return sellerId === shop.code
    ? null
    : stockError(world.settings.assumed.foreignSellerStock, 'seller_id() is invalid.');
}

const stockError = (code: string, message: string): Reply => codeError(400, code, message, true);

/** The entries of a CSV field; none where it is missing or empty. */
function entriesOf(form: URLSearchParams, name: string): string[] {
  const text = form.get(name) ?? '';
  return text === '' ? [] : text.split(',');
}

type ItemName = Pick<StockRow, 'itemCode' | 'subCode'>;

/** `item-01` or `item-01:sub-01` in its two parts, or null where it is neither. */
function readItemCode(world: World, entry: string): ItemName | null {
  const letters = world.settings.stock.underscores === 'accept' ? /^[\w-]{1,99}$/ : /^[A-Za-z0-9-]{1,99}$/;
  const [itemCode = '', subCode, more] = entry.split(':');
  if (more !== undefined || !letters.test(itemCode) || (subCode !== undefined && !letters.test(subCode))) return null;
  return { itemCode, subCode: subCode ?? '' };
}

/** Its two parts as they were sent, for an answer about an entry that is no item code. */
function partsAsSent(entry: string): ItemName {
  const [itemCode = '', ...subCode] = entry.split(':');
  return { itemCode, subCode: subCode.join(':') };
}

const QUANTITY_MAX = 999_999_999;

/** One entry of setStock: what is to be done, and with which codes it cannot be done. */
interface Entry extends ItemName {
  key: string;
  /** Sets the level, or moves it. */
  change: { to: number } | { by: number } | null;
  /** Null: the shop's setting. */
  allowOverdraft: boolean | null;
  opens: boolean;
  codes: string[];
}

interface Asked {
  itemCodes: readonly string[];
  quantities: readonly string[];
  overdrafts: readonly string[];
  closes: readonly string[];
}

function readEntries(world: World, { itemCodes, quantities, overdrafts, closes }: Asked): Entry[] {
  return itemCodes.map((itemCode, index) => {
    const name = readItemCode(world, itemCode);
    const change = readQuantity(world, quantities[index] ?? '');
    const overdraft = overdrafts[index] ?? '';
    const close = closes[index] ?? '';
    const codes: string[] = [];
    if (!name) codes.push('st-02101');
    if (!change) codes.push('st-02104');
    if (!['', '0', '1'].includes(overdraft)) codes.push('st-02106');
    // Only 0 means something here; 在庫クローズ cannot be switched on by a call.
    if (!['', '0'].includes(close)) codes.push(world.settings.assumed.stockClose);
    const parts = name ?? partsAsSent(itemCode);
    return {
      ...parts,
      key: stockKey(parts.itemCode, parts.subCode),
      change,
      allowOverdraft: overdraft === '' ? null : overdraft === '1',
      opens: close === '0',
      codes,
    };
  });
}

/**
 * `5` sets, `+5` adds, `-5` takes away. A `+` that was not sent as `%2B` has become a blank on the way: what the mall
 * makes of ` 5` is a setting.
 */
function readQuantity(world: World, text: string): Entry['change'] {
  const found = /^([+ -]?)(\d{1,12})$/.exec(text);
  const number = Number(found?.[2]);
  if (!found || number > QUANTITY_MAX) return null;
  switch (found[1]) {
    case '+':
      return { by: number };
    case '-':
      return { by: -number };
    case ' ':
      return world.settings.stock.rawPlus === 'absolute' ? { to: number } : null;
    default:
      return { to: number };
  }
}

/** 在庫参照. A row that is not there has Status 0 and nothing more. */
export const getStock = stockFunction('getStock', false, ({ world, shop, form }) => {
  const entries = entriesOf(form, 'item_code');
  const { getItemCode, getTooMany } = world.settings.assumed;
  if (entries.length > ENTRIES_MAX) return stockError(getTooMany, 'item_code() is over the limit.');
  const names = entries.map((entry) => readItemCode(world, entry));
  if (names.length === 0 || names.includes(null)) return stockError(getItemCode, 'item_code() is invalid format.');
  const found = names.flatMap((name) => {
    if (name === null) return [];
    const key = stockKey(name.itemCode, name.subCode);
    return [{ name, row: missesRow(world, key) ? undefined : shop.stock.get(key) }];
  });
  const ok = found.filter((one) => one.row).length;
  return xml(200, resultSet(found.map(readResult), { ok, ng: found.length - ok }));
});

function readResult({ name: { itemCode, subCode }, row }: { name: ItemName; row: StockRow | undefined }): Tree {
  const name = [leaf('ItemCode', itemCode), leaf('SubCode', subCode)];
  if (!row) return tree('Result', [...name, leaf('Status', 0)]);
  return tree('Result', [
    ...name,
    leaf('Status', 1),
    leaf('Quantity', row.quantity),
    leaf('AllowOverdraft', row.allowOverdraft ? 1 : 0),
    leaf('IsPublished', row.published ? 1 : 0),
    leaf('UpdateTime', jstDatetimeColon(row.updatedAt)),
    leaf('StockClose', row.closed ? 1 : 0),
  ]);
}

/**
 * 在庫更新. 200 where everything was written, 207 where something was not. An item code that no item has is written all
 * the same, without an error.
 */
export const setStock = stockFunction('setStock', true, (call) => {
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
  if (world.mishap?.kind !== 'new-code') return answered(call, entries);
  entries.at(-1)?.codes.push(world.settings.assumed.newCode);
  return { ...answered(call, entries), hasMishap: true };
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

function answered({ world, shop }: FormCall, entries: readonly Entry[]): Reply {
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
    const unread = entries.map((entry) =>
      writeResult(entry, null, entry.codes.length > 0 ? entry.codes : ['ed-10002']),
    );
    return { ...xml(207, resultSet(unread), apply), hasMishap: true };
  }
  const withQuantity = !bad || world.settings.stock.quantityIn207 === 'shown';
  const results = entries.map((entry) =>
    entry.codes.length > 0
      ? writeResult(entry, null, entry.codes)
      : writeResult(entry, withQuantity ? levelAfter(shop, entry) : undefined, []),
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
  const row = shop.stock.get(entry.key) ?? addRow(world, shop, entry);
  setLevel(world, shop, row, quantity, 'call');
  row.allowOverdraft = entry.allowOverdraft ?? shop.overdraftDefault;
  if (entry.opens) row.closed = false;
}

function addRow(world: World, shop: Shop, entry: Entry): StockRow {
  const isKnown = shop.catalogue.some((sku) => stockKey(sku.itemCode, sku.subCode) === entry.key);
  const published = isKnown || world.settings.stock.unknownPublished;
  const row = newStockRow(world, shop, entry, { quantity: 0, published });
  shop.stock.set(entry.key, row);
  return row;
}

/** `quantity` undefined: the element is left out; null: it is empty. */
function writeResult(entry: Entry, quantity: number | null | undefined, codes: readonly string[]): Tree {
  return tree('Result', [
    leaf('ItemCode', entry.itemCode),
    leaf('SubCode', entry.subCode),
    ...(quantity === undefined ? [] : [leaf('Quantity', quantity)]),
    ...(codes.length > 0 ? [leaf('ErrorCode', codes.join(','))] : []),
  ]);
}

/** What a request asks of stock, by item_code; null for one that asks nothing of it. */
export function stockCallOf(request: Pick<SimRequest, 'path' | 'body'>): StockCall | null {
  const name = /\/(setStock|getStock)$/.exec(addressOf(request).path)?.[1];
  if (name === undefined) return null;
  const kind = name === 'setStock' ? 'set' : 'read';
  const form = new URLSearchParams(request.body);
  const quantities = (form.get('quantity') ?? '').split(',');
  const levels = (form.get('item_code') ?? '').split(',').map((item, index): [string, number | null] => {
    const quantity = quantities[index] ?? '';
    // With a sign it is a change by so many.
    return [item, kind === 'set' && /^\d+(\.\d+)?$/.test(quantity) ? Number(quantity) : null];
  });
  return { kind, shop: form.get('seller_id') ?? '', levels: new Map(levels) };
}
