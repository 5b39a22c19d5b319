/** What will happen by itself, in order of time; things of the same instant keep the order they were entered in. */
export interface Agenda {
  at(timeMs: number, run: () => void): void;
  /** Runs everything due by `nowMs`, telling the time of each before it runs. Entries added during the run that are due run too. */
  runUntil(nowMs: number, tell: (timeMs: number) => void): void;
  size(): number;
}

interface Entry {
  timeMs: number;
  order: number;
  run: () => void;
}

const isBefore = (a: Entry, b: Entry): boolean => a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.order < b.order);

/** A binary heap: a world may hold tens of thousands of waiting entries. */
export function agenda(): Agenda {
  const heap: Entry[] = [];
  let entered = 0;

  const rise = (start: number): void => {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const [child, above] = [heap[index], heap[parent]];
      if (!child || !above || !isBefore(child, above)) return;
      heap[index] = above;
      heap[parent] = child;
      index = parent;
    }
  };

  const sink = (): void => {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      let least = index;
      for (const child of [left, left + 1]) {
        const [candidate, best] = [heap[child], heap[least]];
        if (candidate && best && isBefore(candidate, best)) least = child;
      }
      const [here, there] = [heap[index], heap[least]];
      if (least === index || !here || !there) return;
      heap[index] = there;
      heap[least] = here;
      index = least;
    }
  };

  const takeFirst = (): Entry | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (first && last && first !== last) {
      heap[0] = last;
      sink();
    }
    return first;
  };

  return {
    at: (timeMs, run) => {
      heap.push({ timeMs, order: entered++, run });
      rise(heap.length - 1);
    },
    runUntil: (nowMs, tell) => {
      for (let first = heap[0]; first && first.timeMs <= nowMs; first = heap[0]) {
        takeFirst();
        tell(first.timeMs);
        first.run();
      }
    },
    size: () => heap.length,
  };
}
