import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamoFeed } from '../../aws/dynamodb/feed.ts';
import { itemSize } from '../../bench/cloud/units.ts';
import { feedEvent, feedRun } from '../../bench/cost/feed.ts';
import { appendEvents } from '../../core/feed/append-events.ts';
import type { FeedEvent } from '../../core/model/feed.ts';
import { settings } from '../../functions/feed-events/settings.ts';
import { type DynamoEmulator, startDynalite } from '../../proving/dynalite.ts';
import { freshTables } from './dynamo-subject.ts';
import { noon, orderNumberOf } from './fixtures.ts';

let emulator: DynamoEmulator;
beforeAll(async () => {
  emulator = await startDynalite();
});
afterAll(() => emulator.stop());

/** An import and two ends of changes of an order, as they are reckoned for the cost page. */
function eventsOf(order: number): FeedEvent[] {
  const key = { shop: 'rms#kado-no-mise', orderNumber: orderNumberOf(order), at: noon + order } as const;
  const name = `${key.shop}#${key.orderNumber}`;
  const endOf = (pushKind: 'confirm' | 'ship'): FeedEvent => {
    const pushId = `${pushKind}-3f2a90c41b77`;
    return { ...key, id: `${name}#${pushId}#${noon}#confirmed`, kind: 'StatusPushConfirmed', pushId, pushKind };
  };
  return [{ ...key, id: `${name}#1`, kind: 'OrderImported', revision: 1 }, endOf('confirm'), endOf('ship')];
}

it('an event that comes alone costs the units and bytes that the cost page reckons with', async () => {
  const { Control } = (await freshTables(emulator.endpoint)).tables;
  const units = { read: 0, write: 0 };
  Control.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
        const result = await next(args);
        const { ConsumedCapacity = [] } = result.output as { ConsumedCapacity?: { CapacityUnits?: number } };
        const sum = [ConsumedCapacity].flat().reduce((all, { CapacityUnits = 0 }) => all + CapacityUnits, 0);
        units[/^(?:Put|Update)/.test(commandName) ? 'write' : 'read'] += sum;
        return result;
      },
    { step: 'initialize' },
  );
  const context = { feed: dynamoFeed(Control), clock: { now: () => noon }, revisions: async () => [], runId: 'run-a' };
  const append = (event: FeedEvent) => appendEvents(context, 'kado', [event]);
  // The first two rows have none before them.
  for (const event of eventsOf(0)) await append(event);
  Object.assign(units, { read: 0, write: 0 });
  const events = Array.from({ length: 10 }, (_, order) => eventsOf(order + 1)).flat();
  for (const event of events) await append(event);
  expect(units.write / events.length).toBe(feedEvent.writeUnits);
  expect(units.read / events.length).toBeLessThanOrEqual(feedEvent.readUnits);
  const { Items = [] } = await Control.client.send(new ScanCommand({ TableName: Control.name }));
  const bytes = Items.reduce((sum, item) => sum + itemSize(item as never), 0);
  const perEvent = bytes / (events.length + 3);
  expect(perEvent).toBeLessThanOrEqual(feedEvent.bytesKept);
  expect(perEvent).toBeGreaterThan(0.5 * feedEvent.bytesKept);
  expect([feedRun.memoryMiB, feedRun.events]).toEqual([settings.memoryMiB, settings.batchMax.events]);
  // A batch of orders shares its row.
  Object.assign(units, { read: 0, write: 0 });
  await appendEvents(
    context,
    'kado',
    Array.from({ length: 100 }, (_, order) => eventsOf(order + 100).slice(0, 1)).flat(),
  );
  expect(units.write).toBeLessThan(100);
});
