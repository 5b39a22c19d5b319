import type { Call, Operation } from '../operation.ts';
import { isFields } from '../orders/read-fields.ts';
import { type ErrorModel, errors, json } from '../reply.ts';
import { bodyOf, inventoryFunction } from './inventory-function.ts';
import { type InventoryVersion, showRow } from './show-row.ts';
import { readName, rowOf } from './stock-keys.ts';

const ENTRIES_MAX = 1000;

/** bulk.get: rows that are not there are left out of the answer. */
export const bulkGet = (version: InventoryVersion): Operation =>
  inventoryFunction('bulk.get', false, (call) => {
    const { body, refusal } = bodyOf(call);
    if (refusal) return refusal;
    const problems: ErrorModel[] = [];
    const entries = readEntries(body.inventories, ENTRIES_MAX, problems);
    const names = entries.map((entry, index) => ({
      manageNumber: readName(entry.manageNumber, 'manageNumber', `inventories[${index}].manageNumber`, problems),
      variantId: readName(entry.variantId, 'variantId', `inventories[${index}].variantId`, problems),
    }));
    if (problems.length > 0) return errors(400, ...problems);
    const rows = names.map((name) => rowOf(call.shop, name)).filter((row) => row !== undefined);
    return json(200, { inventories: [...new Set(rows)].map((row) => showRow(row, version)) });
  });

/** The `inventories` of a bulk body: 1 to `max` objects. */
export function readEntries(value: unknown, max: number, problems: ErrorModel[]): Record<string, unknown>[] {
  const metadata = { propertyPath: 'inventories' };
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) {
    problems.push({ code: 'IE0001', message: 'inventories is mandatory.', metadata });
    return [];
  }
  if (!Array.isArray(value) || !value.every(isFields)) {
    problems.push({ code: 'IE0002', message: `inventories has an invalid value : ${String(value)}.`, metadata });
    return [];
  }
  if (value.length > max) {
    problems.push({ code: 'IE1101', message: 'inventories exceeds the maximum number of entries allowed.', metadata });
    return [];
  }
  return value;
}

/** bulk.get.range: newest first, at most 1,000. */
export const bulkGetRange = (version: InventoryVersion): Operation =>
  inventoryFunction('bulk.get.range', false, (call) => {
    const problems: ErrorModel[] = [];
    const min = readBound(call, 'minQuantity', problems);
    const max = readBound(call, 'maxQuantity', problems);
    if (min === null && max === null && problems.length === 0) {
      const message = 'One or both of minQuantity and maxQuantity query parameters is/are required.';
      problems.push({ code: 'IE0105', message });
    }
    if (min !== null && max !== null && min >= max) {
      problems.push({ code: 'IE0113', message: 'minQuantity value, must be smaller than maxQuantity.' });
    }
    if (problems.length > 0) return errors(400, ...problems);
    const rows = [...call.shop.inventory.values()].filter(
      (row) => row.quantity >= (min ?? 0) && row.quantity <= (max ?? Number.POSITIVE_INFINITY),
    );
    if (rows.length > ENTRIES_MAX) {
      return errors(400, { code: 'IE0116', message: 'Too many search results, please change the query of search.' });
    }
    rows.sort((a, b) => b.updatedAt - a.updatedAt);
    return json(200, { inventories: rows.map((row) => showRow(row, version)) });
  });

function readBound({ query }: Call, name: string, problems: ErrorModel[]): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (/^\d+$/.test(text)) return Number(text);
  problems.push({ code: 'IE0002', message: `${name} has an invalid value : ${text}.` });
  return null;
}
