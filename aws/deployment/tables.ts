import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { answerOrNull, answerTo } from './answer.ts';

/** A table as it stands. */
export interface TableFacts {
  readonly name: string;
  /** `ACTIVE`. */
  readonly status: string;
  readonly isProtected: boolean;
  readonly indexes: readonly { readonly name: string; readonly status: string }[];
  /** As of some hours ago: DynamoDB counts rarely. */
  readonly items: number;
  readonly bytes: number;
}

/** What guards a table's rows and lets them go. A local table has neither. */
export interface TableCareFacts {
  /** Every second of the last weeks can be restored. */
  readonly isRecoverable: boolean;
  /** The attribute by which items expire; null when none do. */
  readonly expiresBy: string | null;
}

/** A table by its name; null when there is none. */
export async function readTable(client: DynamoDBClient, name: string): Promise<TableFacts | null> {
  const found = await answerOrNull('dynamodb:DescribeTable', ['ResourceNotFoundException'], () =>
    client.send(new DescribeTableCommand({ TableName: name })),
  );
  const table = found?.Table;
  if (table === undefined) return null;
  return {
    name,
    status: table.TableStatus ?? '',
    isProtected: table.DeletionProtectionEnabled ?? false,
    indexes: (table.GlobalSecondaryIndexes ?? []).map(({ IndexName = '', IndexStatus = 'ACTIVE' }) => ({
      name: IndexName,
      status: IndexStatus,
    })),
    items: table.ItemCount ?? 0,
    bytes: table.TableSizeBytes ?? 0,
  };
}

/** How a table that is there is cared for. */
export async function readTableCare(client: DynamoDBClient, name: string): Promise<TableCareFacts> {
  const backups = await answerTo('dynamodb:DescribeContinuousBackups', () =>
    client.send(new DescribeContinuousBackupsCommand({ TableName: name })),
  );
  const expiry = await answerTo('dynamodb:DescribeTimeToLive', () =>
    client.send(new DescribeTimeToLiveCommand({ TableName: name })),
  );
  const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  const { TimeToLiveStatus = '', AttributeName = null } = expiry.TimeToLiveDescription ?? {};
  return {
    isRecoverable: recovery === 'ENABLED',
    expiresBy: TimeToLiveStatus === 'ENABLED' || TimeToLiveStatus === 'ENABLING' ? AttributeName : null,
  };
}

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
