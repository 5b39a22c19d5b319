import { shopOfMessage } from '../../../aws/queues.ts';
import type { InputError } from '../../../core/kernel/errors.ts';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { DeadLetter, DeadLetters, RejectedLetters } from '../../../core/ports/queues.ts';
import { start } from './world.ts';

/** Dead letters in memory: what is taken is hidden until it is released. `failures` are what is wrong with them, by body. */
export function lettersOf(
  queue: string,
  bodies: readonly unknown[],
  failures: Readonly<Record<string, string>> = {},
): DeadLetters & { readonly sent: DeadLetter[]; left(): number } {
  const letters: DeadLetter[] = bodies.map((body, index) => ({
    id: `id-${index}`,
    handle: `handle-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    group: null,
    sentAt: start - index * minuteMs,
    failure: typeof body === 'string' ? (failures[body] ?? null) : null,
  }));
  const hidden = new Set<string>();
  const sent: DeadLetter[] = [];
  const isThere = ({ id }: DeadLetter): boolean => !sent.some((letter) => letter.id === id);
  return {
    queue,
    sent,
    left: () => letters.filter((letter) => isThere(letter) && !hidden.has(letter.id)).length,
    async count() {
      const there = letters.filter(isThere);
      const taken = there.filter(({ id }) => hidden.has(id)).length;
      return { waiting: there.length - taken, taken };
    },
    depth: async () => ({ waiting: sent.length, taken: 0 }),
    async take(limit) {
      const taken = letters.filter((letter) => isThere(letter) && !hidden.has(letter.id)).slice(0, limit);
      for (const { id } of taken) hidden.add(id);
      return taken;
    },
    async sendBack(some) {
      sent.push(...some);
      return some.length;
    },
    async release(some) {
      for (const { id } of some) hidden.delete(id);
    },
  };
}

/** Events that could not be taken in, in memory; `dropped` has those that were taken off. */
export function rejectedOf(
  queue: string,
  events: readonly { readonly id: string; readonly reasons?: readonly string[] }[],
): RejectedLetters & { readonly dropped: DeadLetter[]; left(): number } {
  const bodies = events.map(({ id, reasons = ['shop: there is none'] }) => ({
    ...{ format: 1, reasons, event: { id, source: 'warehouse', time: '2026-11-24T06:45:00Z' } },
    detail: { orders: [{ orderNumber: '1', name: '角田花子' }] },
  }));
  const { count, take, release, sendBack, sent, left } = lettersOf(queue, bodies);
  const drop = async (some: readonly DeadLetter[]) => void (await sendBack(some));
  return { queue, count, take, release, drop, dropped: sent, left };
}

/** So many events that ask for changes. */
export const rejectedRequests = (count: number): RejectedLetters =>
  rejectedOf(
    'status',
    Array.from({ length: count }, (_, index) => ({ id: `e-${index + 1}`, reasons: ['orders[0].pieces: 0'] })),
  );

/** What the queue of status changes gave up: where to look, and one that says nothing. */
export const looks = () =>
  lettersOf(
    'work',
    [
      ...Array.from({ length: 25 }, (_, index) => ({
        format: 1,
        shop: index % 5 === 0 ? 'rms#sakura' : 'rms#kado-no-mise',
      })),
      'not to be read',
    ],
    { 'not to be read': failureOf('not to be read') },
  );

/** As push-status gives up a message that it cannot read. */
function failureOf(body: string): string {
  try {
    return shopOfMessage(body, ['rms']);
  } catch (error) {
    const { code, message } = error as InputError;
    return `${code}: ${message}`;
  }
}
