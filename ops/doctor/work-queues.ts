import type { RedriveQueue } from '../stage/redrive-options.ts';

/** What people have to know of a queue that feeds a function. */
export interface QueueCare {
  /** What `ops redrive --queue` calls it. */
  readonly queue: RedriveQueue;
  /** The function that works on its messages, and says in its log why one failed. */
  readonly worker: 'push-status' | 'sync-stock';
  /** What follows where its messages are not processed, in sentences. */
  readonly undone: string;
}

const lookAtShops: QueueCare = {
  queue: 'work',
  worker: 'push-status',
  undone: 'No change of a status that is asked for reaches a mall; each waits in its row.',
};
const requests: QueueCare = {
  queue: 'intake',
  worker: 'push-status',
  undone: 'Changes of statuses that are asked for by event are not taken in; after four days SQS deletes them.',
};
const lookAtStock: QueueCare = {
  queue: 'stock',
  worker: 'sync-stock',
  undone: 'No change of stock reaches a mall, so pieces may be sold twice; what is to be done waits in its rows.',
};
const stockReports: QueueCare = {
  queue: 'stock-intake',
  worker: 'sync-stock',
  undone: 'Stock that is reported by event is not taken in; after four days SQS deletes the reports.',
};

/**
 * The queue that is meant by the word of an output (`StockIntake`), by its name (`tsunagi-prod-stock-intake`) or by the logical id of
 * what feeds from it; null for one that this release does not know. A stage may be called `stock`, so only the end counts.
 */
export function queueMeantBy(name: string): QueueCare | null {
  const plain = name.toLowerCase().replaceAll('-', '');
  const [, kind, way] = /(status|stock)(work|intake)?(?:queue[0-9a-f]{16})?$/.exec(plain) ?? [];
  if (kind === undefined) return null;
  if (kind === 'stock') return way === 'intake' ? stockReports : lookAtStock;
  return way === 'intake' ? requests : lookAtShops;
}
