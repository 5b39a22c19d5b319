import { hasReconciled, reconcileShard } from '../../core/jobs/index.ts';
import { scheduledFunction } from '../../wiring/scheduled-function.ts';

/** Every five minutes: sweeps unfinished work, scans for changes, re-reads open orders at night. */
export const handler = scheduledFunction('reconcile', 'scan', async (round, { shard, shards }, log) => {
  await reconcileShard(round, shard, shards, (report) => {
    if (hasReconciled(report)) log.info('reconcile.done', { shard, ...report });
  });
});
