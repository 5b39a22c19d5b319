import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { dynamoShops } from '../../aws/dynamodb/shops.ts';
import type { LambdaHandler } from '../../aws/lambda/invocation.ts';
import type { BatchReport } from '../../aws/lambda/queue-batch.ts';
import { minuteMs, secondMs } from '../../core/kernel/time.ts';
import { batchEvent, type ReceivedMessage, settledBy } from '../../local/functions/batch.ts';
import { functionsOf } from '../../local/functions/function-shape.ts';
import type { Outcome } from '../../local/functions/outcome.ts';
import { sourcesOf } from '../../local/functions/source-shape.ts';
import { queuesOf } from '../../local/queues/queue-shape.ts';
import { type DynamoEmulator, startDynalite } from '../../proving/dynalite.ts';
import { createTables, type TableName } from '../../proving/tables.ts';
import { pushFunction } from '../../wiring/push-function.ts';
import { stockFunction } from '../../wiring/stock-function.ts';
import { shop } from '../contract/fixtures.ts';
import { type Board, openBoard, templateOf } from './board.ts';
import { afternoon } from './stage.ts';

const keys = { AWS_ACCESS_KEY_ID: 'emulator', AWS_SECRET_ACCESS_KEY: 'emulator', AWS_REGION: 'ap-northeast-1' };
const before = { ...process.env };
let emulator: DynamoEmulator;
/** For how many seconds a function has hidden each message, by its handle. */
const hidden = new Map<string, number>();
/** The queues, as far as a function that fails calls them. */
const queues = createServer(async (request, response) => {
  const { Entries = [] } = (await json(request)) as {
    Entries?: { ReceiptHandle: string; VisibilityTimeout: number }[];
  };
  expect(request.headers['x-amz-target']).toBe('AmazonSQS.ChangeMessageVisibilityBatch');
  for (const { ReceiptHandle, VisibilityTimeout } of Entries) hidden.set(ReceiptHandle, VisibilityTimeout);
  response.setHeader('content-type', 'application/x-amz-json-1.0').end('{"Successful":[],"Failed":[]}');
});
let queuesUrl = '';
let tables: Record<TableName, string>;
const lines = vi.spyOn(process.stdout, 'write').mockReturnValue(true);

beforeAll(async () => {
  emulator = await startDynalite();
  await new Promise<void>((resolve) => queues.listen(0, '127.0.0.1', resolve));
  queuesUrl = `http://127.0.0.1:${(queues.address() as AddressInfo).port}`;
  const endpoints = { AWS_ENDPOINT_URL: emulator.endpoint, AWS_ENDPOINT_URL_SQS: queuesUrl };
  Object.assign(process.env, keys, endpoints);
  const client = new DynamoDBClient({});
  tables = await createTables(client, 'wrong-table');
  const clock = { now: () => afternoon, sleep: async () => undefined };
  await dynamoShops({ client, name: tables.Shops, clock }).add(shop({ key: 'rms#shop-1' }));
  client.destroy();
});
afterAll(async () => {
  lines.mockRestore();
  await emulator.stop();
  queues.close();
  queues.closeAllConnections();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});

/** A new version of a function, with the variables of its template but one. */
function newVersion(
  board: Board,
  name: string,
  make: (name: string) => LambdaHandler<BatchReport>,
  wrong: Readonly<Record<string, string>>,
): LambdaHandler<BatchReport> {
  const ours = Object.entries(tables).map(([word, table]) => [`${word.toUpperCase()}_TABLE`, table]);
  const shape = functionsOf(board.resources).find((one) => one.name.endsWith(name));
  const urls = Object.keys(shape?.variables ?? {}).filter((one) => one.endsWith('_QUEUE_URL'));
  const reached = Object.fromEntries(
    urls.map((one) => [one, `${queuesUrl}/${String(shape?.variables[one]).split('/').at(-1)}`]),
  );
  Object.assign(process.env, shape?.variables, Object.fromEntries(ours), reached, wrong);
  return make(name);
}

interface Waiting extends ReceivedMessage {
  readonly sentAt: number;
  visibleAt: number;
  readonly Attributes: { ApproximateReceiveCount: string };
}

const receivesOf = ({ Attributes }: Waiting): number => Number(Attributes.ApproximateReceiveCount);

/**
 * Minutes until the alarm of a release goes off, and until anybody is paged, once a new version takes half of the runs. The sweep names the shop
 * every five minutes, and its queue is as the template has it.
 */
