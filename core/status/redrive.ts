import { secondMs } from '../kernel/index.ts';
import type { Clock, DeadLetter, DeadLetters } from '../ports/index.ts';

/** What is to be sent back. */
export interface RedriveWish {
  /** Whether a message is meant. */
  matches(letter: DeadLetter): Promise<boolean>;
  /** The maximum number of messages. */
  readonly count: number;
  /** Messages a second. */
  readonly perSecond: number;
  /** Look at all and send none. */
  readonly dryRun: boolean;
  /** Whether to stop; checked before each batch. */
  isToEnd?(): boolean;
}

/** How far a redrive has come. */
export interface Redriven {
  /** Different messages that were read. */
  readonly seen: number;
  /** Those that are meant. */
  readonly matching: number;
  /** Those sent back; 0 in a dry run. */
  readonly sent: number;
}

/** SQS returns ten at most, and a batch of its calls has no more. */
const batch = 10;

/** A queue of many servers may answer "none" while there are some. */
const emptyAnswersMax = 3;

/** How often it sees only messages that it has skipped before it concludes that there are no others. */
const meetingsMax = 3;

/**
 * Sends dead letters back to their queue. It may die at any moment and be started again: a message is sent before it is taken
 * away, and says only where to look, so one that is sent twice does nothing twice. What is not meant is released in the end.
 */
export async function redrive(
  { letters, clock }: { readonly letters: DeadLetters; readonly clock: Clock },
  wish: RedriveWish,
  onProgress: (soFar: Redriven) => void,
): Promise<Redriven> {
  const total = { seen: 0, matching: 0, sent: 0 };
  const kept = new Map<string, DeadLetter>();
  let empty = 0;
  // A long run outlasts the time for which a message is hidden, and sees skipped messages again.
  let again = 0;
  try {
    while (
      empty < emptyAnswersMax &&
      again <= meetingsMax * kept.size &&
      (wish.dryRun || total.sent < wish.count) &&
      wish.isToEnd?.() !== true
    ) {
      const taken = await letters.take(batch);
      const fresh = taken.filter(({ id }) => !kept.has(id));
      // Its last handle is the one that counts.
      for (const letter of taken) if (kept.has(letter.id)) kept.set(letter.id, letter);
      empty = taken.length === 0 ? empty + 1 : 0;
      again = fresh.length === 0 ? again + taken.length : 0;
      const wanted: DeadLetter[] = [];
      for (const letter of fresh) {
        kept.set(letter.id, letter);
        total.seen++;
        if (!(await wish.matches(letter))) continue;
        total.matching++;
        if (!wish.dryRun && total.sent + wanted.length < wish.count) wanted.push(letter);
      }
      if (wanted.length > 0) {
        total.sent += await letters.sendBack(wanted);
        for (const { id } of wanted) kept.delete(id);
        onProgress({ ...total });
        await clock.sleep((wanted.length / wish.perSecond) * secondMs);
      } else if (fresh.length > 0) onProgress({ ...total });
    }
    return total;
  } finally {
    await letters.release([...kept.values()]);
  }
}
