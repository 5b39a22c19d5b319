import { minuteMs } from '../../core/kernel/time.ts';
import type { Fault } from '../../simulator/index.ts';
import type { Draw, Draws } from './draws.ts';
import type { FaultCounts } from './fault-kinds.ts';
import type { VirtualTime } from './virtual-time.ts';

/* How calls to any mall go wrong: the tables of each mall begin with these, and add what that mall alone knows. */

/** A call breaks off: before the mall has seen it, or after. */
export const brokenOff = [
  { kind: 'refuse' },
  { kind: 'reset' },
  { kind: 'timeout-before' },
  { kind: 'timeout-after' },
] as const;

/** It is applied so long after its caller gave up. */
export const appliedLater = (...minutes: readonly number[]) =>
  minutes.map((some) => ({ kind: 'apply-later', applyAfterMs: some * minuteMs }) as const);

/** A page for people comes instead of an answer. */
export const pagesInstead = [
  { kind: 'server-error-html' },
  { kind: 'server-error-html', applied: true },
  { kind: 'html-200', applied: true },
] as const;

/** A mall that can be broken. */
interface Breakable<Kind extends string> {
  readonly control: { break(fault: Fault<Kind>): unknown };
}

/** Lets calls of some operation fail, one to three in a row, so often in a storm. */
export function failNowAndThen<Kind extends string>(
  { control }: Breakable<Kind>,
  { start, time }: { readonly start: number; readonly time: VirtualTime },
  { draws, times, stormEnd }: { readonly draws: Draws; readonly times: number; readonly stormEnd: number },
  draw: (chance: Draw) => Fault<Kind> & { readonly operations: readonly string[] },
): void {
  for (let index = times; index > 0; index--) {
    const chance = draws.of('fault', index);
    const fault = { ...draw(chance), times: chance.int(1, 3) };
    time.at(chance.int(start + 5 * minuteMs, stormEnd - 15 * minuteMs), () => control.break(fault));
  }
}

/** Lets all of a mall, or one of its APIs, be down from a moment on. */
export function downFrom<Kind extends string>(
  { control }: Breakable<Kind>,
  { time, counts }: { readonly time: VirtualTime; readonly counts: FaultCounts },
  from: number,
  fault: Fault<Kind> & { readonly until: number },
): void {
  time.at(from, () => {
    control.break(fault);
    if (fault.api !== 'stock') counts['orders-down']++;
    if (fault.api !== 'order') counts['stock-down']++;
  });
}
