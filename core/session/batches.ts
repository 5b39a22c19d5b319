import { inChunks } from '../kernel/index.ts';

/**
 * Batches of one kind of call, in which one bad member can fail the whole call: such a batch is halved until its bad members are alone,
 * and the others succeed. Of `n` members with `b` bad ones that makes at most 1 + 2b⌈log2 n⌉ calls.
 */
export interface Batches<Member> {
  /** The next batch; undefined when none is left. */
  next(): readonly Member[] | undefined;
  /**
   * Returns a batch as two halves: `first` to settle soonest what was begun, or `last` to find a good half soonest. False for a batch of one,
   * which is not returned: its member is the bad one.
   */
  halve(batch: readonly Member[], where: 'first' | 'last'): boolean;
  /** Returns a whole batch; it is the next one. */
  putBack(batch: readonly Member[]): void;
  /** Every member that is left. */
  left(): Member[];
}

/** Members in batches of at most `size`. */
export function batchesOf<Member>(members: readonly Member[], size: number): Batches<Member> {
  return batchesFrom(inChunks(members, size));
}

/** Batches that are made up already. */
export function batchesFrom<Member>(made: readonly (readonly Member[])[]): Batches<Member> {
  const waiting = [...made];
  return {
    next: () => waiting.shift(),
    halve(batch, where) {
      if (batch.length <= 1) return false;
      const half = Math.ceil(batch.length / 2);
      const halves = [batch.slice(0, half), batch.slice(half)];
      if (where === 'first') waiting.unshift(...halves);
      else waiting.push(...halves);
      return true;
    },
    putBack(batch) {
      waiting.unshift(batch);
    },
    left: () => waiting.flat(),
  };
}
