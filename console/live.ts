import { sentence, TsunagiError, type Words } from '../core/kernel/index.ts';
import type { Instance } from '../ops/frame/instance.ts';
import { readStatus, type StatusFacts } from '../ops/status/status.ts';

/** What is known of an installation: the last look at it, and why a later one failed. */
export interface Seen {
  readonly facts: StatusFacts | null;
  /** Why the last look failed; null where it did not. What could not be looked at is never shown as well. */
  readonly failure: Words | null;
  /** When the last look that did not fail was taken. */
  readonly at: number | null;
}

/** The looks at an installation, which all viewers share: a viewer more costs no read. */
export interface Live {
  /** The last look where it is fresh, else another one, which is waited for. */
  now(): Promise<Seen>;
  /** Looks at once: something was changed here. */
  again(): Promise<Seen>;
  /** Calls back after each look, until the returned function is called. While somebody follows, looks are taken often. */
  follow(viewer: (seen: Seen) => void): () => void;
  /** The same, for what is kept over time: it is content with the looks that there are. */
  record(recorder: (seen: Seen) => void): () => void;
  close(): void;
}

/**
 * Why a look failed. A defect makes what was seen before no truer than a table that does not answer; its message may quote content, and is
 * left out.
 */
export function failureWords(error: unknown): Words {
  if (error instanceof TsunagiError) return error.words;
  return sentence`a defect of Tsunagi: ${error instanceof Error ? error.name : typeof error}`;
}

/** A look over very many shops reads a lot: no more than a fifth of the time is spent on it. */
const restFactor = 4;

/**
 * Looks at an installation again and again while somebody views it, and rarely otherwise.
 *
 * @param everyMs while it is viewed
 * @param idleMs while it is not: what is kept over time (the lag of each shop) goes on
 */
export function createLive(instance: Omit<Instance, 'close'>, { everyMs = 2_000, idleMs = 60_000 } = {}): Live {
  const viewers = new Set<(seen: Seen) => void>();
  const recorders = new Set<(seen: Seen) => void>();
  let seen: Seen | null = null;
  let looking: Promise<Seen> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let lookedAtMs = 0;
  let isClosed = false;

  async function look(): Promise<Seen> {
    const begunMs = performance.now();
    try {
      const facts = await readStatus(instance);
      seen = { facts, failure: null, at: facts.now };
    } catch (error) {
      seen = { facts: seen?.facts ?? null, failure: failureWords(error), at: seen?.at ?? null };
    }
    lookedAtMs = performance.now();
    for (const one of [...recorders, ...viewers]) one(seen);
    schedule(performance.now() - begunMs);
    return seen;
  }

  function schedule(tookMs: number): void {
    clearTimeout(timer);
    if (isClosed) return;
    const afterMs = Math.max(viewers.size > 0 ? everyMs : idleMs, restFactor * tookMs);
    timer = setTimeout(() => void again(), afterMs);
    timer.unref();
  }

  function again(): Promise<Seen> {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  }

  return {
    again,
    now: async () => (seen !== null && performance.now() - lookedAtMs < everyMs ? seen : again()),
    follow(viewer) {
      viewers.add(viewer);
      // The pause while nobody looked may be long.
      if (viewers.size === 1) schedule(0);
      return () => void viewers.delete(viewer);
    },
    record(recorder) {
      recorders.add(recorder);
      return () => void recorders.delete(recorder);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      viewers.clear();
      recorders.clear();
    },
  };
}
