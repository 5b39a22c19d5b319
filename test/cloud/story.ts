import { it } from 'vitest';
import { secondMs } from '../../core/kernel/time.ts';
import { tell } from './progress.ts';

/** Steps that build on each other: after one has failed, the others are not waited for. */
export type Step = (what: string, act: () => Promise<void>, limitMs?: number) => void;

/**
 * Begins a story of steps.
 *
 * @param onFailure what to do when the first of them has failed, before everything is ended
 */
export function story(onFailure: () => Promise<void>): Step {
  let failed: string | null = null;
  return (what, act, limitMs = 60 * secondMs) =>
    it(what, { timeout: limitMs }, async () => {
      if (failed !== null) throw new Error(`Not tried, because a step before it failed: ${failed}.`);
      // A step that is given up because of its limit has failed, too, and throws nothing here.
      failed = what;
      try {
        await act();
      } catch (error) {
        await onFailure();
        throw error;
      }
      failed = null;
      tell(what);
    });
}
