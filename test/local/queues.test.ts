import { ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settledBy } from '../../local/functions/batch.ts';
import { scaleTimes } from '../../local/queues/scale-times.ts';
import { type FixtureCloud, startFixture } from './fixture/running-cloud.ts';
import { until } from './fixture/until.ts';

describe('the queues', () => {
  let fixture: FixtureCloud;
  let sqs: SQSClient;
  beforeAll(async () => {
    fixture = await startFixture({ speed: 36 });
    sqs = new SQSClient({
      region: 'ap-northeast-1',
      endpoint: fixture.cloud.endpoints.sqs,
      credentials: { accessKeyId: fixture.cloud.env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'local' },
    });
  });
  afterAll(async () => {
    sqs.destroy();
    await fixture.stop();
  });

  /** Receives until a message is there, and deletes nothing. */
  const receive = (id: string) =>
    until(`A message in ${id}`, async () => {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: fixture.cloud.resource(id).ref }));
      return Messages?.[0];
    });

  it('queues feed their function; what it reports as failed comes back alone, and ends among the dead letters', async () => {
    const QueueUrl = fixture.cloud.resource('work').ref;
    const Entries = ['good', 'bad', 'fine'].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const dead = await receive('work-dead');
    expect(dead.Body).toBe('bad');
    const bodies = fixture.runs.filter(({ functionName }) => functionName === 'fixture-worker').length;
    // The first batch, or batches, and one more for the message that came back: maxReceiveCount is 2.
    expect(bodies).toBeGreaterThanOrEqual(2);
    expect((await fixture.cloud.queueDepths()).work).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('a failure queue gets the record of a failed run, at once when it may not be retried', async () => {
    await sendEvent('fail');
    const { Body } = await receive('fail-failed');
    expect(JSON.parse(Body ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      responsePayload: { errorMessage: 'always' },
    });
  });

  it('a failure queue gets the record after three tries when two retries are allowed', async () => {
    await sendEvent('fail-thrice');
    const { Body } = await receive('fail-thrice-failed');
    expect(JSON.parse(Body ?? '')).toMatchObject({ requestContext: { approximateInvokeCount: 3 } });
  });

  it('queues carry rare characters in JSON', async () => {
    const QueueUrl = fixture.cloud.resource('heard').ref;
    const body = JSON.stringify({ shop: 'ｶﾞﾗｽ工房 髙島' });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    expect((await receive('heard')).Body).toBe(body);
  });

  /** Fires a one-time event at a function through the delivery that schedules use. */
  async function sendEvent(functionId: string): Promise<void> {
    await fixture.cloud.deliver(functionId, { from: 'test' });
  }
});

describe('seconds in requests to a queue', () => {
  it('seconds in requests to a queue become those of the machine, rounded up, in the request and in its entries', () => {
    const request = {
      VisibilityTimeout: 361,
      WaitTimeSeconds: 20,
      MaxNumberOfMessages: 10,
      Entries: [{ DelaySeconds: 0 }],
    };
    scaleTimes(request, 60);
    expect(request).toEqual({
      VisibilityTimeout: 7,
      WaitTimeSeconds: 1,
      MaxNumberOfMessages: 10,
      Entries: [{ DelaySeconds: 0 }],
    });
  });
});

describe('the messages that a batch settles', () => {
  const messages = ['a', 'b'].map((MessageId) => ({ MessageId, ReceiptHandle: '', Body: '', MD5OfBody: '' }));
  const settled = (payload: unknown, reportsFailures = true) =>
    settledBy({ kind: 'returned', payload: JSON.stringify(payload) }, messages, reportsFailures).map(
      ({ MessageId }) => MessageId,
    );

  it('a batch settles all messages when the function returns and reports nothing', () => {
    expect(settled(null)).toEqual(['a', 'b']);
    expect(settled({})).toEqual(['a', 'b']);
    expect(settled({ batchItemFailures: [] })).toEqual(['a', 'b']);
    expect(settled({ batchItemFailures: [{ itemIdentifier: 'a' }] }, false)).toEqual(['a', 'b']);
  });

  it('a batch settles the messages that are not reported', () => {
    expect(settled({ batchItemFailures: [{ itemIdentifier: 'a' }] })).toEqual(['b']);
  });

  it.each([
    ['an empty id', [{ itemIdentifier: '' }]],
    ['no id', [{ itemIdentifier: null }]],
    ['a misspelt key', [{ id: 'a' }]],
    ['a message that was not in the batch', [{ itemIdentifier: 'c' }]],
    ['no list', 'a'],
  ])('a batch settles no message when the report has %s', (_, batchItemFailures) => {
    expect(settled({ batchItemFailures })).toEqual([]);
  });

  it('a batch settles no message when the function failed', () => {
    expect(settledBy({ kind: 'failed', error: { errorType: 'E', errorMessage: '' } }, messages, true)).toEqual([]);
  });
});
