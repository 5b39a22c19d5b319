import type { Clock } from '../../core/ports/system.ts';

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * Time that passes only when everybody waits. Hours go by in milliseconds, and the order of events depends on nothing but
 * the moments asked for, so a seed replays exactly.
 */
export interface VirtualTime extends Clock {
  /** Lets time pass until `end`, waking every sleeper in turn. */
  runUntil(end: number): Promise<void>;
  /** Runs a piece of work at its moment, without waiting for it. */
  at(moment: number, work: () => void): void;
  /** When the next sleeper wakes; never if there is none. */
  nextAt(): number;
}

/** Every so often the event loop turns, so that the thread hears what is said to it. */
const turnsOfTheLoop = 1_000;

const done = Promise.resolve();

/** Starts virtual time at a moment. */
export function createVirtualTime(start: number): VirtualTime {
  let now = start;
  let arrivals = 0;
  const heap: Sleeper[] = [];
  const at = (moment: number, wake: () => void): void => {
    push(heap, { at: Math.max(moment, now), order: arrivals++, wake });
  };
  return {
    now: () => now,
    sleep: (ms) => new Promise((resolve) => at(now + Math.max(ms, 0), resolve)),
    at,
    nextAt: () => heap[0]?.at ?? Number.POSITIVE_INFINITY,
    runUntil: (end) =>
      new Promise((resolve, reject) => {
        let turn = 1;
        // Everything between two sleeps is promises. Node runs all promises that are ready, and those they make ready, before it runs
        // the next tick; and a tick costs far less than a turn of the event loop.
        const whenAllWait = (): void => {
          if (turn++ % turnsOfTheLoop === 0) setImmediate(wakeNext);
          else process.nextTick(wakeNext);
        };
        const wakeNext = (): void => {
          const next = heap[0];
          if (!next || next.at > end) {
            now = end;
            resolve();
            return;
          }
          pop(heap);
          now = next.at;
          try {
            next.wake();
          } catch (error) {
            reject(error);
            return;
          }
          // From among the promises: one tick is followed by the next before any promise runs.
          void done.then(whenAllWait);
        };
        whenAllWait();
      }),
  };
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Sleeper[], sleeper: Sleeper): void {
  let index = heap.push(sleeper) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(sleeper, heap[parent] as Sleeper)) break;
    heap[index] = heap[parent] as Sleeper;
    index = parent;
  }
  heap[index] = sleeper;
}

function pop(heap: Sleeper[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const child = right < heap.length && isBefore(heap[right] as Sleeper, heap[left] as Sleeper) ? right : left;
    if (!isBefore(heap[child] as Sleeper, last)) break;
    heap[index] = heap[child] as Sleeper;
    index = child;
  }
  heap[index] = last;
}
