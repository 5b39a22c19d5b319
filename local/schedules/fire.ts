import type { Accounting } from '../alarms/accounting.ts';
import { type Deliver, TargetRefused } from '../delivery.ts';
import type { Outcome } from '../functions/outcome.ts';
import type { Schedule } from './schedules.ts';

/** Lets a schedule do what it does at a moment of its own, and accounts for that. Rejects when its target refuses. */
export async function fireSchedule(
  { target, input, group }: Schedule,
  atMs: number,
  { deliver, accounting }: { readonly deliver: Deliver; readonly accounting: Accounting },
): Promise<Outcome | null> {
  accounting.attempted(group);
  try {
    return await deliver(target, input.replaceAll('<aws.scheduler.scheduled-time>', isoSecond(atMs)));
  } catch (error) {
    if (error instanceof TargetRefused) accounting.dropped(group);
    throw error;
  }
}

/**
 * Fires a schedule, but not while as many of its runs are under way as there can be on AWS, where the time limit of its function ends each
 * before too many others begin. On one machine limits are longer, and runs that pile up would slow down a slow machine even more.
 *
 * @param limitMs the time limit of its function, by the template; null where it starts none
 */
export function firing(
  { timing, group }: Pick<Schedule, 'timing' | 'group'>,
  limitMs: number | null,
  {
    fire,
    accounting,
  }: { readonly fire: (atMs: number) => Promise<unknown>; readonly accounting: Pick<Accounting, 'attempted'> },
): (atMs: number) => Promise<void> {
  const isBounded = timing.kind === 'rate' && limitMs !== null;
  const most = isBounded ? Math.ceil(limitMs / timing.everyMs) : Number.POSITIVE_INFINITY;
  let underWay = 0;
  return async (atMs) => {
    if (underWay >= most) {
      accounting.attempted(group);
      return;
    }
    underWay += 1;
    try {
      await fire(atMs);
    } finally {
      underWay -= 1;
    }
  };
}

function isoSecond(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+/, '');
}
