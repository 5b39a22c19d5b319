import { eachLimited, errorName, firstFailure, TsunagiError } from '../kernel/index.ts';
import type { ShopKey } from '../model/index.ts';
import type { Log } from '../ports/index.ts';

/** True for a failure of our store or code: the run continues with other shops, then fails to raise an alarm. */
export function isInternalError(error: unknown): boolean {
  return !(error instanceof TsunagiError) || error.code === 'store.failing';
}

/** True for an internal error that recurs: a refused write, or an unreadable row. */
export function isLasting(error: unknown): boolean {
  return isInternalError(error) && (!(error instanceof TsunagiError) || error.retry === 'never');
}

/** `eachLimited` for rows of many shops: a lasting failure ends only its shop's work. Throws the first at the end. */
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

/** Performs every phase of a run, even if one fails. The run fails at its end. */
export function allPhases(log: Log) {
  const first = firstFailure();
  return {
    /** Logs and keeps an exception, then returns `otherwise`. */
    async do<T>(phase: string, work: () => Promise<T>, otherwise: T): Promise<T> {
      try {
        return await work();
      } catch (error) {
        first.note(error);
        const known = error instanceof TsunagiError;
        // A foreign error's message may quote an order.
        const what = known ? { code: error.code, retry: error.retry } : { error: errorName(error) };
        log.error('run.phase-failed', { phase, ...what });
        return otherwise;
      }
    },
    end: first.rethrow,
  };
}
