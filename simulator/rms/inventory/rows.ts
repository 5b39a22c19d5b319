import { jstDatetimeColon } from '../../jst.ts';
import { missesRow } from '../../world.ts';
import { setLevel } from '../lifecycle.ts';
import { type Call, type ErrorModel, errors, type Operation, type Reply } from '../operation.ts';
import { type Fields, isFields } from '../orders/request.ts';
import { type InventoryRow, newStockRow, type Shop, stockKey, type World } from '../state.ts';

const BYTES_MAX = 32;
const ALLOWED = /^[A-Za-z0-9_-]+$/;

/** A manageNumber is folded to lower case, a variantId is not. */
export interface StockName {
  manageNumber: string;
  variantId: string;
}

/** The problems of a request, each with where in the request it is. */
export interface Problems {
  readonly list: ErrorModel[];
  add(code: string, message: string, propertyPath?: string): void;
}

export function gatherProblems(): Problems {
  const list: ErrorModel[] = [];
  return {
    list,
    add: (code, message, propertyPath) =>
      void list.push({ code, message, ...(propertyPath !== undefined && { metadata: { propertyPath } }) }),
  };
}

/** Reads one of the two names. */
export function readName(value: unknown, field: keyof StockName, path: string, problems: Problems): string {
  if (value === undefined || value === null || value === '') {
    problems.add('IE0001', `${field} is mandatory.`, path);
    return '';
  }
  if (typeof value !== 'string' || !ALLOWED.test(value)) {
    problems.add('IE0002', `${field} has an invalid value : ${String(value)}.`, path);
    return '';
  }
  if (value.length > BYTES_MAX)
    problems.add('IE0004', `Max length of ${field} must be within ${BYTES_MAX} bytes.`, path);
  return field === 'manageNumber' ? value.toLowerCase() : value;
}

export function rowOf(shop: Shop, name: StockName): InventoryRow | undefined {
  return shop.inventory.get(stockKey(name.manageNumber, name.variantId));
}

/** The row as a reading of now finds it. */
export function shownRow({ world, shop }: Pick<Call, 'world' | 'shop'>, name: StockName): InventoryRow | undefined {
  return missesRow(world, stockKey(name.manageNumber, name.variantId)) ? undefined : rowOf(shop, name);
}

/** A stock row as the API shows it: times with a colon in their zone; 2.1 adds lead time and shipFromIds where set. */
export function showRow(call: Call, row: InventoryRow) {
  const { manageNumber, variantId, quantity, operationLeadTime, shipFromIds } = row;
  return {
    manageNumber,
    variantId,
    quantity,
    ...(isVersion21(call) && operationLeadTime && { operationLeadTime }),
    ...(isVersion21(call) && shipFromIds && { shipFromIds }),
    created: jstDatetimeColon(row.createdAt),
    updated: jstDatetimeColon(row.updatedAt),
  };
}

const isVersion21 = ({ request }: Call): boolean => request.path.startsWith('/es/2.1/');

/** A call of the inventory API, with its body where it takes one. */
type InventoryCall = Call & { body: Fields };

/**
 * One operation of the inventory API, by the name `books().calls` counts it under: `inventory.bulk.upsert`. What `read` makes of the call
 * goes to `answer`, where nothing is wrong with it.
 */
export function inventoryFunction<Asked>(
  name: string,
  { write = false, takesBody = false }: { write?: boolean; takesBody?: boolean },
  read: (call: InventoryCall, problems: Problems) => Asked,
  answer: (call: InventoryCall, asked: Asked) => Reply,
): Operation {
  return {
    name: `inventory.${name}`,
    api: 'inventory',
    write,
    perform: (plain) => {
      if (!plain.shop.migratedToSku)
        return refused('IE1105', 'This endpoint is disabled for the shop not migrated to SKU.');
      const body = takesBody ? bodyOf(plain) : {};
      if (body === null) return refused('GE0011', 'Request body is missing or is empty without any attributes.');
      const call = { ...plain, body };
      const problems = gatherProblems();
      const asked = read(call, problems);
      return problems.list.length > 0 ? errors(400, ...problems.list) : answer(call, asked);
    },
  };
}

const refused = (code: string, message: string): Reply => errors(400, { code, message });

/** The JSON object of a body; null for a body that is none. */
function bodyOf({ request }: Call): Fields | null {
  try {
    const value: unknown = JSON.parse(request.body);
    return isFields(value) && Object.keys(value).length > 0 ? value : null;
  } catch {
    return null;
  }
}

const QUANTITY_MAX = 99_999;
const VARIANTS_PER_ITEM_MAX = 400;

/** One change of one row, read and found to be possible. */
export interface RowUpsert extends StockName {
  mode: 'ABSOLUTE' | 'RELATIVE';
  quantity: number;
  operationLeadTime: Record<string, unknown> | null;
  shipFromIds: number[] | null;
}

