import type { LambdaHandler } from '../aws/lambda/invocation.ts';
import { scheduled } from '../aws/lambda/scheduled.ts';
import type { Log } from '../core/ports/index.ts';
import { createProcessCache, type RateShare, type RunContext } from '../core/session/index.ts';
import { functionLog } from './function-log.ts';
import { openPorts, readPortSettings } from './ports.ts';

/** The shops of a run. */
export interface ShardOfShops {
  readonly shard: number;
  readonly shards: number;
}

/**
 * Creates a scheduled function's handler: settings and clients once per process, a new run context for each run. The cache of known orders
 * and of when each shop may be called again lives as long as the process.
 */
export function scheduledFunction(
  name: string,
  share: RateShare,
  work: (context: RunContext, shard: ShardOfShops, log: Log) => Promise<void>,
): LambdaHandler {
  const settings = readPortSettings(process.env);
  const log = functionLog(name, settings);
  const { ports, importSettings } = openPorts(settings, log);
  const cache = createProcessCache(ports.clock);
  return scheduled(
    async ({ shard, shards, budget }) => {
      const context: RunContext = { ports, settings: importSettings, cache, budget, runId: ports.random.id(), share };
      await work(context, { shard, shards }, log);
    },
    { log, speed: settings.TSUNAGI_CLOCK.speed },
  );
}
