import { it } from 'vitest';
import { secondMs } from '../../core/units.ts';
import { tell } from './progress.ts';

/** Steps that build on each other: after one has failed, the others are not waited for. */
export type Step = (what: string, act: () => Promise<void>, limitMs?: number) => void;

/** Begins a story of steps. */
export function story(): Step {
  let failed: string | null = null;
  return (what, act, limitMs = 60 * secondMs) =>
    it(what, { timeout: limitMs }, async () => {
      if (failed !== null) throw new Error(`Not tried, because a step before it failed: ${failed}.`);
      failed = what;
      await act();
      failed = null;
      tell(what);
    });
}
