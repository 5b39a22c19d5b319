import { minuteMs, sentence, TsunagiError, type Words } from '../core/kernel/index.ts';
import { mallMails } from '../malls/mall-mails.ts';
import type { Instance } from '../ops/frame/instance.ts';
import { type NowSeen, nowSeen } from '../views/now/index.ts';
import { createLooks, type Followed } from './looks.ts';
import { ratesMs, rememberedWaits } from './order-rates.ts';
import type { Waiting } from './page.ts';

export interface Seen {
  readonly facts: NowSeen | null;
  /** Why the last look failed; null where it did not. What could not be looked at is never shown as well. */
  readonly failure: Words | null;
}

/** Counts what waits in a look; null where it shows nothing. */
export const waitingIn = ({ facts }: Seen): Waiting | null =>
  facts && { needs: facts.facts.forAPerson.length, outages: facts.facts.incidents.length };

export interface Live extends Followed<Seen> {
  /** The last look, however old; null before the first. Reads nothing. */
  last(): Seen | null;
  /** The last look if it is fresh; otherwise a new one. */
  now(): Promise<Seen>;
  again(): Promise<Seen>;
  /** Calls back after each look, without asking for frequent ones. */
  record(recorder: (seen: Seen) => void): void;
  close(): void;
}

/** Why a look failed. The message of a defect may quote content, and is left out. */
export function failureWords(error: unknown): Words {
  if (error instanceof TsunagiError) return error.words;
  return sentence`a defect of Tsunagi: ${error instanceof Error ? error.name : typeof error}`;
}

/** What is kept over time has a slot for each so many minutes; it has a hole where none of the looks falls into one. */
export const slotMs = 5 * minuteMs;

/** A look over very many shops reads a lot: no more than a fifth of the time is spent on it. */
const restFactor = 4;

/** Looks at an installation every `everyMs` while a page shows it, else every `idleMs`: what is kept over time needs two looks a slot. */
export function createLive(
  instance: Omit<Instance, 'close'>,
  { everyMs = 2_000, idleMs = Math.min(60_000, slotMs / 2 / (instance.speed ?? 1)) } = {},
): Live {
  const recorders: ((seen: Seen) => void)[] = [];
  const ports = { ...instance.ports, mails: mallMails, waits: rememberedWaits(instance.ports.waits) };
  let last: Seen | null = null;
  let lookedAtMs = 0;
  const failed = (error: unknown): Seen => ({ facts: last?.facts ?? null, failure: failureWords(error) });
  const looks = createLooks<Seen>({
    async look() {
      const seen = await nowSeen({ ...instance, ports, waitsMs: ratesMs }).then(
        (facts): Seen => ({ facts, failure: null }),
        failed,
      );
      last = seen;
      lookedAtMs = performance.now();
      for (const record of recorders) record(seen);
      return seen;
    },
    failed,
    pauseMs: (viewers, tookMs) => Math.max(viewers > 0 ? Math.min(everyMs, idleMs) : idleMs, restFactor * tookMs),
  });
  return {
    last: () => last,
    again: looks.take,
    now: async () => (last !== null && performance.now() - lookedAtMs < everyMs ? last : looks.take()),
    follow: looks.follow,
    record: (recorder) => void recorders.push(recorder),
    close: looks.close,
  };
}
