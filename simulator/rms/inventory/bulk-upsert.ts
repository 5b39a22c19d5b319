import type { Operation } from '../operation.ts';
import { type ErrorModel, errors, noContent } from '../reply.ts';
import { stockKey } from '../state.ts';
import { readEntries } from './bulk-get.ts';
import { bodyOf, inventoryFunction } from './inventory-function.ts';
import type { InventoryVersion } from './show-row.ts';
import { applyUpsert, type RowUpsert, readUpsert } from './upsert-rows.ts';

const ENTRIES_MAX = 400;

/** bulk.upsert: 204 with an empty body. Whether an error leaves the entries before it written is a setting. */
export const bulkUpsert = (version: InventoryVersion): Operation =>
  inventoryFunction('bulk.upsert', true, (call) => {
    const { body, refusal } = bodyOf(call);
    if (refusal) return refusal;
    const { world, shop } = call;
    const problems: ErrorModel[] = [];
    const good: RowUpsert[] = [];
    const seen = new Set<string>();
    for (const [index, entry] of readEntries(body.inventories, ENTRIES_MAX, problems).entries()) {
      const upsert = readUpsert(shop, entry, `inventories[${index}]`, problems);
      const key = stockKey(upsert.manageNumber, upsert.variantId);
      if (seen.has(key)) problems.push(twice(upsert, index));
      seen.add(key);
      if (problems.length === 0) good.push(upsert);
    }
    const apply = (): void => {
      for (const upsert of good) applyUpsert(world, shop, upsert, version);
    };
    if (problems.length === 0) return noContent(apply);
    const refused = errors(400, ...problems);
    return world.settings.inventory.bulkOnError === 'up-to-the-error' ? { ...refused, apply } : refused;
  });

function twice({ manageNumber, variantId }: RowUpsert, index: number): ErrorModel {
  return {
    code: 'IE1102',
    message: `There are multiple occurrences of the same manageNumber and variantId : ${manageNumber}, ${variantId}`,
    metadata: { propertyPath: `inventories[${index}]` },
  };
}
