import { DeleteTableCommand, type DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { answerOrNull, answerTo } from './answer.ts';

/** Begins to delete a table and all its rows. A repeat for one that is being deleted changes nothing. */
export async function deleteTable(
  client: DynamoDBClient,
  table: { readonly name: string; readonly isProtected: boolean },
): Promise<void> {
  const { name } = table;
  if (table.isProtected) {
    await answerTo('dynamodb:UpdateTable', () =>
      client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: false })),
    );
  }
  // In use: it is being deleted already.
  await answerOrNull('dynamodb:DeleteTable', ['ResourceNotFoundException', 'ResourceInUseException'], () =>
    client.send(new DeleteTableCommand({ TableName: name })),
  );
}
