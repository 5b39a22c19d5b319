import type { EpochMs } from '../../core/kernel/time.ts';
import type { StockQueue } from '../../core/ports/queues.ts';
import type { MemoryStore, StockMessage } from './store.ts';

/** A queue whose messages stay in the store until a worker takes them. */
export function memoryStockQueue({ stockMessages }: Pick<MemoryStore, 'stockMessages'>): StockQueue {
  return {
    async look(shops, afterMs = 0) {
      for (const shop of new Set(shops)) stockMessages.push(Object.freeze({ kind: 'shop', shop, afterMs }));
    },
    async spread(_from, merchant, skus) {
      if (skus.length === 0) return;
      stockMessages.push(Object.freeze({ kind: 'skus', merchant, skus: Object.freeze([...new Set(skus)]) }));
    },
    async glance(glances) {
      for (const glance of glances) stockMessages.push(Object.freeze({ kind: 'glance', glance }));
    },
  };
}

/** How long after it was sent at `now` a message comes, in ms. */
export function delayMsOf(message: StockMessage, now: EpochMs): number {
  if (message.kind === 'glance') return Math.max(0, message.glance.at - now);
  return message.kind === 'shop' ? message.afterMs : 0;
}

/** Takes the messages there are out of the queue, the one sent first first. */
export function takeStockMessages({ stockMessages }: Pick<MemoryStore, 'stockMessages'>): StockMessage[] {
  return stockMessages.splice(0);
}
