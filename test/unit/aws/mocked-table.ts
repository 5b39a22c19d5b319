import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import type { Table } from '../../../aws/dynamodb/table.ts';

/** A table whose client is mocked, and a clock that notes what it was asked to wait. */
export function mockedTable() {
  const waits: number[] = [];
  const dynamodb = mockClient(DynamoDBClient);
  const table: Table = {
    client: new DynamoDBClient({ region: 'ap-northeast-1' }),
    name: 'orders-table',
    clock: {
      now: () => 0,
      sleep: async (ms) => {
        waits.push(ms);
      },
    },
  };
  return { dynamodb, table, waits };
}

/** An exception as the SDK throws it. Its message quotes an item, as DynamoDB's sometimes do. */
export function serviceException(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(`${name}: the item {"buyer":"花森はな"} was refused`), {
    name,
    $metadata: { httpStatusCode, requestId: 'REQUEST-1' },
  });
}
