import { secondMs } from '../kernel/index.ts';
import type { Clock, DeadLetter, DeadLetters } from '../ports/index.ts';

export interface RedriveWish {
  matches(letter: DeadLetter): Promise<boolean>;
  readonly count: number;
  readonly perSecond: number;
  readonly dryRun: boolean;
  isToEnd?(): boolean;
}

export interface Redriven {
  readonly seen: number;
  readonly matching: number;
  readonly sent: number;
}

/** SQS returns ten at most. */
const batch = 10;

/** SQS may answer "none" while some messages remain. */
const emptyAnswersMax = 3;

/** Encounters with only skipped messages after which no others are assumed. */
const meetingsMax = 3;

/**
 * Receives a queue's messages until nothing new comes. `held` gets each with its latest valid handle. Does not wait for what the caller
 * deletes.
 */
export async function* freshLetters(
  letters: Pick<DeadLetters, 'take'>,
  held: Map<string, DeadLetter>,
  isToGoOn: () => boolean,
): AsyncGenerator<readonly DeadLetter[]> {
  let empty = 0;
  // Long runs outlast the hiding time and see messages again.
  let again = 0;
  while (empty < emptyAnswersMax && again <= meetingsMax * held.size && isToGoOn()) {
    const taken = await letters.take(batch);
    const fresh = taken.filter(({ id }) => !held.has(id));
    for (const letter of taken) held.set(letter.id, letter);
    empty = taken.length === 0 ? empty + 1 : 0;
    again = fresh.length === 0 ? again + taken.length : 0;
    yield fresh;
  }
}

/**
 * Returns dead letters to their queue and releases the rest. Sends before deleting; safe to repeat, since repeated messages do nothing
 * twice.
 */
export async function redrive(
  { letters, clock }: { readonly letters: DeadLetters; readonly clock: Clock },
  wish: RedriveWish,
  onProgress: (soFar: Redriven) => void,
): Promise<Redriven> {
  const total = { seen: 0, matching: 0, sent: 0 };
  const kept = new Map<string, DeadLetter>();
  const isToGoOn = (): boolean => (wish.dryRun || total.sent < wish.count) && wish.isToEnd?.() !== true;
  try {
    for await (const fresh of freshLetters(letters, kept, isToGoOn)) {
      const wanted: DeadLetter[] = [];
      for (const letter of fresh) {
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
