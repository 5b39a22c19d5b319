import { dayMs, type EpochMs } from '../units.ts';
import { keyExpiryOf } from './key-expiry.ts';
import { pendingOf } from './pending-key.ts';
import type { Shop } from './shop.ts';

/** How the keys of all shops stand, as numbers of shops, for who looks after an installation. */
export interface KeyFigures {
  /** Whose key works and ends within the span asked for. */
  readonly ending: number;
  /** Whose key has ended. */
  readonly ended: number;
  /** Of which nobody knows when their key ends. */
  readonly unknown: number;
  /** Whose next key waits for the mall to take it. */
  readonly pending: number;
  /** When the first of the keys that work ends; null where none is known. */
  readonly firstAt: EpochMs | null;
}

/** From so long before its end on a key counts as ending: the second of the mails to its merchant has gone by then. */
const endingBeforeMs = 7 * dayMs;

/** Counts the keys of shops. `withinMs`: from so long before its end on a key counts as ending. */
export function keyFigures(shops: readonly Shop[], now: EpochMs, withinMs: number = endingBeforeMs): KeyFigures {
  const ends = shops.map((shop) => keyExpiryOf(shop)?.at ?? null);
  const working = ends.filter((at) => at !== null).filter((at) => at > now);
  return {
    ending: working.filter((at) => at - now < withinMs).length,
    ended: ends.filter((at) => at !== null && at <= now).length,
    unknown: ends.filter((at) => at === null).length,
    pending: shops.filter((shop) => pendingOf(shop) !== null).length,
    firstAt: working.length === 0 ? null : working.reduce((first, at) => Math.min(first, at)),
  };
}
