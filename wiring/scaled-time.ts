import type { Variables } from './variables.ts';

/** How a scaled clock runs. */
export interface ScaledTime {
  readonly realAtMs: number;
  readonly atMs: number;
  readonly speed: number;
}

/** The wall clock. */
export const realTime: ScaledTime = { realAtMs: 0, atMs: 0, speed: 1 };

/** Reads how this process's clock runs; the wall clock by default. */
export function readClock(variables: Variables): ScaledTime {
  const text = variables.optional('TSUNAGI_CLOCK');
  if (text === null) return realTime;
  try {
    const { realAtMs, atMs, speed } = JSON.parse(text) as Partial<ScaledTime>;
    if (Number.isFinite(realAtMs) && Number.isFinite(atMs) && Number(speed) > 0) {
      return { realAtMs: Number(realAtMs), atMs: Number(atMs), speed: Number(speed) };
    }
  } catch {
    // Reported below, together with the other problem.
  }
  variables.problem('TSUNAGI_CLOCK must be {"realAtMs": …, "atMs": …, "speed": …}, all numbers, speed above 0.');
  return realTime;
}
