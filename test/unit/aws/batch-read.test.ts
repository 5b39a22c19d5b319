import type { BatchGetItemCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { text } from '../../../aws/dynamodb/attributes.ts';
import { readItems } from '../../../aws/dynamodb/batch-read.ts';
import type { Item } from '../../../aws/dynamodb/table.ts';
import { fakeTable, refusing } from './fake-service.ts';

const keysOf = (count: number): Item[] => Array.from({ length: count }, (_, index) => ({ id: text(`${index}`) }));
type Asked = BatchGetItemCommandInput;
const askedOf = (input: Asked): Item[] => [...(input.RequestItems?.['orders-table']?.Keys ?? [])];

/** Answers the first `processed` keys of a call and leaves the others. */
function answerOnly(processed: number) {
  return (input: Asked) => {
    const asked = askedOf(input);
    const left = asked.slice(processed);
    return {
      Responses: { 'orders-table': asked.slice(0, processed) },
      UnprocessedKeys: left.length === 0 ? {} : { 'orders-table': { Keys: left } },
    };
  };
}

describe('reading many items', () => {
  it('asks for 100 at a time, and for no key twice', async () => {
    const { dynamodb, table, waits } = fakeTable();
    dynamodb.on('BatchGetItem', answerOnly(100));
    expect(await readItems(table, keysOf(230), { consistent: true })).toEqual(keysOf(230));
    const sizes = dynamodb.inputs('BatchGetItem').map((input) => askedOf(input).length);
    expect(sizes).toEqual([100, 100, 30]);
    expect(waits).toEqual([]);
  });

  it('asks again for what was left unprocessed, after a wait, until nothing is', async () => {
    const { dynamodb, table, waits } = fakeTable();
    dynamodb.on('BatchGetItem', answerOnly(40));
    expect(await readItems(table, keysOf(100), { consistent: true })).toEqual(keysOf(100));
    const sizes = dynamodb.inputs('BatchGetItem').map((input) => askedOf(input).length);
    expect(sizes).toEqual([100, 60, 20]);
    expect(waits).toEqual([50, 50]);
  });

  it('waits longer while nothing comes, and then says that the store is throttling', async () => {
    const { dynamodb, table, waits } = fakeTable();
    dynamodb.on('BatchGetItem', answerOnly(0));
    await expect(readItems(table, keysOf(3), { consistent: true })).rejects.toMatchObject({
      code: 'store.failing',
      retry: 'later',
      message: expect.stringContaining('3 keys'),
    });
    expect(waits).toEqual([100, 200, 400, 800, 1600]);
  });

  it('passes on that the store is throttling a whole call', async () => {
    const { dynamodb, table } = fakeTable();
    dynamodb.on('BatchGetItem', refusing('ProvisionedThroughputExceededException', 400));
    const reading = readItems(table, keysOf(1), { consistent: false });
    await expect(reading).rejects.toMatchObject({ code: 'store.failing', retry: 'later' });
  });

  it('asks for nothing when there are no keys', async () => {
    const { dynamodb, table } = fakeTable();
    expect(await readItems(table, [], { consistent: true })).toEqual([]);
    expect(dynamodb.calls).toHaveLength(0);
  });
});
