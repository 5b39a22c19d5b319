import { intentItem } from '../../aws/dynamodb/intents.ts';
import type { Intent } from '../../core/model/claim.ts';
import { bucketOf } from '../../core/model/shards.ts';
import type { Intents } from '../../core/ports/orders.ts';
import { takes } from './limits.ts';
import { innerMap, type MemoryStore } from './store.ts';

/** The write-ahead notes in memory. */
export function memoryIntents(store: MemoryStore): Intents {
  return {
    async open(intent) {
      takes(intent, () => intentItem(intent), { partition: 'scope', sort: 'entry' });
      innerMap(store.intentsByBucket, bucketOf(intent.shop)).set(intent.id, frozenIntent(intent));
    },

    async close(intent) {
      store.intentsByBucket.get(bucketOf(intent.shop))?.delete(intent.id);
    },

    async abandoned(bucket, before) {
      const intents = [...(store.intentsByBucket.get(bucket)?.values() ?? [])];
      return intents.filter(({ at }) => at < before).sort((a, b) => a.at - b.at);
    },
  };
}

function frozenIntent(intent: Intent): Intent {
  return Object.freeze({
    ...intent,
    orderNumbers: Object.freeze([...intent.orderNumbers]),
    claims: Object.freeze(intent.claims.map((claim) => Object.freeze({ ...claim }))),
  });
}
