import { type EpochMs, minuteMs } from '../units.ts';
import type { RequestEvent } from './rejected.ts';

/** An event is on the bus for seconds; its sender's clock may be some minutes slow. */
const onItsWayMaxMs = 15 * minuteMs;

/**
 * When it was asked for: the event's own time, which the bus repeats with every delivery of it, so that a repeat is known. But a
 * sender may write any time into it. One in the future would stand above whatever is asked for next; one of long ago could begin
 * nothing anew that has failed since, and would have waited for the mall too long at once. So it counts only where it lies in the
 * minutes before our queue got the event. Measured from there, and not from now, the moment is the same however often, and after
 * however long, the queue hands the event out.
 */
export function momentOf({ time }: RequestEvent, arrivedAt: EpochMs): EpochMs {
  const at = Date.parse(time);
  const isHonest = at <= arrivedAt && at >= arrivedAt - onItsWayMaxMs;
  return isHonest ? at : arrivedAt;
}
