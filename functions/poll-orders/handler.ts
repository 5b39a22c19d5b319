import { logPollResult, pollShard } from '../../core/jobs/index.ts';
import { measureCpuShare } from '../../wiring/cpu-share.ts';
import { openPollPorts, readPollSettings } from '../../wiring/import-ports.ts';
import { scheduledFunction } from '../../wiring/scheduled-function.ts';

/** Every minute: imports the new orders of a shard's shops, and sends the glances of the minute. */
export const handler = scheduledFunction(
  { name: 'poll-orders', share: 'import', read: readPollSettings, open: openPollPorts },
  async (round, { shard, shards }, log) => {
    const cpuShare = measureCpuShare();
    await pollShard(round, shard, shards, (report) => logPollResult(log, shard, report, cpuShare()));
  },
);
