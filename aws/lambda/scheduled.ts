import { InputError } from '../../core/kernel/index.ts';
import { type InvocationRun, type LambdaHandler, lambdaHandler, type RunOptions, runOf } from './invocation.ts';

/** The event of a schedule: the part of all shops that this run visits. */
interface ShardEvent {
  readonly shard: number;
  readonly shards: number;
}

/** One run of a scheduled function. */
export type ScheduledRun = ShardEvent & InvocationRun;

/**
 * Creates the handler of a function that a schedule starts.
 *
 * @example
 * export const handler = scheduled(({ shard, shards, budget }) => pollOrders(ports, { shard, shards, budget }), { log });
 */
export function scheduled(work: (run: ScheduledRun) => Promise<void>, options: RunOptions): LambdaHandler {
  return lambdaHandler(options.log, shardEventOf, (event, context) => work({ ...event, ...runOf(context, options) }));
}

/** Checks the event of a schedule; all problems are reported together. */
function shardEventOf(event: unknown): ShardEvent {
  const { shard, shards } = (typeof event === 'object' && event !== null ? event : {}) as Record<string, unknown>;
  const problems: string[] = [];
  if (!isCount(shards) || shards < 1) {
    problems.push(`"shards" is ${shown(shards)}; it must be a whole number from 1: how many parts the shops are in.`);
  }
  if (!isCount(shard) || (isCount(shards) && shard >= shards)) {
    problems.push(`"shard" is ${shown(shard)}; it must be a whole number from 0 to "shards" - 1.`);
  }
  if (problems.length > 0 || !isCount(shard) || !isCount(shards)) {
    throw new InputError('The event of this run is wrong; a schedule sends {"shard": 0, "shards": 1}', problems);
  }
  return { shard, shards };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** Numbers as they are, and only the type of anything else: a foreign event may contain anything. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
