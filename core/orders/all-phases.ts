import { TsunagiError } from '../errors.ts';
import type { Log } from '../ports/log.ts';

/** Phases of a run that do not wait for each other's success. */
export interface Phases {
  /** Does the work; what it throws is logged and kept, and `otherwise` is what it came to. */
  do<T>(phase: string, work: () => Promise<T>, otherwise: T): Promise<T>;
  /** Throws the first of what was kept, so that the run fails; nothing when nothing was. */
  end(): void;
}

/**
 * Lets every phase of a run happen, whatever another one meets: a failure that stays, of one shop or of one row, must not keep all others
 * from what comes after it. The run fails at its end.
 */
export function allPhases(log: Log): Phases {
  let first: { readonly error: unknown } | undefined;
  return {
    async do(phase, work, otherwise) {
      try {
        return await work();
      } catch (error) {
        first ??= { error };
        const known = error instanceof TsunagiError;
        // Only the name: the message of an error that is not ours may quote an order.
        const what = known
          ? { code: error.code, retry: error.retry }
          : { error: error instanceof Error ? error.name : typeof error };
        log.error('run.phase-failed', { phase, ...what });
        return otherwise;
      }
    },
    end() {
      if (first !== undefined) throw first.error;
    },
  };
}
