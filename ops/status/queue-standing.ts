import { TsunagiError } from '../../core/kernel/index.ts';
import { t, translated } from '../../language/language.ts';
import { enumerated } from '../../language/phrases.ts';
import type { OpsContext } from '../frame/command.ts';
import { type ForAPerson, type NextStep, toLookAt } from './for-a-person.ts';

/** One queue: what waits in it, what is worked on, what it gave up. */
export interface QueueStanding {
  readonly queue: string;
  readonly waiting: number;
  readonly worked: number;
  readonly givenUp: number;
}

/** How many events could not be taken in: `status` asks for changes of orders, `stock` reports stock. */
export interface RejectedStanding {
  readonly queue: string;
  readonly events: number;
}

/** All queues of an installation. */
export type QueuesStanding =
  | {
      readonly kind: 'known';
      readonly queues: readonly QueueStanding[];
      /** Events that could not be taken in, by the queue that keeps them. */
      readonly rejected: readonly RejectedStanding[];
    }
  /** They could not be asked; the rest of the status does not need them. */
  | { readonly kind: 'unknown'; readonly why: string };

/** Asks each queue and its dead letters how many messages there are: three small calls a queue, however many shops there are. */
export async function queuesStanding({
  deadLetters,
  rejectedLetters,
}: Pick<OpsContext, 'deadLetters' | 'rejectedLetters'>): Promise<QueuesStanding> {
  try {
    const [letters, rejected] = await Promise.all([deadLetters?.() ?? [], countRejected(rejectedLetters)]);
    const queues = await Promise.all(
      letters.map(async (one): Promise<QueueStanding> => {
        const [depth, dead] = await Promise.all([one.depth(), one.count()]);
        return {
          queue: one.queue,
          waiting: depth.waiting,
          worked: depth.taken,
          givenUp: dead.waiting + dead.taken,
        };
      }),
    );
    return { kind: 'known', queues, rejected };
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    return { kind: 'unknown', why: translated(error.words) };
  }
}

/** Counts the rejected events of each queue that there is. */
export async function countRejected(
  rejectedLetters: OpsContext['rejectedLetters'],
): Promise<readonly RejectedStanding[]> {
  const queues = (await rejectedLetters?.()) ?? [];
  return Promise.all(
    queues.map(async ({ queue, count }) => {
      const { waiting, taken } = await count();
      return { queue, events: waiting + taken };
    }),
  );
}

/** Adds up the rejected events, for programs; null where nothing keeps them. */
export const sumOfRejected = (rejected: readonly RejectedStanding[]): number | null =>
  rejected.length === 0 ? null : rejected.reduce((sum, { events }) => sum + events, 0);

/** How the queues stand, in a line or two. */
export function queueLines(standing: QueuesStanding): string[] {
  if (standing.kind === 'unknown') return [t`could not be asked: ${standing.why}`];
  const { queues } = standing;
  if (queues.length === 0) return [t`none`];
  const waiting = queues.map(({ queue, waiting, worked }) => `${queue} ${waiting + worked}`).join(t`, `);
  const givenUp = queues.filter((one) => one.givenUp > 0).map((one) => `${one.queue} ${one.givenUp}`);
  return [t`messages: ${waiting}; given up: ${givenUp.length === 0 ? t`none` : enumerated(givenUp)}`];
}

const statusRejected: NextStep = { look: 'ops stuck', page: 'docs/runbook/status-rejected.md' };
const stockRejected: NextStep = { look: 'ops stuck', page: 'docs/runbook/stock-rejected.md' };

/** What does not go on by itself. */
export function queuesForAPerson(standing: QueuesStanding): ForAPerson[] {
  if (standing.kind === 'unknown') {
    const what = t`queues that could not be asked`;
    return [{ what, look: 'ops doctor', page: 'docs/runbook/README.md#queues-that-could-not-be-asked' }];
  }
  return [
    ...standing.queues.flatMap(({ queue, givenUp }) => {
      const next: NextStep = { look: redriveCall(queue), page: 'docs/runbook/dead-letters.md' };
      return toLookAt(givenUp, 'message', t`that the queue ${queue} gave up`, next);
    }),
    ...standing.rejected.flatMap(({ queue, events }) =>
      queue === 'stock'
        ? toLookAt(events, 'report', t`of stock by event that could not be taken in`, stockRejected)
        : toLookAt(events, 'request', t`by event that could not be taken in`, statusRejected),
    ),
  ];
}

/** The same for programs; null where the queues could not be asked. */
export function queuesJson(standing: QueuesStanding): object | null {
  if (standing.kind === 'unknown') return null;
  const { queues, rejected } = standing;
  return { queues, rejected: sumOfRejected(rejected) };
}

/** The command that shows what a queue gave up. */
export const redriveCall = (queue: string): string =>
  queue === 'work' ? 'ops redrive' : `ops redrive --queue ${queue}`;
