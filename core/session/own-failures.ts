import { eachLimited, errorName, firstFailure, TsunagiError } from '../kernel/index.ts';
import type { ShopKey } from '../model/index.ts';
import type { Log } from '../ports/index.ts';

/** A failure of our own store or code: the run continues with the other shops, and then fails, so that an alarm goes off. */
export function isInternalError(error: unknown): boolean {
  return !(error instanceof TsunagiError) || error.code === 'store.failing';
}

/** The same, where it recurs: the store refuses what is written, or what it holds cannot be read. */
export function isLasting(error: unknown): boolean {
  return isInternalError(error) && (!(error instanceof TsunagiError) || error.retry === 'never');
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

export type Phases = ReturnType<typeof allPhases>;

/**
 * Performs every phase of a run, even if another one fails: a lasting failure of one shop or row must not keep all others from the later
 * phases. The run fails at its end.
 */
export function allPhases(log: Log) {
  const first = firstFailure();
  return {
    /** Does the work; an exception is logged and kept, and the result is `otherwise`. */
    async do<T>(phase: string, work: () => Promise<T>, otherwise: T): Promise<T> {
      try {
        return await work();
      } catch (error) {
        first.note(error);
        const known = error instanceof TsunagiError;
        // Only the name: the message of an error that is not ours may quote an order.
        const what = known ? { code: error.code, retry: error.retry } : { error: errorName(error) };
        log.error('run.phase-failed', { phase, ...what });
        return otherwise;
      }
    },
    /** Throws the first exception that was kept, so that the run fails. */
    end: first.rethrow,
  };
}
