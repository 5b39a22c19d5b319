/** Looks that are followed: each viewer is called back with every one. */
export interface Followed<Seen> {
  /** Calls back at once with what is fresh, or with a look that it begins, and after each look until the returned function is called. */
  follow(viewer: (seen: Seen) => void): () => void;
}

export interface Looks<Seen> extends Followed<Seen> {
  /** Looks now, or waits for the look that is under way. Throws what the look throws. */
  take(): Promise<Seen>;
  close(): void;
}

/** Looks again and again; `failed` shows a later look that failed, `pauseMs` gives the wait for the next one, null until another viewer comes. */
export function createLooks<Seen>({
  look,
  failed,
  pauseMs,
}: {
  readonly look: () => Promise<Seen>;
  readonly failed: (error: unknown) => Seen;
  readonly pauseMs: (viewers: number, tookMs: number) => number | null;
}): Looks<Seen> {
  const viewers = new Set<(seen: Seen) => void>();
  let looking: Promise<Seen> | null = null;
  let shown: { readonly seen: Seen; readonly atMs: number; readonly tookMs: number } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function lookAndShow(): Promise<Seen> {
    const begunMs = performance.now();
    return show(await look(), performance.now() - begunMs);
  }

  function show(seen: Seen, tookMs: number): Seen {
    shown = { seen, atMs: performance.now(), tookMs };
    for (const viewer of viewers) viewer(seen);
    schedule(tookMs);
    return seen;
  }

  function take(): Promise<Seen> {
    looking ??= lookAndShow().finally(() => {
      looking = null;
    });
    return looking;
  }

  function schedule(tookMs: number): void {
    clearTimeout(timer);
    const afterMs = isClosed ? null : pauseMs(viewers.size, tookMs);
    if (afterMs === null) return;
    timer = setTimeout(begin, afterMs);
    timer.unref();
  }

  function begin(): void {
    take().catch((error: unknown) => show(failed(error), 0));
  }

  return {
    take,
    follow(viewer) {
      viewers.add(viewer);
      const pause = shown && pauseMs(viewers.size, shown.tookMs);
      // A tab that was hidden shows an old look, so its viewer gets a fresh one at once.
      if (shown === null || pause === null || performance.now() - shown.atMs >= pause) begin();
      else {
        viewer(shown.seen);
        // Without viewers the pause is long, or has no end.
        if (viewers.size === 1) schedule(shown.tookMs);
      }
      return () => void viewers.delete(viewer);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      viewers.clear();
    },
  };
}

export interface Board<Seen> extends Followed<Seen> {
  now(): Seen;
  show(seen: Seen): void;
}

/** Shows something, and keeps it: a viewer who comes later sees the same at once. */
export function createBoard<Seen>(first: Seen): Board<Seen> {
  const viewers = new Set<(seen: Seen) => void>();
  let last = first;
  return {
    now: () => last,
    show(seen) {
      last = seen;
      for (const viewer of viewers) viewer(seen);
    },
    follow(viewer) {
      viewers.add(viewer);
      viewer(last);
      return () => void viewers.delete(viewer);
    },
  };
}
