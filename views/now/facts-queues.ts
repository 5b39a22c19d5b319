import {
  anyList,
  object,
  orNull,
  type Shape,
  type Static,
  TsunagiError,
  text,
  type Words,
  whole,
} from '../../core/kernel/index.ts';
import type { DeadLetters, RejectedLetters } from '../../core/ports/index.ts';
import { byName } from '../shape.ts';

export interface Letters {
  deadLetters?(): Promise<readonly DeadLetters[]>;
  rejectedLetters?(): Promise<readonly RejectedLetters[]>;
}

/** All queues; null where they could not be asked: the rest needs none of them. */
export const queuesShape = orNull(
  object({
    /** What waits in each, what is worked on, what it gave up. */
    queues: anyList(object({ queue: text(), waiting: whole(), worked: whole(), givenUp: whole() })),
    /** Events that could not be taken in, all together and by queue: `status` asks for changes of orders, `stock` reports stock. */
    ...{ rejected: orNull(whole()), rejectedBy: byName(whole()) },
  }),
);
export type QueuesFacts = Static<typeof queuesShape>;

/** Why the queues could not be asked. A program gets it in English. */
export const unaskedShape: Shape<Words | null> = orNull(text());

export async function queuesFacts({
  deadLetters,
  rejectedLetters,
}: Letters): Promise<{ readonly queues: QueuesFacts; readonly queuesUnasked: Words | null }> {
  try {
    const [letters, rejectedBy] = await Promise.all([deadLetters?.() ?? [], countRejected(rejectedLetters)]);
    const queues = await Promise.all(
      letters.map(async (one) => {
        const [{ waiting, taken }, dead] = await Promise.all([one.depth(), one.count()]);
        return { queue: one.queue, waiting, worked: taken, givenUp: dead.waiting + dead.taken };
      }),
    );
    return { queues: { queues, rejected: sumOfRejected(rejectedBy), rejectedBy }, queuesUnasked: null };
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    return { queues: null, queuesUnasked: error.words };
  }
}

export async function countRejected(
  rejectedLetters: Letters['rejectedLetters'],
): Promise<Readonly<Record<string, number>>> {
  const queues = (await rejectedLetters?.()) ?? [];
  const counts = queues.map(async ({ queue, count }): Promise<[string, number]> => {
    const { waiting, taken } = await count();
    return [queue, waiting + taken];
  });
  return Object.fromEntries(await Promise.all(counts));
}

/** Adds up the rejected events; null where nothing keeps them. */
export function sumOfRejected(rejected: Readonly<Record<string, number>>): number | null {
  const counts = Object.values(rejected);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

export const redriveCall = (queue: string): string =>
  queue === 'work' ? 'ops redrive' : `ops redrive --queue ${queue}`;