/** Reads one entry; `place` is `inventories[3]`, or empty where the entry is the body itself. */
export function readUpsert(shop: Shop, entry: Fields, place: string, problems: Problems): RowUpsert {
  const path = (field: string): string => (place === '' ? field : `${place}.${field}`);
  const manageNumber = readName(entry.manageNumber, 'manageNumber', path('manageNumber'), problems);
  const variantId = readName(entry.variantId, 'variantId', path('variantId'), problems);
  const mode = readMode(entry.mode, path('mode'), problems);
  const quantity = readQuantity(entry.quantity, mode, path('quantity'), problems);
  const upsert: RowUpsert = {
    manageNumber,
    variantId,
    mode,
    quantity,
    operationLeadTime: isFields(entry.operationLeadTime) ? entry.operationLeadTime : null,
    shipFromIds: Array.isArray(entry.shipFromIds) ? entry.shipFromIds.map(Number) : null,
  };
  checkShipFrom(shop, upsert, path('shipFromIds'), problems);
  if (manageNumber !== '' && variantId !== '') checkAgainst(shop, upsert, path('quantity'), problems);
  return upsert;
}

function readMode(value: unknown, path: string, problems: Problems): RowUpsert['mode'] {
  if (value === 'ABSOLUTE' || value === 'RELATIVE') return value;
  if (value === undefined || value === null) problems.add('IE0001', 'mode is mandatory.', path);
  else problems.add('IE0002', `mode has an invalid value : ${String(value)}.`, path);
  return 'ABSOLUTE';
}

function readQuantity(value: unknown, mode: string, path: string, problems: Problems): number {
  if (value === undefined || value === null) {
    problems.add('IE0001', 'quantity is mandatory.', path);
    return 0;
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    problems.add('IE0002', `quantity has an invalid value : ${String(value)}.`, path);
    return 0;
  }
  const min = mode === 'RELATIVE' ? -QUANTITY_MAX : 0;
  if (value < min || value > QUANTITY_MAX) {
    problems.add('IE0003', `quantity must be between ${min} and ${QUANTITY_MAX}.`, path);
  }
  return value;
}

function checkAgainst(shop: Shop, upsert: RowUpsert, path: string, problems: Problems): void {
  const row = rowOf(shop, upsert);
  if (upsert.mode === 'RELATIVE' && !row) {
    const names = `manageNumber : ${upsert.manageNumber} and variantId : ${upsert.variantId}`;
    const message = `Cannot use relative mode to update inventory which the combination of ${names} does not exist.`;
    problems.add('IE0500', message, path);
  } else if (upsert.mode === 'RELATIVE' && row && outside(row.quantity + upsert.quantity)) {
    problems.add('IE0117', `After update, the quantity must be between 0 and ${QUANTITY_MAX}.`, path);
  } else if (!row && variantsOf(shop, upsert.manageNumber) >= VARIANTS_PER_ITEM_MAX) {
    problems.add('IE0121', 'Inventory cannot be added because the size has reached the limit.', path);
  }
}

/** 出荷元 has to be one of the shop's. */
function checkShipFrom({ shipFromIds }: Shop, upsert: RowUpsert, path: string, problems: Problems): void {
  const unknown = shipFromIds && upsert.shipFromIds?.find((id) => !shipFromIds.includes(id));
  if (unknown === undefined || unknown === null) return;
  problems.add('IE0118', `${unknown} is invalid because it is not defined in shipFromIds of shop setting.`, path);
}

const outside = (quantity: number): boolean => quantity < 0 || quantity > QUANTITY_MAX;

function variantsOf(shop: Shop, manageNumber: string): number {
  let count = 0;
  for (const row of shop.inventory.values()) if (row.manageNumber === manageNumber) count += 1;
  return count;
}

/** Writes one row. 2.1 replaces the whole row: what is left out is deleted. A row of no product is purged after a day. */
export function applyUpsert(call: Call, upsert: RowUpsert): void {
  const { world, shop } = call;
  const key = stockKey(upsert.manageNumber, upsert.variantId);
  const row = shop.inventory.get(key) ?? newRow(world, shop, key, upsert);
  const quantity = upsert.mode === 'ABSOLUTE' ? upsert.quantity : row.quantity + upsert.quantity;
  setLevel(world, shop, row, quantity, 'call');
  if (isVersion21(call)) {
    row.operationLeadTime = upsert.operationLeadTime;
    row.shipFromIds = upsert.shipFromIds;
  }
}

function newRow(world: World, shop: Shop, key: string, name: StockName): InventoryRow {
  const row = newStockRow(world, name, 0);
  shop.inventory.set(key, row);
  const isOrphan = !shop.catalogue.some((sku) => stockKey(sku.manageNumber, sku.variantId) === key);
  if (isOrphan) {
    world.agenda.at(world.timeMs + world.settings.inventory.orphanLifeMs, () => {
      if (shop.inventory.get(key) === row) shop.inventory.delete(key);
    });
  }
  return row;
}
