import { minuteMs } from '../../../core/kernel/time.ts';
import type { DeadLetter, DeadLetters } from '../../../core/ports/queues.ts';
import { start } from './world.ts';

/** Dead letters in memory: what is taken is hidden until it is released. */
export function lettersOf(
  queue: string,
  bodies: readonly unknown[],
): DeadLetters & { readonly sent: DeadLetter[]; left(): number } {
  const letters: DeadLetter[] = bodies.map((body, index) => ({
    id: `id-${index}`,
    handle: `handle-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    group: null,
    sentAt: start - index * minuteMs,
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

/** What the queue of status changes gave up: where to look, and one that says nothing. */
export const looks = () =>
  lettersOf('work', [
    ...Array.from({ length: 25 }, (_, index) => ({
      format: 1,
      shop: index % 5 === 0 ? 'rms#sakura' : 'rms#kado-no-mise',
    })),
    'not to be read',
  ]);
