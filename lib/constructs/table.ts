import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

/** What differs from table to table. */
export interface TableShape {
  readonly partitionKey: Attribute;
  readonly sortKey?: Attribute;
  readonly indexes?: readonly GlobalSecondaryIndexPropsV2[];
  /** The attribute that holds the second of expiry of a whole item. */
  readonly expiresAt?: string;
}

/**
 * A table that no mistake can destroy: it outlives its stack, cannot be deleted, and can be restored to every second of the last
 * 35 days. Its key (aws/dynamodb) belongs to the account and cannot be deleted either.
 */
export function keptTable(scope: Construct, id: string, shape: TableShape): TableV2 {
  return new TableV2(scope, id, {
    partitionKey: shape.partitionKey,
    ...(shape.sortKey === undefined ? {} : { sortKey: shape.sortKey }),
    globalSecondaryIndexes: [...(shape.indexes ?? [])],
    ...(shape.expiresAt === undefined ? {} : { timeToLiveAttribute: shape.expiresAt }),
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.awsManagedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
