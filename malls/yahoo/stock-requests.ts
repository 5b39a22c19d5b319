import type { StockLevel } from '../../core/ports/index.ts';

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
export const isKept = (kept: string | undefined): boolean => kept === '0' || kept === '1';
