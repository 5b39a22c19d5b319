import { type ScheduledHandler, scheduled } from '../aws/lambda/scheduled.ts';
import type { Log } from '../core/ports/index.ts';
import { createProcessCache, type RateShare, type RunContext } from '../core/session/index.ts';
import { functionLog } from './function-log.ts';
import { openPorts } from './ports.ts';
import { readSettings } from './settings.ts';

/** Which shops a run looks after. */
export interface ShardOfShops {
  readonly shard: number;
  readonly shards: number;
}

/**
 * Makes a scheduled function's handler: settings and clients once a process, a fresh round each run. The memory of what is
 * known and when each shop may be called again lives as long as the process.
 */
export function scheduledFunction(
  name: string,
  share: RateShare,
  work: (round: RunContext, shard: ShardOfShops, log: Log) => Promise<void>,
): ScheduledHandler {
  const settings = readSettings(process.env);
  const log = functionLog(name, settings.clock);
  const { ports, importSettings } = openPorts(settings, log);
  const memory = createProcessCache(ports.clock);
  return scheduled(
    async ({ shard, shards, budget }) => {
      const round: RunContext = { ports, settings: importSettings, memory, budget, writer: ports.chance.word(), share };
      await work(round, { shard, shards }, log);
    },
    { log, speed: settings.clock.speed },
  );
}
