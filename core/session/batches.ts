import { inChunks } from '../kernel/index.ts';

/**
 * Batches of one kind of call, of which one member may spoil the whole: such a batch is halved until its bad members stand alone,
 * and the others do not share their fate. Of `n` members with `b` bad ones that makes at most 1 + 2b⌈log2 n⌉ calls.
 */
export interface Batches<Member> {
  /** The next batch; undefined when none is left. */
  next(): readonly Member[] | undefined;
  /**
   * Takes a batch back as two halves: `first`, so that what is begun is settled soonest, or `last`, so that a good half is found soonest.
   * False, and nothing is taken back, for a batch of one: its member is to blame.
   */
  halve(batch: readonly Member[], where: 'first' | 'last'): boolean;
  /** Takes a batch back whole; it is the next. */
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
