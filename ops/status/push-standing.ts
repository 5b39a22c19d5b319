import { dayMs, type EpochMs, hourMs, mapLimited } from '../../core/kernel/index.ts';
import { allBuckets, type Change, isDone, type WhoMustAct } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { t } from '../../language/language.ts';
import { durationText, enumerated } from '../../language/phrases.ts';
import { jstIsoOrNull } from '../../views/plain.ts';
import { type ForAPerson, type NextStep, toLookAt } from './for-a-person.ts';

/** How requested status changes stand over all shops. */
export interface PushesStanding {
  /** Undone, held by a pause. */
  readonly held: number;
  /** Undone, for any other reason. */
  readonly waiting: number;
  /** Of those that wait: undone for long, though neither a pause nor the mall's own processing holds them. */
  readonly unmoved: number;
  /** When the oldest undone one was requested; null when none is. */
  readonly oldest: EpochMs | null;
  /** Failed lately, by who must act. */
  readonly failed: Readonly<Record<WhoMustAct, number>>;
  readonly oldestFailed: EpochMs | null;
  /** Shops that have more than were read. */
  readonly cut: number;
}

const readsAtOnce = 16;
const rowsPerShop = 1_000;
/** A change that nothing holds is usually done within seconds. */
const unmovedMs = hourMs;
/** A merchant settles many a refused change in the mall's own pages, and nothing tells: older ones are in `ops stuck` only. */
const failedDays = 7;

/**
 * Counts what is undone and what failed; null where no merchant has statuses changed and there is nothing to count. Two small reads
 * a bucket, and two a shop that has any.
 */
export async function pushesStanding(
  { merchants, changes }: Pick<Ports, 'merchants' | 'changes'>,
  now: EpochMs,
): Promise<PushesStanding | null> {
  const [rows, shops] = await Promise.all([
    merchants.list(),
    mapLimited(allBuckets, readsAtOnce, (bucket) => changes.openShops(bucket)),
  ]);
  const since = { failed: now - failedDays * dayMs };
  const read = await mapLimited(shops.flat(), readsAtOnce, (shop) => changes.open(shop, since, rowsPerShop));
  const standing = standingOf(
    read.flatMap((open) => open.changes),
    now,
  );
  const isIdle = standing.oldest === null && standing.oldestFailed === null;
  if (isIdle && !rows.some(({ features }) => features.includes('status'))) return null;
  return { ...standing, cut: read.filter(({ isCut }) => isCut).length };
}

function standingOf(rows: readonly Change[], now: EpochMs): Omit<PushesStanding, 'cut'> {
  const undone = rows.filter((push) => !isDone(push));
  const held = undone.filter(({ state }) => state.kind === 'held').length;
  const failed = { merchant: 0, ops: 0, us: 0 };
  let oldestFailed: EpochMs | null = null;
  for (const { state } of rows) {
    if (state.kind !== 'failed') continue;
    failed[state.who]++;
    oldestFailed = Math.min(oldestFailed ?? state.at, state.at);
  }
  return {
    held,
    waiting: undone.length - held,
    unmoved: undone.filter((push) => isUnmoved(push, now)).length,
    oldest: undone.length === 0 ? null : Math.min(...undone.map(({ requestedAt }) => requestedAt)),
    failed,
    oldestFailed,
  };
}

function isUnmoved(push: Change, now: EpochMs): boolean {
  const { state } = push;
  if (now - freeSince(push) < unmovedMs) return false;
  switch (state.kind) {
    case 'requested':
    case 'pushing':
      return true;
    case 'retrying':
      // The other reasons wait for the mall, or for another change of the order.
      return state.reason === 'not-done' || state.reason === 'unknown';
    case 'held':
    case 'confirmed':
    case 'failed':
    case 'withdrawn':
      return false;
  }
}

/**
 * Since when no pause has held an undone push: since its request, or the end of the last pause, which no row notes. The first step after
 * it counts, else what the worker left that took the push up.
 */
function freeSince({ state, requestedAt, unknownAt, timeline }: Change): EpochMs {
  const index = timeline.findLastIndex(({ what }) => what === 'held');
  const held = timeline[index];
  if (held === undefined) return requestedAt;
  const next = timeline[index + 1];
  if (next !== undefined) return Math.max(requestedAt, next.at);
  // A claim has run out since, and each new one would begin the hour anew: a person should know.
  if (unknownAt !== undefined && unknownAt > held.at) return requestedAt;
  return state.kind === 'pushing' ? state.until : state.kind === 'retrying' ? state.next : requestedAt;
}

/** How they stand, in a line or two. */
export function pushesLines(
  { held, waiting, oldest, failed, oldestFailed, cut }: PushesStanding,
  now: EpochMs,
): string[] {
  const undone = held + waiting;
  const total = failed.merchant + failed.ops + failed.us;
  const atLeast = (count: number): string => (cut > 0 ? t`more than ${count}` : String(count));
  const age = (since: EpochMs | null): string => durationText(now - (since ?? now));
  const none = [
    ...(undone === 0 ? [t`none undone`] : []),
    ...(total === 0 ? [t`none failed in ${failedDays} days`] : []),
  ];
  return [
    ...(undone === 0
      ? []
      : [t`${atLeast(undone)} undone (${held} held, ${waiting} waiting), the oldest for ${age(oldest)}`]),
    ...(total === 0
      ? []
      : [t`${atLeast(total)} failed in ${failedDays} days, the first ${age(oldestFailed)} ago: ops stuck`]),
    ...(none.length === 0 ? [] : [enumerated(none)]),
  ];
}

/** What of them does not go on by itself. */
export function pushesForAPerson(standing: PushesStanding | null): ForAPerson[] {
  if (standing === null) return [];
  const { failed, unmoved } = standing;
  const next: NextStep = { look: 'ops stuck', page: 'docs/runbook/README.md#failed-changes' };
  return [
    ...toLookAt(failed.merchant, 'status change', t`that failed, for the merchant to act on`, next),
    ...toLookAt(failed.ops, 'status change', t`that failed, for ops to act on`, next),
    ...toLookAt(failed.us, 'status change', t`that failed by a defect of ours`, next),
    ...toLookAt(unmoved, 'status change', t`undone for an hour or more, and not held`, {
      ...next,
      page: 'docs/runbook/pushes-waiting.md',
    }),
  ];
}

/** The same for programs. */
export function pushesJson(standing: PushesStanding | null): object | null {
  if (standing === null) return null;
  const { oldest, oldestFailed, ...more } = standing;
  return { ...more, oldest: jstIsoOrNull(oldest), oldestFailed: jstIsoOrNull(oldestFailed) };
}
