import type { Call, Operation } from '../operation.ts';
import { type Fields, isFields } from '../orders/read-fields.ts';
import { errors, type Reply } from '../reply.ts';

/** One operation of the inventory API, by the name `books().calls` counts it under: `inventory.bulk.upsert`. */
export function inventoryFunction(name: string, write: boolean, perform: (call: Call) => Reply): Operation {
  return {
    name: `inventory.${name}`,
    api: 'inventory',
    write,
    perform: (call) => (call.shop.migratedToSku ? perform(call) : notMigrated()),
  };
}

const notMigrated = (): Reply =>
  errors(400, { code: 'IE1105', message: 'This endpoint is disabled for the shop not migrated to SKU.' });

/** The JSON object of a body, or what the API says to a body that is none. */
export function bodyOf(call: Call): { body: Fields; refusal?: never } | { body?: never; refusal: Reply } {
  let value: unknown = null;
  try {
    value = JSON.parse(call.request.body);
  } catch {
    value = null;
  }
  if (isFields(value) && Object.keys(value).length > 0) return { body: value };
  const message = 'Request body is missing or is empty without any attributes.';
  return { refusal: errors(400, { code: 'GE0011', message }) };
}
