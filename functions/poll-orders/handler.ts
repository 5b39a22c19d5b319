import { logPollResult, pollShard } from '../../core/jobs/index.ts';
import { measureCpuShare } from '../../wiring/cpu-share.ts';
import { scheduledFunction } from '../../wiring/scheduled-function.ts';

/** Every minute: imports the new orders of a shard's shops. */
export const handler = scheduledFunction('poll-orders', 'import', async (round, { shard, shards }, log) => {
  const cpuShare = measureCpuShare();
  await pollShard(round, shard, shards, (report) => logPollResult(log, shard, report, cpuShare()));
});
