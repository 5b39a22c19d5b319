import { inChunks } from './time.ts';

/**
 * Runs `work` over all items, at most `limit` at once. Waits until every started piece has ended, then throws the first
 * failure: no write continues after the caller has returned.
 */
export async function eachLimited<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failure: { error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (next < items.length && failure === undefined) {
      const item = items[next++] as T;
      try {
        await work(item);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  const lanes: Promise<void>[] = [];
  while (lanes.length < Math.min(limit, items.length)) lanes.push(lane());
  await Promise.all(lanes);
  if (failure) throw failure.error;
}

/** `eachLimited` that collects results in the order of the items. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let started = 0;
  await eachLimited(items, limit, async (item) => {
    // They are started in their order.
    const index = started++;
    results[index] = await work(item);
  });
  return results;
}

/** Counts failures in a row, and opens when there are too many: an outage must not cost every call its time-out. */
export interface Breaker {
  failed(): void;
  succeeded(): void;
  /** True while the last failures were too many: no further call is made. */
  isOpen(): boolean;
}

/** A breaker that opens after `max` failures in a row. */
export function createBreaker(max: number): Breaker {
  let inARow = 0;
  return {
    failed: () => {
      inARow++;
    },
    succeeded: () => {
      inARow = 0;
    },
    isOpen: () => inARow >= max,
  };
}

/** A breaker per key (per mall, say), made on first use: a mall that fails keeps nothing from the others. */
export function createBreakers<Key>(max: number): (key: Key) => Breaker {
  const breakers = new Map<Key, Breaker>();
  return (key) => {
    const breaker = breakers.get(key) ?? createBreaker(max);
    breakers.set(key, breaker);
    return breaker;
  };
}

/** Keeps the first failure of work that continues, and throws it at the end. */
export interface FirstFailure {
  note(error: unknown): void;
  /** Throws the first noted failure, if there is one. */
  rethrow(): void;
}

/** No failure yet. */
export function firstFailure(): FirstFailure {
  let first: { readonly error: unknown } | undefined;
  return {
    note(error) {
      first ??= { error };
    },
    rethrow() {
      if (first !== undefined) throw first.error;
    },
  };
}

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
