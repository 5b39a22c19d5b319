import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { Account } from './account.ts';
import type { TableProperties } from './holdings/tables.ts';
import { type Wanted, wantedBy } from './holdings/template.ts';
import { cloudWatch } from './signed-call.ts';

/** Something that AWS does and MiniStack 1.5.33 does not, and that a deployment would need. */
export interface Gap {
  readonly what: string;
  /** True as long as it is one: an emulator that has learnt it needs no filling. */
  isThere(account: Account): Promise<boolean>;
}

/** docs/how-to/testing-on-an-emulator.md tells these, and others that no test can see, with what follows from each. */
export const gaps: readonly Gap[] = [
  {
    what: 'only functions send metrics: queues, schedules, tables and buses do not, so their alarms never go off',
    isThere: async ({ endpoint }) => {
      const { Metrics } = await cloudWatch(endpoint, 'ListMetrics', {});
      const senders = new Set((Metrics as { Namespace: string }[]).map(({ Namespace }) => Namespace));
      return senders.size === 1 && senders.has('AWS/Lambda');
    },
  },
];

/**
 * A table of the CDK is an AWS::DynamoDB::GlobalTable. Of its properties MiniStack leaves out the expiry of rows, the deletion
 * protection and the recovery of any second. Without them the tables are not what the template asks for, and the doctor
 * would find that, rightly. So they are set here, to what the template in the account says.
 *
 * @returns the tables that lacked something
 */
export async function completeTables(account: Account, stackName: string): Promise<string[]> {
  const tables = (await wantedBy(account, stackName)).filter(({ type }) => type === 'AWS::DynamoDB::GlobalTable');
  const incomplete: string[] = [];
  for (const table of tables) if (await complete(account, table)) incomplete.push(table.where);
  return incomplete;
}

async function complete({ dynamodb }: Account, { physicalId: TableName, properties }: Wanted): Promise<boolean> {
  const { Replicas, TimeToLiveSpecification } = properties as unknown as TableProperties;
  const [replica] = Replicas;
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const { TimeToLiveDescription } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  const { ContinuousBackupsDescription } = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
  let lacked = false;
  const isProtected = replica?.DeletionProtectionEnabled === true;
  if (Table?.DeletionProtectionEnabled !== isProtected) {
    lacked = true;
    await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: isProtected }));
  }
  const recovery = replica?.PointInTimeRecoverySpecification;
  const status = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  if (recovery !== undefined && (status === 'ENABLED') !== recovery.PointInTimeRecoveryEnabled) {
    lacked = true;
    await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification: recovery }));
  }
  if (TimeToLiveSpecification !== undefined && TimeToLiveDescription?.TimeToLiveStatus !== 'ENABLED') {
    lacked = true;
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  }
  return lacked;
}