async function minutesUntil(name: string, queueOf: string, handlerOn: (board: Board) => LambdaHandler<BatchReport>) {
  let now = afternoon;
  hidden.clear();
  const board = openBoard(templateOf(undefined, { malls: 'rms', release: 'canary' }), () => now);
  const handler = handlerOn(board);
  const queue = queuesOf(board.resources).find((one) => one.name === `tsunagi-shop-${queueOf}`);
  const source = sourcesOf(board.resources).find((one) => one.queueArn === queue?.arn);
  if (queue === undefined || source === undefined)
    throw new Error(`The template has no queue ${queueOf} with a source.`);
  const alarm = `tsunagi-shop-release-${name}-failing`;
  const ofRelease = board.resources.ofType('AWS::CloudWatch::Alarm').find((one) => one.name === alarm);
  const dimensions = Object.fromEntries(
    (ofRelease?.properties.sections('Dimensions') ?? []).map((one) => [one.text('Name'), one.text('Value')]),
  );
  const run = async (messages: readonly Waiting[]): Promise<readonly ReceivedMessage[]> => {
    const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 180 * secondMs };
    const outcome: Outcome = await handler(JSON.parse(batchEvent(messages, source.queueArn)), context).then(
      (report) => ({ kind: 'returned', payload: JSON.stringify(report) }),
      (error: Error) => ({ kind: 'failed', error: { errorType: error.name, errorMessage: error.message } }),
    );
    board.accounting.ran({ functionName: `tsunagi-shop-${name}`, startedAtMs: now, endedAtMs: now, outcome });
    const errors = outcome.kind === 'failed' ? 1 : 0;
    board.accounting.figures.put({ namespace: 'AWS/Lambda', name: 'Errors', dimensions }, now, errors);
    return settledBy(outcome, messages, source.reportsFailures);
  };

  let waiting: Waiting[] = [];
  let dead = 0;
  const told: { rolledBack?: number; paged?: number; by?: string } = {};
  const pages = [name, queueOf].map((one) => `tsunagi-shop-page-${one}-`);
  for (let minute = 0; minute < 120 && told.paged === undefined; minute++) {
    if (minute % 5 === 0) {
      const Body = JSON.stringify({ format: 1, shop: 'rms#shop-1' });
      const id = `message-${minute}`;
      const sent = { MessageId: id, ReceiptHandle: id, Body, MD5OfBody: '' };
      waiting.push({ ...sent, sentAt: now, visibleAt: now, Attributes: { ApproximateReceiveCount: '0' } });
    }
    const due = waiting.filter(({ visibleAt }) => visibleAt <= now);
    const given = due.filter((message) => receivesOf(message) < (queue.deadLetters?.maxReceiveCount ?? 1));
    dead += due.length - given.length;
    for (const message of given) {
      message.Attributes.ApproximateReceiveCount = String(receivesOf(message) + 1);
      message.visibleAt = now + queue.visibilitySeconds * secondMs;
    }
    const over = new Set(given.length === 0 ? [] : await run(given)) as ReadonlySet<ReceivedMessage>;
    for (const message of given) {
      const seconds = hidden.get(message.ReceiptHandle);
      if (seconds !== undefined) message.visibleAt = now + seconds * secondMs;
    }
    waiting = waiting.filter((message) => !over.has(message) && (!due.includes(message) || given.includes(message)));
    now += minuteMs;
    const oldest = waiting.length === 0 ? null : Math.min(...waiting.map(({ sentAt }) => sentAt));
    board.accounting.queues({
      [queue.name]: { visible: waiting.length, oldestSentAtMs: oldest } as never,
      [`${queue.name}-dead`]: { visible: dead, oldestSentAtMs: null } as never,
    });
    board.watch.judge(now + 1);
    const minutes = (now - afternoon) / minuteMs;
    if (board.states.some((news) => news.name === alarm && news.state === 'ALARM')) told.rolledBack ??= minutes;
    // Nothing else runs here, and is paged for.
    const page = board.told.find(({ name: one }) => pages.some((start) => one.startsWith(start)));
    if (page !== undefined) Object.assign(told, { paged: minutes, by: page.name });
  }
  return told;
}

it.each([
  ['push-status', 'status', pushFunction, { PUSHES_TABLE: 'no-such-table' }],
  ['sync-stock', 'stock', stockFunction, { LISTINGS_TABLE: 'no-such-table' }],
] as const)(
  'a new version of %s with a wrong table name is rolled back within a minute, and pages as failing where nothing rolls it back',
  async (name, queue, make, wrong) => {
    const minutes = await minutesUntil(name, queue, (board) => newVersion(board, name, make, wrong));
    expect(minutes).toEqual({ rolledBack: 1, paged: 10, by: `tsunagi-shop-page-${name}-failing` });
  },
);
