import { jstDatetimeColon } from '../../jst.ts';
import type { Call, Operation } from '../operation.ts';
import { type ErrorModel, errors, json, noContent, type Reply } from '../reply.ts';
import { stockKey } from '../state.ts';
import { bodyOf, inventoryFunction } from './inventory-function.ts';
import { type InventoryVersion, showRow } from './show-row.ts';
import { readName, rowOf, type StockName } from './stock-keys.ts';
import { applyUpsert, readUpsert } from './upsert-rows.ts';

function namesOf(call: Call, problems: ErrorModel[]): StockName {
  return {
    manageNumber: readName(call.names[0], 'manageNumber', 'manageNumber', problems),
    variantId: readName(call.names[1], 'variantId', 'variantId', problems),
  };
}

const notFound = ({ manageNumber, variantId }: StockName): Reply =>
  errors(404, {
    code: 'GE0014',
    message: `Not found for inputs; manageNumber=${manageNumber}, variantId=${variantId}`,
  });

/** variants.get */
export const variantGet = (version: InventoryVersion): Operation =>
  inventoryFunction('variants.get', false, (call) => {
    const problems: ErrorModel[] = [];
    const name = namesOf(call, problems);
    if (problems.length > 0) return errors(400, ...problems);
    const row = rowOf(call.shop, name);
    return row ? json(200, showRow(row, version)) : notFound(name);
  });

/** variants.upsert: 204 also for a product that does not exist. */
export const variantUpsert = (version: InventoryVersion): Operation =>
  inventoryFunction('variants.upsert', true, (call) => {
    const { body, refusal } = bodyOf(call);
    if (refusal) return refusal;
    const problems: ErrorModel[] = [];
    const entry = { ...body, manageNumber: call.names[0], variantId: call.names[1] };
    const upsert = readUpsert(call.shop, entry, '', problems);
    if (problems.length > 0) return errors(400, ...problems);
    return noContent(() => applyUpsert(call.world, call.shop, upsert, version));
  });

/** variants.delete */
export const variantDelete = (_version: InventoryVersion): Operation =>
  inventoryFunction('variants.delete', true, (call) => {
    const problems: ErrorModel[] = [];
    const name = namesOf(call, problems);
    if (problems.length > 0) return errors(400, ...problems);
    if (!rowOf(call.shop, name)) return notFound(name);
    return noContent(() => {
      call.shop.inventory.delete(stockKey(name.manageNumber, name.variantId));
    });
  });

/** variant-lists.get, 2.1 only. */
export const variantListsGet = (_version: InventoryVersion): Operation =>
  inventoryFunction('variant-lists.get', false, (call) => {
    const problems: ErrorModel[] = [];
    const manageNumber = readName(call.names[0], 'manageNumber', 'manageNumber', problems);
    if (problems.length > 0) return errors(400, ...problems);
    const rows = [...call.shop.inventory.values()].filter((row) => row.manageNumber === manageNumber);
    if (rows.length === 0) {
      return errors(404, { code: 'GE0014', message: `Not found for inputs; manageNumber=${manageNumber}` });
    }
    return json(200, {
      manageNumber,
      variantList: rows.map((row) => row.variantId),
      created: jstDatetimeColon(Math.min(...rows.map((row) => row.createdAt))),
      updated: jstDatetimeColon(Math.max(...rows.map((row) => row.updatedAt))),
    });
  });
