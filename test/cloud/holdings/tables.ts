import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type GlobalSecondaryIndexDescription,
} from '@aws-sdk/client-dynamodb';
import { type Looker, only, sorted } from './look.ts';

/** What a template says of a table. */
export interface TableProperties {
  readonly KeySchema: object[];
  readonly AttributeDefinitions: { AttributeName: string }[];
  readonly BillingMode: string;
  readonly GlobalSecondaryIndexes?: GlobalSecondaryIndexDescription[];
  readonly TimeToLiveSpecification?: { readonly AttributeName: string; readonly Enabled: boolean };
  readonly Replicas: readonly {
    readonly DeletionProtectionEnabled?: boolean;
    readonly PointInTimeRecoverySpecification?: { readonly PointInTimeRecoveryEnabled: boolean };
  }[];
}

/** Keys, indexes, billing, expiry, and what keeps the rows safe. */
export const table: Looker = async ({ dynamodb }, { physicalId: TableName, properties }) => {
  const wanted = properties as unknown as TableProperties;
  const [replica] = wanted.Replicas;
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const { TimeToLiveDescription: expiry } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  const { ContinuousBackupsDescription: backups } = await dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  const recovery = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  return {
    wanted: {
      keys: wanted.KeySchema,
      attributes: sorted(wanted.AttributeDefinitions, 'AttributeName'),
      billing: wanted.BillingMode,
      indexes: indexesOf(wanted.GlobalSecondaryIndexes),
      expiresAt: wanted.TimeToLiveSpecification?.AttributeName,
      isProtected: replica?.DeletionProtectionEnabled,
      recovery: replica?.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ? 'ENABLED' : 'DISABLED',
    },
    found: {
      keys: Table?.KeySchema,
      attributes: sorted(Table?.AttributeDefinitions, 'AttributeName'),
      billing: Table?.BillingModeSummary?.BillingMode,
      indexes: indexesOf(Table?.GlobalSecondaryIndexes),
      expiresAt: expiry?.TimeToLiveStatus === 'ENABLED' ? expiry.AttributeName : undefined,
      isProtected: Table?.DeletionProtectionEnabled,
      recovery,
    },
  };
};

const indexesOf = (indexes: GlobalSecondaryIndexDescription[] | undefined) =>
  sorted(indexes, 'IndexName').map((index) => only(index, 'IndexName', 'KeySchema', 'Projection'));
