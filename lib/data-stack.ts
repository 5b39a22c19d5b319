import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type Attribute, AttributeType, ProjectionType, type TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { keptTable } from './constructs/table.ts';

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
const number = (name: string): Attribute => ({ name, type: AttributeType.NUMBER });

/** The tables by the word that names them everywhere. */
export type TableName = 'Orders' | 'Revisions' | 'Stock' | 'Shops' | 'Control';

/**
 * Everything that must survive: the tables, and the key that seals the shops' credentials.
 * The construct ids are a contract: renaming one replaces the resource, and its rows stay behind.
 */
export class DataStack extends Stack {
  readonly tables: Readonly<Record<TableName, TableV2>>;
  /** Data keys are made from it and opened with it; it seals the shops' credentials. */
  readonly dataKey: Key;

  constructor(scope: Construct, id: string, props: { readonly stage: string }) {
    super(scope, id, {
      terminationProtection: true,
      description: 'Tsunagi: orders, stock ledger, shops and their keys',
    });
    this.tables = {
      Orders: keptTable(this, 'Orders', {
        partitionKey: text('shop'),
        sortKey: text('orderNumber'),
        // Both indexes are sparse: only open orders, and only orders with something due, carry their keys.
        indexes: [
          {
            indexName: 'open',
            partitionKey: text('openShop'),
            sortKey: text('openKey'),
            projectionType: ProjectionType.INCLUDE,
            nonKeyAttributes: ['version', 'orderedAt'],
          },
          {
            indexName: 'due',
            partitionKey: text('dueBucket'),
            sortKey: number('dueAt'),
            projectionType: ProjectionType.KEYS_ONLY,
          },
        ],
      }),
      Revisions: keptTable(this, 'Revisions', {
        partitionKey: text('order'),
        sortKey: text('entry'),
        expiresAt: 'expiresAt',
      }),
      Stock: keptTable(this, 'Stock', {
        partitionKey: text('sku'),
        sortKey: text('entry'),
        indexes: [
          {
            indexName: 'dirty',
            partitionKey: text('dirtyBucket'),
            sortKey: number('dirtySince'),
            projectionType: ProjectionType.KEYS_ONLY,
          },
        ],
      }),
      Shops: keptTable(this, 'Shops', {
        partitionKey: text('shop'),
        indexes: [
          {
            indexName: 'shard',
            partitionKey: text('shard'),
            sortKey: text('shop'),
            projectionType: ProjectionType.ALL,
          },
        ],
      }),
      Control: keptTable(this, 'Control', {
        partitionKey: text('scope'),
        sortKey: text('entry'),
        expiresAt: 'expiresAt',
      }),
    };
    this.dataKey = new Key(this, 'DataKey', {
      description: `Tsunagi ${props.stage}: makes the data keys that seal the shops' credentials`,
      alias: `alias/tsunagi-${props.stage}-data`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const [name, table] of Object.entries(this.tables)) {
      new CfnOutput(this, `${name}Table`, { value: table.tableName });
    }
    new CfnOutput(this, 'DataKeyArn', { value: this.dataKey.keyArn });
  }
}
