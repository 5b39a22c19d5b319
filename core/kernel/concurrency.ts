import { inChunks } from './time.ts';

/**
 * Runs `work` over all items, at most `limit` at once. Throws the first failure, once all started work has ended: no write outlives the
 * call.
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

export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let started = 0;
  await eachLimited(items, limit, async (item) => {
    const index = started++;
    results[index] = await work(item);
  });
  return results;
}

/** Counts failures in a row and opens after too many, so that an outage does not cost every call its time-out. */
export interface Breaker {
  failed(): void;
  succeeded(): void;
  /** True while no further call should be made. */
  isOpen(): boolean;
}

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

/** Keeps a breaker per key (a mall, say). */
export function createBreakers<Key>(max: number): (key: Key) => Breaker {
  const breakers = new Map<Key, Breaker>();
  return (key) => {
    const breaker = breakers.get(key) ?? createBreaker(max);
    breakers.set(key, breaker);
    return breaker;
  };
}

/** Keeps the first failure of work that continues, to throw it at the end. */
export interface FirstFailure {
  note(error: unknown): void;
  rethrow(): void;
}

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
 * Batches of calls that one bad member can fail: halving a failed batch isolates the bad ones. `n` members with `b` bad ones take at most 1
 * + 2b⌈log2 n⌉ calls.
 */
export interface Batches<Member> {
  next(): readonly Member[] | undefined;
  /**
   * Returns a batch as two halves: `first` to settle soonest what was begun, `last` to find a good half soonest. False for a batch of one.
   */
  halve(batch: readonly Member[], where: 'first' | 'last'): boolean;
  putBack(batch: readonly Member[]): void;
  left(): Member[];
}

export function batchesOf<Member>(members: readonly Member[], size: number): Batches<Member> {
  return batchesFrom(inChunks(members, size));
}

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
