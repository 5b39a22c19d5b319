import { mapLimited } from '../pacing/limited.ts';
import type { EpochMs } from '../units.ts';
import { isDone } from './due.ts';
import { nextRow, type PushChange, triesOf } from './next-row.ts';
import type { Push } from './push.ts';
import type { PushRun } from './push-run.ts';
import type { StatusSettings } from './settings.ts';

/** Readings that the turn of a batch takes beside its calls, and a call to spare for each kind that many orders share. */
const readings = 4;

/**
 * Claims due pushes for this run, no more than it has calls for; the rest stays as it is. A claim is a conditional write, so
 * of two runs one has the push. Whoever dies loses its claims when their time is over.
 */
export async function claimPushes(run: PushRun, due: readonly Push[]): Promise<Push[]> {
  const { ports, settings, writer } = run;
  let singles = Math.max(0, run.callsLeft() - readings);
  const taken = due.slice(0, settings.claimMax).filter(({ content }) => {
    if (content.kind === 'confirm' || content.kind === 'sub-status') return run.callsLeft() > readings;
    singles--;
    return singles >= 0;
  });
  const claimed = await mapLimited(taken, settings.writesAtOnce, async (push) => {
    const row = nextRow(push, writer, claimOf(push, ports.clock.now(), settings));
    return (await ports.pushes.put(row)) === 'stored' ? row : null;
  });
  return claimed.filter((push) => push !== null);
}

/** Due pushes that are done, and those that are not. */
export function parted(due: readonly Push[]): { readonly done: Push[]; readonly undone: Push[] } {
  return { done: due.filter(isDone), undone: due.filter((push) => !isDone(push)) };
}

function claimOf(push: Push, now: EpochMs, settings: StatusSettings): PushChange {
  const state = { kind: 'pushing', until: now + settings.leaseMs, tries: triesOf(push) } as const;
  return { state, ...afterClaim(push, now, settings) };
}

/**
 * What a claim that ran out leaves behind. It was a dead run's, or one's whose clock is wrong. That may have called the mall at
 * its end, which was before half of the lease was over: so such a call counts as one without a known outcome.
 */
export function afterClaim(
  { state, unknownAt }: Pick<Push, 'state' | 'unknownAt'>,
  now: EpochMs,
  { leaseMs }: Pick<StatusSettings, 'leaseMs'>,
): Pick<PushChange, 'unknownAt'> {
  if (state.kind !== 'pushing') return {};
  const mayHaveCalledAt = Math.min(state.until - leaseMs / 2, now);
  return { unknownAt: Math.max(mayHaveCalledAt, unknownAt ?? 0) };
}

/**
 * True while a worker may still call for a push: it has its claim, or had it, and somebody whose clock is fast took that for over and
 * wrote another state. Such a row has an end of the calls (`afterClaim`) that is still to come. No claim lets anybody call later than
 * half a lease from now: what is further ahead is only the moment of a call by a fast clock, and that call is over.
 */
export function isInHand(
  { state, unknownAt }: Pick<Push, 'state' | 'unknownAt'>,
  now: EpochMs,
  { leaseMs }: Pick<StatusSettings, 'leaseMs'>,
): boolean {
  if (state.kind === 'pushing') return state.until > now;
  return unknownAt !== undefined && unknownAt > now && unknownAt <= now + leaseMs / 2;
}

/** True while another worker than `writer` may call for another push of the same order. */
export function isOrderInHand(
  push: Push,
  ofOrder: readonly Push[],
  {
    writer,
    now,
    settings,
  }: { readonly writer: string; readonly now: EpochMs; readonly settings: Pick<StatusSettings, 'leaseMs'> },
): boolean {
  return ofOrder.some((other) => other.id !== push.id && other.writer !== writer && isInHand(other, now, settings));
}
