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
  };
}

/** Takes the messages there are out of the queue, the one sent first first. */
export function takeStockMessages({ stockMessages }: Pick<MemoryStore, 'stockMessages'>): StockMessage[] {
  return stockMessages.splice(0);
}
