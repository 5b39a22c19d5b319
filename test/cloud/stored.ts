import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';

/** The numbers of all stored orders; a row that is missing or quarantined is none. */
export async function storedNumbers(dynamodb: DynamoDBClient, table: string): Promise<ReadonlySet<string>> {
  const numbers = new Set<string>();
  const scan = { TableName: table, ProjectionExpression: 'orderNumber, kind', ConsistentRead: true };
  for await (const page of paginateScan({ client: dynamodb }, scan)) {
    for (const { orderNumber, kind } of page.Items ?? []) if (kind?.S === 'stored') numbers.add(String(orderNumber?.S));
  }
  return numbers;
}
