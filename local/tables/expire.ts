import type { CloudClock } from '../clock.ts';
import { CallError, callService, type Service } from '../wire/call.ts';
import { readTable } from './read-table.ts';
import type { TableShape } from './table-shape.ts';

/** Deletes the items whose expiry lies behind `nowMs`, and says how many. An item renewed in between stays. */
export async function expireItems(service: Service, shape: TableShape, nowMs: number): Promise<number> {
  const { name, keys, expiresAt } = shape;
  if (expiresAt === undefined) return 0;
  const condition = {
    ExpressionAttributeNames: { '#expiresAt': expiresAt },
    ExpressionAttributeValues: { ':now': { N: String(Math.floor(nowMs / 1000)) } },
  };
  let deleted = 0;
  for await (const item of readTable(service, name, { ...condition, FilterExpression: '#expiresAt < :now' })) {
    const Key = Object.fromEntries(keys.map((key) => [key, item[key]]));
    const input = { TableName: name, Key, ...condition, ConditionExpression: '#expiresAt < :now' };
    try {
      await callService(service, 'DynamoDB_20120810.DeleteItem', input);
      deleted += 1;
    } catch (error) {
      if (!(error instanceof CallError) || error.name !== 'ConditionalCheckFailedException') throw error;
    }
  }
  return deleted;
}

/** DynamoDB deletes expired items "within a few days"; here it is a few hours, but never so often that it shows. */
const everyCloudMs = 6 * 3_600_000;
const atLeastRealMs = 60_000;

/** Expires items of all tables again and again. Returns how to stop, which waits for the round under way. */
export function expireRegularly(
  service: Service,
  shapes: readonly TableShape[],
  clock: CloudClock,
  onFailure: (error: unknown) => void,
): () => Promise<void> {
  const periodMs = Math.max(everyCloudMs, atLeastRealMs * clock.time.speed);
  let stopped = false;
  let round: Promise<void> = Promise.resolve();
  let cancel = () => {};
  const next = () => {
    cancel = clock.at(clock.now() + periodMs, () => {
      round = (async () => {
        for (const shape of shapes) if (!stopped) await expireItems(service, shape, clock.now());
      })()
        .catch(onFailure)
        .finally(() => {
          if (!stopped) next();
        });
    });
  };
  next();
  return () => {
    stopped = true;
    cancel();
    return round;
  };
}
