import type { ShopKey } from '../../../core/model/shop.ts';
import type { WorkQueue } from '../../../core/ports/queues.ts';
import type { MemoryStore } from './store.ts';

/** A message that names a shop. */
export interface WorkMessage {
  readonly shop: ShopKey;
  /** How long after it was sent it comes, in ms. */
  readonly afterMs: number;
}

/** A queue whose messages lie in the store until somebody takes them. */
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
