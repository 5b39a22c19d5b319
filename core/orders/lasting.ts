import { TsunagiError } from '../errors.ts';
import type { ShopKey } from '../merchants/shop.ts';
import { eachLimited } from '../pacing/limited.ts';

/** A failure of our own store or code: the run goes on with the other shops, and then fails so that somebody hears of it. */
export function isOurs(error: unknown): boolean {
  return !(error instanceof TsunagiError) || error.code === 'store.failing';
}

/** The same, where it comes again: the store refuses what is written, or what it holds cannot be read. */
export function isLasting(error: unknown): boolean {
  return isOurs(error) && (!(error instanceof TsunagiError) || error.retry === 'never');
}

/**
 * `eachLimited` for rows of many shops: a lasting failure with one row ends the work on its shop's, and on no other's. The first
 * one is thrown at the end.
 */
export async function eachRow<Row extends { readonly shop: ShopKey }>(
  rows: readonly Row[],
  limit: number,
  work: (row: Row) => Promise<void>,
): Promise<void> {
  const failures = new Map<ShopKey, unknown>();
  await eachLimited(rows, limit, async (row) => {
    if (failures.has(row.shop)) return;
    try {
      await work(row);
    } catch (error) {
      if (!isLasting(error)) throw error;
      if (!failures.has(row.shop)) failures.set(row.shop, error);
    }
  });
  for (const error of failures.values()) throw error;
}
