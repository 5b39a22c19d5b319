import type { WorkQueue } from '../../core/ports/queues.ts';
import type { MemoryStore, WorkMessage } from './store.ts';

/** A queue whose messages stay in the store until a worker takes them. */
export function memoryWorkQueue({ workMessages }: MemoryStore): WorkQueue {
  return {
    async look(shops, afterMs = 0) {
      workMessages.push(...shops.map((shop) => Object.freeze({ shop, afterMs })));
    },
  };
}

/** Takes the messages there are out of the queue, the one sent first first. */
export function takeMessages({ workMessages }: Pick<MemoryStore, 'workMessages'>): WorkMessage[] {
  return workMessages.splice(0);
}
