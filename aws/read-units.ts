import { AsyncLocalStorage } from 'node:async_hooks';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The units of one measured piece of work. */
interface Tally {
  readUnits: number;
  /** The piece of work that this one is a part of. */
  readonly whole: Tally | undefined;
}

/** What replies have of capacity: one for a query, one for each table for a batch. */
interface Consumed {
  readonly CapacityUnits?: number;
}

/** Counts the read units of a piece of work, as DynamoDB reports them with each reply. */
export type CountReads = <T>(work: () => Promise<T>) => Promise<{ readonly result: T; readonly readUnits: number }>;

/** The reads that are counted. The writes of a command are not: their replies have units of another kind. */
const readCommands: ReadonlySet<string> = new Set([
  'GetItemCommand',
  'BatchGetItemCommand',
  'QueryCommand',
  'ScanCommand',
]);

/**
 * Lets the reads of a client be counted. Only calls within `CountReads` ask for their units, which is free of charge; several pieces of work
 * at once are counted apart.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
 */
export function countingReads(client: DynamoDBClient): CountReads {
  const counting = new AsyncLocalStorage<Tally>();
  client.middlewareStack.add(
    (next, context) => async (given) => {
      const tally = counting.getStore();
      if (tally === undefined || !readCommands.has(String(context.commandName))) return next(given);
      const reply = await next({ ...given, input: { ...given.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { ConsumedCapacity } = reply.output as { readonly ConsumedCapacity?: Consumed | readonly Consumed[] };
      for (const { CapacityUnits = 0 } of [ConsumedCapacity ?? []].flat()) {
        for (let of: Tally | undefined = tally; of !== undefined; of = of.whole) of.readUnits += CapacityUnits;
      }
      return reply;
    },
    { step: 'initialize', name: 'countReads' },
  );
  return async (work) => {
    const tally: Tally = { readUnits: 0, whole: counting.getStore() };
    const result = await counting.run(tally, work);
    return { result, readUnits: tally.readUnits };
  };
}
