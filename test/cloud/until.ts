import { setTimeout as pause } from 'node:timers/promises';
import { secondMs } from '../../core/kernel/time.ts';

/** How often is looked: what is waited for takes seconds, and each look costs calls. */
const lookEveryMs = secondMs / 2;

/** Waits until a condition holds, and gives its value. Fails, saying what was awaited, when it does not come true in time. */
export async function until<T>(
  what: string,
  limitMs: number,
  condition: () => Promise<T | undefined | null | false>,
): Promise<T> {
  for (const startedMs = performance.now(); ; ) {
    const value = await condition();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() - startedMs > limitMs) throw new Error(`${what} did not happen within ${limitMs / 1000} s.`);
    await pause(lookEveryMs);
  }
}
