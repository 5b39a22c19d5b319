import { describe, expect, it } from 'vitest';
import { text } from '../../../aws/dynamodb/attributes.ts';
import { queryItems, scanItems } from '../../../aws/dynamodb/query.ts';
import { fakeTable } from './fake-service.ts';

const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id: text(id) }));
const items = [a, b, c].filter((item) => item !== undefined);

describe('a query', () => {
  it('reads on until there is no further page, past an empty one', async () => {
    const { dynamodb, table } = fakeTable();
    dynamodb.inTurn(
      'Query',
      { Items: items.slice(0, 2), LastEvaluatedKey: { id: text('b') } },
      { Items: [], LastEvaluatedKey: { id: text('bb') } },
      { Items: items.slice(2) },
    );
    expect(await queryItems(table, { KeyConditionExpression: 'x' })).toEqual(items);
    const starts = dynamodb.inputs('Query').map((input) => input.ExclusiveStartKey);
    expect(starts).toEqual([undefined, { id: text('b') }, { id: text('bb') }]);
  });

  it('ends at its limit, and asks for no more than is missing', async () => {
    const { dynamodb, table } = fakeTable();
    dynamodb.inTurn(
      'Query',
      { Items: items.slice(0, 1), LastEvaluatedKey: { id: text('a') } },
      { Items: items.slice(1), LastEvaluatedKey: { id: text('c') } },
    );
    expect(await queryItems(table, { KeyConditionExpression: 'x' }, 3)).toEqual(items);
    expect(dynamodb.inputs('Query').map((input) => input.Limit)).toEqual([3, 2]);
  });

  it('of a whole table reads on as well', async () => {
    const { dynamodb, table } = fakeTable();
    dynamodb.inTurn(
      'Scan',
      { Items: items.slice(0, 2), LastEvaluatedKey: { id: text('b') } },
      { Items: items.slice(2) },
    );
    expect(await scanItems(table)).toEqual(items);
  });
});
