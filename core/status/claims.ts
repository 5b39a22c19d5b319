import { type EpochMs, mapLimited } from '../kernel/index.ts';
import { nextRow, type Push, type PushChange, type PushState, triesOf } from '../model/index.ts';
import { defaultStatusSettings, type StatusSettings } from './settings.ts';
import type { StatusSession } from './status-session.ts';

/** Readings that the turn of a batch takes beside its calls, and a call to spare for each kind that many orders share. */
export const readings = 4;
/** Batches that a run takes on at once: where a call reads a single order, the orders read first would be old before their call. */
export const batchesMax = 10;

/**
 * Claims due pushes for this run, no more than it has calls for; the rest stays as it is. A claim is a conditional write, so
 * only one of two runs gets the push. The claims of a run that dies expire.
 */
export async function claimPushes(run: StatusSession, due: readonly Push[]): Promise<Push[]> {
  const { ports, settings, runId } = run;
  const { batch } = run.door;
  let left = Math.max(0, run.callsLeft() - readings);
  const taken = due.slice(0, Math.min(settings.claimMax, batch * batchesMax)).filter(({ content }) => {
    const isShared = batch > 1 && (content.kind === 'confirm' || content.kind === 'sub-status');
    if (isShared) return run.callsLeft() > readings;
    // Where no call is for several orders, each is read alone, before its call and after it.
    left -= batch > 1 ? 1 : 3;
    return left >= 0;
  });
  const claimed = await mapLimited(taken, settings.writesAtOnce, async (push) => {
    const row = nextRow(push, runId, claimOf(push, ports.clock.now(), settings));
    return (await ports.pushes.put(row)) === 'stored' ? row : null;
  });
  return claimed.filter((push) => push !== null);
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
 * True while a worker may still call for a push: it holds the claim, or it held the claim when another process wrote another state: one with a
 * fast clock, to which the claim looked expired, or one that asked for the push again. Such a row has an end of the calls that lies ahead.
 */
export function isInHand(
  { state, unknownAt }: Pick<Push, 'state' | 'unknownAt'>,
  now: EpochMs,
  { leaseMs }: Pick<StatusSettings, 'leaseMs'>,
): boolean {
  return state.kind === 'pushing' ? state.until > now : isAhead(unknownAt, now, { leaseMs });
}

/**
 * True where the end of calls lies ahead. No claim allows a call later than half a lease from now, or a whole one by a clock that is a little
 * slow: a time further ahead is only the time of a call by a fast clock, and that call is over.
 */
export function isAhead(
  unknownAt: EpochMs | undefined,
  now: EpochMs,
  { leaseMs }: Pick<StatusSettings, 'leaseMs'>,
): boolean {
  return unknownAt !== undefined && unknownAt > now && unknownAt <= now + leaseMs;
}

/**
 * Until when the worker that has a push in hand may call for it: while half of its lease is not over, by a claim of a fast clock, too; now
 * where the claim has run out.
 */
export function lastCallAt(
  { until }: Extract<PushState, { readonly kind: 'pushing' }>,
  now: EpochMs,
  { leaseMs }: Pick<StatusSettings, 'leaseMs'> = defaultStatusSettings,
): EpochMs {
  return Math.min(Math.max(until - leaseMs / 2, now), now + leaseMs / 2);
}

/** True while another worker than `runId` may call for another push of the same order. */
export function isOrderInHand(
  push: Push,
  ofOrder: readonly Push[],
  {
    runId,
    now,
    settings,
  }: { readonly runId: string; readonly now: EpochMs; readonly settings: Pick<StatusSettings, 'leaseMs'> },
): boolean {
  return ofOrder.some(
    (other) =>
      other.id !== push.id &&
      // What this run has claimed itself may be in the hand of another that was overwritten.
      (other.writer === runId ? isAhead(other.unknownAt, now, settings) : isInHand(other, now, settings)),
  );
}
