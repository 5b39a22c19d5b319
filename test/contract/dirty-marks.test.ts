import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryItems } from '../../aws/dynamodb/query.ts';
import { skuRowKey } from '../../aws/dynamodb/sku-partition.ts';
import { dynamoStockLedger } from '../../aws/dynamodb/stock-ledger.ts';
import { readItem, updateItem } from '../../aws/dynamodb/table.ts';
import { bucketOf } from '../../core/model/shards.ts';
import { type DynamoEmulator, startDynalite } from '../../proving/dynalite.ts';
import { type DynamoTables, freshTables } from './dynamo-subject.ts';
import { noon } from './fixtures.ts';

describe('a SKU’s dirty mark', () => {
  let emulator: DynamoEmulator;
  let tables: DynamoTables['tables'];
  beforeAll(async () => {
    emulator = await startDynalite();
    ({ tables } = await freshTables(emulator.endpoint));
  });
  afterAll(() => emulator.stop());

  const row = (sku: string) => readItem(tables.Stock, skuRowKey('hanamori', sku));

  it('the dirty mark of a SKU says since when, and counts every marking, however many come at once', async () => {
    const ledger = dynamoStockLedger(tables.Stock);
    await ledger.markDirty('hanamori', 'tea-01', noon);
    await Promise.all([5, 3, 9].map((later) => ledger.markDirty('hanamori', 'tea-01', noon + later)));
    expect(await row('tea-01')).toEqual({
      ...skuRowKey('hanamori', 'tea-01'),
      format: { N: '1' },
      dirtyBucket: { S: String(bucketOf('hanamori#tea-01')) },
      dirtySince: { N: String(noon) },
      dirtyMark: { N: '4' },
    });
  });

  it('the dirty mark of a SKU is found in the index of its bucket', async () => {
    await dynamoStockLedger(tables.Stock).markDirty('hanamori', 'tea-02', noon);
    const found = await queryItems(tables.Stock, {
      IndexName: 'dirty',
      KeyConditionExpression: 'dirtyBucket = :bucket',
      ExpressionAttributeValues: { ':bucket': { S: String(bucketOf('hanamori#tea-02')) } },
    });
    expect(found).toContainEqual(expect.objectContaining({ sku: { S: 'hanamori#tea-02' } }));
  });

  it('a cleared dirty mark counts on, so that an acknowledgement never takes a new mark for the one it saw', async () => {
    const ledger = dynamoStockLedger(tables.Stock);
    await ledger.markDirty('hanamori', 'tea-03', noon);
    await updateItem(tables.Stock, skuRowKey('hanamori', 'tea-03'), {
      UpdateExpression: 'REMOVE dirtyBucket, dirtySince',
    });
    await ledger.markDirty('hanamori', 'tea-03', noon + 7);
    expect(await row('tea-03')).toMatchObject({ dirtySince: { N: String(noon + 7) }, dirtyMark: { N: '2' } });
  });
});
