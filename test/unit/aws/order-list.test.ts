import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, expect, it } from 'vitest';
import { dynamoOrderList } from '../../../aws/dynamodb/order-list.ts';

const dynamoDb = mockClient(DynamoDBClient);
afterAll(() => dynamoDb.restore());

it('a stage without the index by time says what to deploy, and blames no order for it', async () => {
  const missing = Object.assign(new Error('The table does not have the specified index: byTime'), {
    name: 'ValidationException',
    $metadata: { httpStatusCode: 400 },
  });
  dynamoDb.on(QueryCommand).rejects(missing);
  const clock = { now: () => 0, sleep: async () => undefined };
  const list = dynamoOrderList({ client: new DynamoDBClient({}), name: 'tsunagi-prod-Orders', clock });
  await expect(list.newest('rms#kado', { from: 0, to: 1 }, 1)).rejects.toMatchObject({
    code: 'store.failing',
    message: expect.stringMatching(/tsunagi-prod-Orders.* has no index byTime that can be read\. Deploy this version/),
  });
});
