import type { ErrorModel } from '../reply.ts';
import { type InventoryRow, type Shop, stockKey } from '../state.ts';

const BYTES_MAX = 32;
const ALLOWED = /^[A-Za-z0-9_-]+$/;

/** A manageNumber is folded to lower case, a variantId is not. */
export interface StockName {
  manageNumber: string;
  variantId: string;
}

/** Reads one of the two names; problems carry where in the request they are. */
export function readName(value: unknown, field: keyof StockName, path: string, problems: ErrorModel[]): string {
  const metadata = { propertyPath: path };
  if (value === undefined || value === null || value === '') {
    problems.push({ code: 'IE0001', message: `${field} is mandatory.`, metadata });
    return '';
  }
  if (typeof value !== 'string' || !ALLOWED.test(value)) {
    problems.push({ code: 'IE0002', message: `${field} has an invalid value : ${String(value)}.`, metadata });
    return '';
  }
  if (value.length > BYTES_MAX) {
    const message = `Max length of ${field} must be within ${BYTES_MAX} bytes.`;
    problems.push({ code: 'IE0004', message, metadata });
  }
  return field === 'manageNumber' ? value.toLowerCase() : value;
}

export function rowOf(shop: Shop, name: StockName): InventoryRow | undefined {
  return shop.inventory.get(stockKey(name.manageNumber, name.variantId));
}
