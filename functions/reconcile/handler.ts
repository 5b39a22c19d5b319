import { hasReconciled, reconcileShard } from '../../core/jobs/index.ts';
import { openPorts, readPortSettings } from '../../wiring/ports.ts';
import { scheduledFunction } from '../../wiring/scheduled-function.ts';

/** Every five minutes: sweeps unfinished work, scans for changes, re-reads open orders at night. */
export const handler = scheduledFunction(
  { name: 'reconcile', share: 'scan', read: readPortSettings, open: openPorts },
  async (round, { shard, shards }, log) => {
    await reconcileShard(round, shard, shards, (report) => {
      if (hasReconciled(report)) log.info('reconcile.done', { shard, ...report });
    });
  },
);
