import { setLevel } from '../flow/stock.ts';
import { type Fields, isFields } from '../orders/read-fields.ts';
import type { ErrorModel } from '../reply.ts';
import { type InventoryRow, type Shop, stockKey } from '../state.ts';
import type { World } from '../world.ts';
import type { InventoryVersion } from './show-row.ts';
import { readName, rowOf, type StockName } from './stock-keys.ts';

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
export function readUpsert(shop: Shop, entry: Fields, place: string, problems: ErrorModel[]): RowUpsert {
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

function readMode(value: unknown, propertyPath: string, problems: ErrorModel[]): RowUpsert['mode'] {
  if (value === 'ABSOLUTE' || value === 'RELATIVE') return value;
  const metadata = { propertyPath };
  problems.push(
    value === undefined || value === null
      ? { code: 'IE0001', message: 'mode is mandatory.', metadata }
      : { code: 'IE0002', message: `mode has an invalid value : ${String(value)}.`, metadata },
  );
  return 'ABSOLUTE';
}

function readQuantity(value: unknown, mode: string, propertyPath: string, problems: ErrorModel[]): number {
  const metadata = { propertyPath };
  if (value === undefined || value === null) {
    problems.push({ code: 'IE0001', message: 'quantity is mandatory.', metadata });
    return 0;
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    problems.push({ code: 'IE0002', message: `quantity has an invalid value : ${String(value)}.`, metadata });
    return 0;
  }
  const min = mode === 'RELATIVE' ? -QUANTITY_MAX : 0;
  if (value < min || value > QUANTITY_MAX) {
    problems.push({ code: 'IE0003', message: `quantity must be between ${min} and ${QUANTITY_MAX}.`, metadata });
  }
  return value;
}

function checkAgainst(shop: Shop, upsert: RowUpsert, propertyPath: string, problems: ErrorModel[]): void {
  const row = rowOf(shop, upsert);
  const metadata = { propertyPath };
  if (upsert.mode === 'RELATIVE' && !row) {
    const names = `manageNumber : ${upsert.manageNumber} and variantId : ${upsert.variantId}`;
    const message = `Cannot use relative mode to update inventory which the combination of ${names} does not exist.`;
    problems.push({ code: 'IE0500', message, metadata });
  } else if (upsert.mode === 'RELATIVE' && row && outside(row.quantity + upsert.quantity)) {
    const message = `After update, the quantity must be between 0 and ${QUANTITY_MAX}.`;
    problems.push({ code: 'IE0117', message, metadata });
  } else if (!row && variantsOf(shop, upsert.manageNumber) >= VARIANTS_PER_ITEM_MAX) {
    const message = 'Inventory cannot be added because the size has reached the limit.';
    problems.push({ code: 'IE0121', message, metadata });
  }
}

/** 出荷元 has to be one of the shop's. */
function checkShipFrom({ shipFromIds }: Shop, upsert: RowUpsert, propertyPath: string, problems: ErrorModel[]): void {
  const unknown = shipFromIds && upsert.shipFromIds?.find((id) => !shipFromIds.includes(id));
  if (unknown === undefined || unknown === null) return;
  const message = `${unknown} is invalid because it is not defined in shipFromIds of shop setting.`;
  problems.push({ code: 'IE0118', message, metadata: { propertyPath } });
}

const outside = (quantity: number): boolean => quantity < 0 || quantity > QUANTITY_MAX;

function variantsOf(shop: Shop, manageNumber: string): number {
  let count = 0;
  for (const row of shop.inventory.values()) if (row.manageNumber === manageNumber) count += 1;
  return count;
}

/** Writes one row. 2.1 replaces the whole row: what is left out is deleted. A row of no product is purged after a day. */
export function applyUpsert(world: World, shop: Shop, upsert: RowUpsert, version: InventoryVersion): void {
  const key = stockKey(upsert.manageNumber, upsert.variantId);
  const row = shop.inventory.get(key) ?? newRow(world, shop, key, upsert);
  const quantity = upsert.mode === 'ABSOLUTE' ? upsert.quantity : row.quantity + upsert.quantity;
  setLevel(world, shop, row, quantity, 'call');
  if (version === '2.1') {
    row.operationLeadTime = upsert.operationLeadTime;
    row.shipFromIds = upsert.shipFromIds;
  }
}

function newRow(world: World, shop: Shop, key: string, { manageNumber, variantId }: StockName): InventoryRow {
  const row: InventoryRow = {
    manageNumber,
    variantId,
    quantity: 0,
    createdAt: world.timeMs,
    updatedAt: world.timeMs,
    operationLeadTime: null,
    shipFromIds: null,
  };
  shop.inventory.set(key, row);
  const isOrphan = !shop.catalogue.some((sku) => sku.manageNumber === manageNumber && sku.variantId === variantId);
  if (isOrphan) {
    world.agenda.at(world.timeMs + world.settings.inventory.orphanLifeMs, () => {
      if (shop.inventory.get(key) === row) shop.inventory.delete(key);
    });
  }
  return row;
}
