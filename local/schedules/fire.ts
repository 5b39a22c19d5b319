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

function isoSecond(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+/, '');
}
