import { expect, it } from 'vitest';
import { text, textOf } from '../../../aws/dynamodb/attributes.ts';
import { rowsIn } from '../../../aws/dynamodb/index-rows.ts';
import { fakeTable, refusing } from './fake-service.ts';

it('reads a row once that lies in an index at two places: DynamoDB refused the whole batch, and its shop stood still', async () => {
  const { dynamodb, table } = fakeTable();
  const at = (item: string, dueKey: string) => ({ shop: text('rms#a'), item: text(item), dueKey: text(dueKey) });
  dynamodb.on('Query', () => ({ Items: [at('cup', 'rms#a#1'), at('pot', 'rms#a#2'), at('cup', 'rms#a#3')] }));
  dynamodb.on('BatchGetItem', ({ RequestItems }) => {
    const keys = RequestItems?.['orders-table']?.Keys ?? [];
    if (new Set(keys.map((key) => JSON.stringify(key))).size < keys.length)
      return refusing('ValidationException', 400)();
    return { Responses: { 'orders-table': keys } };
  });
  const stretch = {
    index: 'due',
    partition: 'dueBucket',
    sort: 'dueKey',
    value: 'listing#1',
    from: 'rms#a#0',
    to: 'rms#a#9',
  };
  const reading = {
    id: 'item',
    rowOf: (item: Parameters<typeof textOf>[0]) => textOf(item, 'item'),
    isWanted: () => true,
  };
  expect(await rowsIn(table, stretch, 10, reading)).toEqual(['cup', 'pot']);
});
