import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callService, type Service } from '../../local/wire/call.ts';
import type { CountedReads } from './fixture/count-reads.ts';
import { until } from './fixture/until.ts';

const place = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tsunagi-tables-reads-'));
const accessKeyId = 'secret';
const rows = 60;
const patienceMs = 30_000;
/** Sixty of these are more than DynamoDB answers at once. */
const large = 'x'.repeat(20_000);

describe('reads of the tables leave no iterator open, which would keep every value that is overwritten', () => {
  let child: ChildProcess;
  let service: Service;
  let counted: CountedReads = { opened: 0, open: 0 };

  const call = (operation: string, input: object) => callService(service, `DynamoDB_20120810.${operation}`, input);
  const query = (more: object = {}) =>
    call('Query', {
      TableName: 'Things',
      KeyConditionExpression: '#shop = :shop',
      ExpressionAttributeNames: { '#shop': 'shop' },
      ExpressionAttributeValues: { ':shop': { S: 'rms#a' } },
      ...more,
    });
  const ofIndex = (IndexName: string) =>
    query({
      IndexName,
      KeyConditionExpression: '#kind = :kind',
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: { ':kind': { S: 'new' } },
    });
  const put = (number: number, more: object = {}) =>
    call('PutItem', {
      TableName: 'Things',
      Item: { shop: { S: 'rms#a' }, order: { S: `o-${number}` }, kind: { S: 'new' }, text: { S: large } },
      ...more,
    });

  /** How many iterators these reads open. Fails where one is still open long after their end. */
  async function openedBy(reads: () => Promise<unknown>): Promise<number> {
    await heard();
    const { opened } = counted;
    await reads();
    await heard();
    await until('the end of every read', async () => counted.open === 0 || heard(), patienceMs).catch(() => {});
    expect(counted.open, 'iterators that are still open').toBe(0);
    return counted.opened - opened;
  }

  /** Resolves with a count that was taken after the call: the first that comes may have been under way. */
  async function heard(): Promise<false> {
    for (const _ of [1, 2]) await once(child, 'message');
    return false;
  }

  beforeAll(async () => {
    child = fork(place('../../local/tables/process.ts'), [join(folder, 'tables')], {
      execArgv: ['--import', place('./fixture/count-reads.ts')],
      env: { AWS_REGION: 'ap-northeast-1', AWS_ACCESS_KEY_ID: accessKeyId },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const started = Promise.withResolvers<string>();
    child.on('message', (said: CountedReads | { readonly url: string }) => {
      if ('url' in said) started.resolve(said.url);
      else counted = said;
    });
    service = { url: await started.promise, accessKeyId };
    const keys = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: 'HASH' },
      { AttributeName: range, KeyType: 'RANGE' },
    ];
    const index = (IndexName: string, ProjectionType: string) => ({
      IndexName,
      KeySchema: keys('kind', 'order'),
      Projection: { ProjectionType },
    });
    await call('CreateTable', {
      TableName: 'Things',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['shop', 'order', 'kind'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys('shop', 'order'),
      LocalSecondaryIndexes: [{ ...index('byKindHere', 'KEYS_ONLY'), KeySchema: keys('shop', 'kind') }],
      GlobalSecondaryIndexes: [index('byKind', 'ALL'), index('byKindKeys', 'KEYS_ONLY')],
    });
    await until('the table', async () => {
      const { Table } = await call('DescribeTable', { TableName: 'Things' });
      return (Table as { readonly TableStatus: string }).TableStatus === 'ACTIVE';
    });
    for (let number = 0; number < rows; number += 1) await put(number);
  });
  afterAll(async () => {
    child.disconnect();
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
  });

  it.each<readonly [string, number, () => Promise<unknown>]>([
    [
      'two hundred short queries at once',
      200,
      () => Promise.all(Array.from({ length: 200 }, () => query({ Limit: 1 }))),
    ],
    ['a query that its limit ends', 1, () => query({ Limit: 7 })],
    ['a query that the size of an answer ends', 1, () => query()],
    ['a query backwards', 1, () => query({ ScanIndexForward: false, Limit: 2 })],
    ['a query from a place on', 1, () => query({ ExclusiveStartKey: { shop: { S: 'rms#a' }, order: { S: 'o-58' } } })],
    ['a query that finds nothing', 1, () => query({ ExpressionAttributeValues: { ':shop': { S: 'rms#b' } } })],
    ['a query of an index of whole rows', 1, () => ofIndex('byKind')],
    ['a query of an index of keys', 1, () => ofIndex('byKindKeys')],
    [
      'a query that takes its rows from the table',
      1,
      () => query({ IndexName: 'byKindHere', Select: 'ALL_ATTRIBUTES' }),
    ],
    ['a count', 1, () => query({ Select: 'COUNT' })],
    ['a query that is refused', 0, () => query({ IndexName: 'none' }).catch(() => {})],
    ['a scan that its limit ends', 1, () => call('Scan', { TableName: 'Things', Limit: 3 })],
    ['a scan that the size of an answer ends', 1, () => call('Scan', { TableName: 'Things' })],
    ['a scan of a part', 1, () => call('Scan', { TableName: 'Things', TotalSegments: 2, Segment: 1 })],
    [
      'a scan of which a filter leaves nothing',
      1,
      () =>
        call('Scan', {
          TableName: 'Things',
          FilterExpression: '#kind = :old',
          ExpressionAttributeNames: { '#kind': 'kind' },
          ExpressionAttributeValues: { ':old': { S: 'old' } },
        }),
    ],
    [
      'a read of several rows',
      0,
      () =>
        call('BatchGetItem', {
          RequestItems: { Things: { Keys: [{ shop: { S: 'rms#a' }, order: { S: 'o-1' } }] } },
        }),
    ],
    [
      'a write of several rows',
      0,
      () =>
        call('BatchWriteItem', {
          RequestItems: { Things: [{ DeleteRequest: { Key: { shop: { S: 'rms#a' }, order: { S: 'o-1' } } } }] },
        }),
    ],
    [
      'a write that its condition refuses',
      0,
      () =>
        put(2, {
          ConditionExpression: 'attribute_not_exists(#order)',
          ExpressionAttributeNames: { '#order': 'order' },
        }).catch(() => {}),
    ],
    ['a list of the tables', 1, () => call('ListTables', {})],
  ])('%s', async (_, opens, reads) => {
    expect(await openedBy(reads)).toBeGreaterThanOrEqual(opens);
  });

  it('a client that hangs up before the answer', async () => {
    const hangUp = AbortSignal.timeout(1);
    const asked = Array.from({ length: 50 }, () =>
      fetch(service.url, {
        method: 'POST',
        signal: hangUp,
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/x/y/aws4_request, SignedHeaders=host, Signature=s`,
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.Scan',
          'x-amz-date': '20260101T000000Z',
        },
        body: JSON.stringify({ TableName: 'Things' }),
      }).then(
        (response) => response.text(),
        () => 'hung up',
      ),
    );
    await openedBy(() => Promise.allSettled(asked));
    expect(counted.open).toBe(0);
  });

  it('the end of a table', async () => {
    expect(await openedBy(() => call('DeleteTable', { TableName: 'Things' }))).toBeGreaterThanOrEqual(5);
  });
});
