import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BusEvent } from '../../local/events/put-events.ts';
import { type FixtureCloud, startFixture } from './fixture/running-cloud.ts';
import { until } from './fixture/until.ts';

let fixture: FixtureCloud;
let bus: EventBridgeClient;
const heard: BusEvent[] = [];
beforeAll(async () => {
  fixture = await startFixture();
  fixture.cloud.onEvent((event) => heard.push(event));
  bus = new EventBridgeClient({
    region: 'ap-northeast-1',
    endpoint: fixture.cloud.endpoints.eventbridge,
    credentials: { accessKeyId: fixture.cloud.env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  bus.destroy();
  await fixture.stop();
});

const entry = (fields: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  EventBusName: 'fixture',
  Source: 'fixture.orders',
  DetailType: 'OrderImported',
  Detail: JSON.stringify({ id: 'x' }),
  ...fields,
});
const put = (...Entries: PutEventsRequestEntry[]) => bus.send(new PutEventsCommand({ Entries }));

describe('the bus', () => {
  it('the local bus accepts events, stamps them with cloud time and notifies its listeners', async () => {
    const { FailedEntryCount, Entries } = await put(entry(), entry({ Resources: ['arn:x'] }));
    expect(FailedEntryCount).toBe(0);
    expect(heard.slice(-2).map(({ id }) => id)).toEqual(Entries?.map(({ EventId }) => EventId));
    expect(heard.at(-1)).toMatchObject({
      version: '0',
      source: 'fixture.orders',
      'detail-type': 'OrderImported',
      detail: { id: 'x' },
      resources: ['arn:x'],
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  it('the local bus refuses bad entries one by one and takes the others', async () => {
    const before = heard.length;
    const { FailedEntryCount, Entries } = await put(entry({ Detail: '[1]' }), entry(), entry({ Source: '' }));
    expect(FailedEntryCount).toBe(2);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual(['MalformedDetail', undefined, 'InvalidArgument']);
    expect(heard.length).toBe(before + 1);
  });

  it('the local bus refuses more than ten entries, too many bytes and an unknown bus', async () => {
    await expect(put(...Array.from({ length: 11 }, () => entry()))).rejects.toThrow(/1 to 10 entries; this has 11/);
    const big = JSON.stringify({ text: 'あ'.repeat(90_000) });
    await expect(put(entry({ Detail: big }))).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put(entry({ EventBusName: 'other' }))).rejects.toThrow(/no bus "other": fixture/);
  });

  it('the local bus sends what a rule matches to its queue, in the shape the rule asks for', async () => {
    await put(
      entry({ Detail: JSON.stringify({ lines: [0, 1] }) }),
      entry({ Detail: JSON.stringify({ lines: [1, 2] }) }),
    );
    const { Messages } = await until('the event in the queue', async () => {
      const received = (await fixture.cloud.call('sqs', 'AmazonSQS.ReceiveMessage', {
        QueueUrl: fixture.cloud.resource('heard').ref,
        MaxNumberOfMessages: 10,
      })) as { Messages?: { Body: string }[] };
      return received.Messages === undefined ? null : { Messages: received.Messages };
    });
    expect(Messages.map(({ Body }) => JSON.parse(Body))).toEqual([{ lines: [1, 2] }]);
  });

  it('the local bus sends what a rule matches to its function', async () => {
    await put(entry({ Source: 'fixture.store.now' }));
    await until('the run of the function', () =>
      fixture.runs.some(({ functionName }) => functionName === 'fixture-listen'),
    );
  });

  it('the local bus is the only service at its address besides the keys: anything else is refused, and never reaches AWS', async () => {
    await expect(fixture.cloud.call('eventbridge', 'SNS.Publish', {})).rejects.toThrow(/does not serve SNS\.Publish/);
  });
});
