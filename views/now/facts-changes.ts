import {
  dayMs,
  type EpochMs,
  hourMs,
  mapLimited,
  object,
  orNull,
  type Static,
  whole,
} from '../../core/kernel/index.ts';
import { allBuckets, type Change, isDone, mallOf } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { countsOf, jstIsoOrNull } from '../plain.ts';
import { byName, moment } from '../shape.ts';

/** How requested status changes stand over all shops. */
export const changesShape = object({
  /** Undone, held by a pause; and of which malls. */
  ...{ held: whole(), heldByMall: byName(whole()) },
  /** Undone, for any other reason. */
  waiting: whole(),
  /** Of those that wait: undone for long, though neither a pause nor the mall's own processing holds them. */
  unmoved: whole(),
  /** When the oldest undone one was requested. */
  oldest: orNull(moment),
  /** Failed lately, by who must act. */
  failed: object({ merchant: whole(), ops: whole(), us: whole() }),
  oldestFailed: orNull(moment),
  /** Shops that have more than were read. */
  cut: whole(),
});
export type ChangesFacts = Static<typeof changesShape>;

const readsAtOnce = 16;
const rowsPerShop = 1_000;
/** A change that nothing holds is usually done within seconds. */
const unmovedMs = hourMs;
/** A merchant settles many a refused change in the mall's own pages, and nothing tells: older ones are in `ops stuck` only. */
export const failedDays = 7;

/** Counts what is undone and what failed; null where no merchant has statuses changed. Two small reads a bucket, and two a shop that has any. */
export async function changesFacts(
  { merchants, changes }: Pick<Ports, 'merchants' | 'changes'>,
  now: EpochMs,
): Promise<ChangesFacts | null> {
  const [rows, shops] = await Promise.all([
    merchants.list(),
    mapLimited(allBuckets, readsAtOnce, (bucket) => changes.openShops(bucket)),
  ]);
  const since = { failed: now - failedDays * dayMs };
  const read = await mapLimited(shops.flat(), readsAtOnce, (shop) => changes.open(shop, since, rowsPerShop));
  const open = read.flatMap(({ changes: ofShop }) => ofShop);
  const standing = standingOf(open, now);
  const isIdle = standing.oldest === null && standing.oldestFailed === null;
  if (isIdle && !rows.some(({ features }) => features.includes('status'))) return null;
  return { ...standing, cut: read.filter(({ isCut }) => isCut).length };
}

function standingOf(rows: readonly Change[], now: EpochMs): Omit<ChangesFacts, 'cut'> {
  const undone = rows.filter((push) => !isDone(push));
  const held = undone.filter(({ state }) => state.kind === 'held');
  const failed = { merchant: 0, ops: 0, us: 0 };
  let oldestFailed: EpochMs | null = null;
  for (const { state } of rows) {
    if (state.kind !== 'failed') continue;
    failed[state.who]++;
    oldestFailed = Math.min(oldestFailed ?? state.at, state.at);
  }
  return {
    held: held.length,
    heldByMall: countsOf(held.map(({ shop }) => mallOf(shop))),
    waiting: undone.length - held.length,
    unmoved: undone.filter((push) => isUnmoved(push, now)).length,
    oldest: jstIsoOrNull(undone.length === 0 ? null : Math.min(...undone.map(({ requestedAt }) => requestedAt))),
    failed,
    oldestFailed: jstIsoOrNull(oldestFailed),
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

/** Since when no pause has held an undone push: since its request, or the end of the last pause, which no row notes: the first step after it counts. */
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
