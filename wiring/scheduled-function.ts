import type { LambdaHandler } from '../aws/lambda/invocation.ts';
import { scheduled } from '../aws/lambda/scheduled.ts';
import type { Log } from '../core/ports/index.ts';
import {
  createProcessCache,
  type ImportSettings,
  type RateShare,
  type RunContext,
  type VisitPorts,
} from '../core/session/index.ts';
import { functionLog } from './function-log.ts';
import type { always, SettingsOf } from './settings.ts';
import type { Environment } from './variables.ts';

/** The shops of a run. */
export interface ShardOfShops {
  readonly shard: number;
  readonly shards: number;
}

/** What a scheduled function opens at the start of its process. */
interface Opened<Uses extends VisitPorts> {
  readonly ports: Uses;
  readonly importSettings: ImportSettings;
}

/**
 * Creates a scheduled function's handler: settings and clients once per process, a new run context for each run. The cache of known orders
 * and of when each shop may be called again lives as long as the process.
 *
 * @param read reads its settings
 * @param open opens the ports that it uses
 */
export function scheduledFunction<Settings extends SettingsOf<typeof always>, Uses extends VisitPorts>(
  {
    name,
    share,
    read,
    open,
  }: {
    readonly name: string;
    readonly share: RateShare;
    readonly read: (environment: Environment) => Settings;
    readonly open: (settings: Settings, log: Log) => Opened<Uses>;
  },
  work: (context: RunContext<Uses>, shard: ShardOfShops, log: Log) => Promise<void>,
): LambdaHandler {
  const settings = read(process.env);
  const log = functionLog(name, settings);
  const { ports, importSettings } = open(settings, log);
  const cache = createProcessCache(ports.clock);
  return scheduled(
    async ({ shard, shards, budget }) => {
      const runId = ports.random.id();
      await work({ ports, settings: importSettings, cache, budget, runId, share }, { shard, shards }, log);
    },
    { log, speed: settings.TSUNAGI_CLOCK.speed },
  );
}
