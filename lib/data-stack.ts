import { CfnOutput, Duration, type Environment, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  type ITableV2,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { CfnEIP } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { Backups } from './constructs/backups.ts';
import { tagsOf } from './tags.ts';

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
const number = (name: string): Attribute => ({ name, type: AttributeType.NUMBER });

/** The tables by the word that names them everywhere. */
export type TableName = 'Orders' | 'Revisions' | 'Stock' | 'Shops' | 'Control' | 'Pushes' | 'Listings';

/**
 * The tables that are backed up. What people entered is small and exists nowhere else: every night. Orders are large, and can be imported
 * again as far back as their malls allow: once a week. The history and the requested changes rely on point-in-time recovery: nothing else
 * depends on them.
 */
export const backedUp = {
  daily: ['Shops', 'Control', 'Listings'],
  weekly: ['Orders', 'Stock'],
} as const satisfies Readonly<Record<string, readonly TableName[]>>;

/**
 * Everything that must survive: the tables, the key that seals the shops' credentials, and what other stacks refer to.
 * The construct ids are a contract: renaming one replaces the resource, without its rows.
 */
export class DataStack extends Stack {
  /** The tables in use: the stack's own, or the existing ones that take their place. */
  readonly tables: Readonly<Record<TableName, ITableV2>>;
  /** Creates and opens the data keys that seal the shops' credentials. */
  readonly dataKey: IKey;
  /** The vault of the backups. */
  readonly vaultName: string;
  /** The fixed addresses of calls to malls, if any. They are registered with malls, so they stay. */
  readonly fixedAddresses: readonly CfnEIP[];

  /** `existing` names tables that are used instead of the stack's own, which are created nevertheless. */
  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly stage: string;
      readonly env?: Environment;
      readonly fixedAddresses?: number;
      /** See the parameter of this name; false without it. */
      readonly multiRegionKey?: boolean;
      /** See the parameter of this name. */
      readonly existingKey?: string | null;
      /** See the parameter of this name. */
      readonly backupCopyTo?: string | null;
      /** See the parameter of this name; as DynamoDB begins without it. */
      readonly warmWritesPerSecond?: number;
      readonly existing?: Readonly<Partial<Record<TableName, string | null>>>;
    },
  ) {
    super(scope, id, {
      ...(props.env === undefined ? {} : { env: props.env }),
      terminationProtection: true,
      tags: tagsOf(props.stage),
      description: 'Tsunagi: orders, stock ledger, shops and their keys, changes for the malls, what is listed where',
    });
    const { warmWritesPerSecond = coldWritesPerSecond } = props;
    const kept = (id: TableName, shape: TableShape) => keptTable(this, id, { ...shape, warmWritesPerSecond });
    const own = {
      Orders: kept('Orders', {
        partitionKey: text('shop'),
        sortKey: text('orderNumber'),
        // The first two are sparse: only open orders, and only orders with something due, carry their keys.
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
          // Keys alone, which never change: a new order takes a write unit here, and a change of one takes none.
          {
            indexName: 'byTime',
            partitionKey: text('shop'),
            sortKey: number('orderedAt'),
            projectionType: ProjectionType.KEYS_ONLY,
          },
        ],
      }),
      Revisions: kept('Revisions', {
        partitionKey: text('order'),
        sortKey: text('entry'),
        expiresAt: 'expiresAt',
      }),
      Stock: kept('Stock', {
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
      Shops: kept('Shops', {
        partitionKey: text('shop'),
        indexes: [
          {
            indexName: 'shard',
            partitionKey: text('shard'),
            sortKey: text('shop'),
            projectionType: ProjectionType.ALL,
          },
          // Keys alone, which never change: the import's writes of a shop take no write unit here.
          {
            indexName: 'merchant',
            partitionKey: text('merchant'),
            sortKey: text('shop'),
            projectionType: ProjectionType.KEYS_ONLY,
          },
        ],
      }),
      Control: kept('Control', {
        partitionKey: text('scope'),
        sortKey: text('entry'),
        expiresAt: 'expiresAt',
      }),
      Pushes: kept('Pushes', {
        partitionKey: text('shop'),
        sortKey: text('push'),
        expiresAt: 'expiresAt',
        indexes: [
          // Sparse: only orders of which something is due at some moment, or was freed from a pause, carry its keys.
          {
            indexName: 'open',
            partitionKey: text('openBucket'),
            sortKey: text('openKey'),
            projectionType: ProjectionType.KEYS_ONLY,
          },
          // Sparse, too: those of which something failed.
          {
            indexName: 'failed',
            partitionKey: text('failedBucket'),
            sortKey: text('failedKey'),
            projectionType: ProjectionType.KEYS_ONLY,
          },
        ],
      }),
      Listings: kept('Listings', {
        partitionKey: text('shop'),
        sortKey: text('item'),
        indexes: [
          // Sparse: only listings that are due carry its keys.
          {
            indexName: 'due',
            partitionKey: text('dueBucket'),
            sortKey: text('dueKey'),
            projectionType: ProjectionType.KEYS_ONLY,
          },
          // Keys alone: a listing is written at each push, and its entry here only when it sells another SKU.
          { indexName: 'sku', partitionKey: text('sku'), projectionType: ProjectionType.KEYS_ONLY },
        ],
      }),
    };
    const ownKey = new Key(this, 'DataKey', {
      description: `Tsunagi ${props.stage}: makes the data keys that seal the shops' credentials`,
      alias: `alias/tsunagi-${props.stage}-data`,
      enableKeyRotation: true,
      // Immutable. Left out if it is not wanted, so that the template of an older key stays as it was.
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-kms-key.html
      ...(props.multiRegionKey === true ? { multiRegion: true } : {}),
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // As with the tables: exported at all times, so that the key can be exchanged in one deployment.
    this.exportValue(ownKey.keyArn);
    const { existingKey = null } = props;
    this.dataKey = existingKey === null ? ownKey : Key.fromKeyArn(this, 'DataKeyInUse', existingKey);
    this.tables = this.#inUse(own, props.existing ?? {});
    const consumers = ordersConsumerPolicy(this, 'OrdersConsumers', { stage: props.stage, orders: this.tables.Orders });
    const arnsOf = (names: readonly TableName[]) => names.map((name) => this.tables[name].tableArn);
    const backups = new Backups(this, 'Backups', {
      stage: props.stage,
      tables: { daily: arnsOf(backedUp.daily), weekly: arnsOf(backedUp.weekly) },
      copyTo: props.backupCopyTo ?? null,
    });
    this.vaultName = backups.vaultName;
    for (const [name, table] of Object.entries(this.tables)) {
      new CfnOutput(this, `${name}Table`, { value: table.tableName });
    }
    this.fixedAddresses = Array.from({ length: props.fixedAddresses ?? 0 }, (_, index) =>
      this.#keptAddress(`FixedAddress${index + 1}`, props.stage),
    );
    new CfnOutput(this, 'BackupVaultName', { value: backups.vaultName });
    new CfnOutput(this, 'DataKeyArn', { value: this.dataKey.keyArn });
    new CfnOutput(this, 'OrdersConsumerPolicyArn', { value: consumers.managedPolicyArn });
  }

  #keptAddress(id: string, stage: string): CfnEIP {
    const address = new CfnEIP(this, id, { domain: 'vpc', tags: [{ key: 'Name', value: `tsunagi-${stage}` }] });
    address.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnOutput(this, `${id}Ip`, { value: address.attrPublicIp });
    return address;
  }

  #inUse(
    own: Readonly<Record<TableName, TableV2>>,
    existing: Readonly<Partial<Record<TableName, string | null>>>,
  ): Record<TableName, ITableV2> {
    const entries = Object.entries(own) as [TableName, TableV2][];
    // The other stack imports what this one exports, and CloudFormation removes no export that is still imported. So all of
    // them are exported at all times, and a table can be exchanged, and exchanged back, in one deployment.
    for (const [, table] of entries) {
      this.exportValue(table.tableName);
      this.exportValue(table.tableArn);
    }
    const inUse = entries.map(([name, table]) => {
      const given = existing[name] ?? null;
      return [name, given === null ? table : TableV2.fromTableName(this, `${name}InUse`, given)];
    });
    return Object.fromEntries(inUse) as Record<TableName, ITableV2>;
  }
}

