import { pollShard, tellOfPoll } from '../../core/orders/poll-shard.ts';
import { scheduledFunction } from '../../wiring/scheduled-function.ts';

/** Every minute: imports the new orders of a shard's shops. */
export const handler = scheduledFunction('poll-orders', 'import', async (round, { shard, shards }, log) => {
  const result = await pollShard(round, shard, shards);
  if (result.kind === 'polled') tellOfPoll(log, shard, result.report);
});