/**
 * The permissions of a program that receives an order event from the bus and reads the order: attach this policy to its role. It
 * allows reading order rows and no changes. The rows hold personal data, which a program with this policy can read.
 *
 * No permission on a key is needed: the table is encrypted with the account's own aws/dynamodb key, which every principal may use
 * through DynamoDB that may read the table. For the same reason the reader must be in the same account:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 *
 * It lies in the stateful stack, because a policy that is attached to a role cannot be deleted. Its name and description are
 * fixed: a change of either would replace it, and a name in use cannot be given a second time.
 */
function ordersConsumerPolicy(
  scope: Construct,
  id: string,
  props: { readonly stage: string; readonly orders: ITableV2 },
): ManagedPolicy {
  return new ManagedPolicy(scope, id, {
    managedPolicyName: `tsunagi-${props.stage}-orders-consumer`,
    description: 'Reads the order rows of Tsunagi that its events name',
    statements: [
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
        resources: [props.orders.tableArn],
      }),
    ],
  });
}

/** What differs from table to table. */
interface TableShape {
  readonly partitionKey: Attribute;
  readonly sortKey?: Attribute;
  readonly indexes?: readonly GlobalSecondaryIndexPropsV2[];
  /** The attribute that holds the second of expiry of a whole item. */
  readonly expiresAt?: string;
  /** Writes a second that the table and each index takes at once; as DynamoDB begins without it. */
  readonly warmWritesPerSecond?: number;
}

/**
 * Writes a second that a new table takes; DynamoDB raises it with use, within half an hour to the double of the highest so far. Each index
 * has a throughput of its own, and one that is short of it refuses the writes of its table.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
export const coldWritesPerSecond = 4_000;

/** Reads a second of a table that takes so many writes: a partition takes three reads for each write. 40,000 is the quota of a table. */
const readsAWrite = 3;
const readsMax = 40_000;

/** Left out for the throughput that a table begins with anyway: a value that is set can never be lowered. */
function warmThroughput(writeUnitsPerSecond = coldWritesPerSecond) {
  if (writeUnitsPerSecond === coldWritesPerSecond) return {};
  const readUnitsPerSecond = Math.min(readsAWrite * writeUnitsPerSecond, readsMax);
  return { warmThroughput: { readUnitsPerSecond, writeUnitsPerSecond } };
}

/**
 * A table that no mistake can destroy: it outlives its stack, cannot be deleted, and can be restored to every second of the last
 * 35 days. Its key (aws/dynamodb) belongs to the account and cannot be deleted either.
 */
function keptTable(scope: Construct, id: string, shape: TableShape): TableV2 {
  const warm = warmThroughput(shape.warmWritesPerSecond);
  return new TableV2(scope, id, {
    partitionKey: shape.partitionKey,
    ...(shape.sortKey === undefined ? {} : { sortKey: shape.sortKey }),
    globalSecondaryIndexes: (shape.indexes ?? []).map((index) => ({ ...index, ...warm })),
    ...warm,
    ...(shape.expiresAt === undefined ? {} : { timeToLiveAttribute: shape.expiresAt }),
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.awsManagedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
