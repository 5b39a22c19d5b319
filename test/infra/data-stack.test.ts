import { describe, expect, it } from 'vitest';
import { resourcesOf, templatesOf, theOne } from '../../proving/templates.ts';

const { data, tsunagi } = templatesOf();
const tables = resourcesOf(data, 'AWS::DynamoDB::GlobalTable');
const tableNames = ['Orders', 'Revisions', 'Stock', 'Shops', 'Control', 'Pushes', 'Listings'];

/** The one table whose logical id is its construct id and the CDK's hash. */
function table(name: string) {
  const found = tables.find(([id]) => new RegExp(`^${name}[0-9A-F]{8}$`).test(id));
  if (found === undefined) throw new Error(`The template has no table ${name}: its construct id was changed.`);
  return found[1];
}

/** The properties of the key in a deployment with these parameters. */
function key(context: Record<string, unknown>) {
  return theOne(Object.keys(context).length === 0 ? data : templatesOf(context).data, 'AWS::KMS::Key').properties;
}

describe('the stateful stack', () => {
  it('the stateful stack has the seven tables under their contracted construct ids, and no other', () => {
    expect(tables.map(([id]) => id.slice(0, -8)).sort()).toEqual([...tableNames].sort());
  });

  it.each(tableNames)('the stateful stack keeps %s when it is deleted or the table replaced', (name) => {
    expect(table(name)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it.each(tableNames)(
    'protects %s against deletion, restores it to any second, encrypts it with a key of the account',
    (name) => {
      expect(table(name).Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [
          { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
        ],
      });
    },
  );

  it('tables and indexes begin as DynamoDB lets them, or with the writes a second that the stage wants, and three reads for each', () => {
    type Warm = { readonly WarmThroughput?: object };
    type Warmable = Warm & { readonly GlobalSecondaryIndexes?: readonly Warm[] };
    const throughputs = (template: typeof data) =>
      resourcesOf(template, 'AWS::DynamoDB::GlobalTable').flatMap(([, { Properties }]) => {
        const { GlobalSecondaryIndexes = [], ...whole } = Properties as Warmable;
        return [whole, ...GlobalSecondaryIndexes].map(({ WarmThroughput }) => WarmThroughput);
      });
    const parts = throughputs(data).length;
    expect(parts).toBe(tableNames.length + 10);
    expect(throughputs(data)).toEqual(Array.from({ length: parts }));
    const warm = (warmWritesPerSecond: number) => throughputs(templatesOf({ warmWritesPerSecond }).data);
    expect(warm(12_000)).toEqual(
      Array.from({ length: parts }, () => ({ ReadUnitsPerSecond: 36_000, WriteUnitsPerSecond: 12_000 })),
    );
    expect(warm(20_000)).toContainEqual({ ReadUnitsPerSecond: 40_000, WriteUnitsPerSecond: 20_000 });
  });

  it.each([
    ['Orders', ['shop', 'orderNumber']],
    ['Revisions', ['order', 'entry']],
    ['Stock', ['sku', 'entry']],
    ['Shops', ['shop']],
    ['Control', ['scope', 'entry']],
    ['Pushes', ['shop', 'push']],
    ['Listings', ['shop', 'item']],
  ])('the table %s has the keys %j', (name, keys) => {
    const schema = table(name).Properties.KeySchema as { AttributeName: string }[];
    expect(schema.map((key) => key.AttributeName)).toEqual(keys);
  });

  it('tables have the indexes that the queries need, with nothing personal in them', () => {
    const indexesOf = (name: string) => table(name).Properties.GlobalSecondaryIndexes;
    expect(indexesOf('Orders')).toEqual([
      {
        IndexName: 'open',
        KeySchema: [
          { AttributeName: 'openShop', KeyType: 'HASH' },
          { AttributeName: 'openKey', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['version', 'orderedAt'] },
      },
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'dueBucket', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'byTime',
        KeySchema: [
          { AttributeName: 'shop', KeyType: 'HASH' },
          { AttributeName: 'orderedAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    expect(indexesOf('Stock')).toMatchObject([{ IndexName: 'dirty', Projection: { ProjectionType: 'KEYS_ONLY' } }]);
    expect(indexesOf('Shops')).toMatchObject([
      { IndexName: 'shard', Projection: { ProjectionType: 'ALL' } },
      { IndexName: 'merchant', Projection: { ProjectionType: 'KEYS_ONLY' } },
    ]);
    expect(indexesOf('Pushes')).toEqual([
      {
        IndexName: 'open',
        KeySchema: [
          { AttributeName: 'openBucket', KeyType: 'HASH' },
          { AttributeName: 'openKey', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'failed',
        KeySchema: [
          { AttributeName: 'failedBucket', KeyType: 'HASH' },
          { AttributeName: 'failedKey', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    expect(indexesOf('Listings')).toEqual([
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'dueBucket', KeyType: 'HASH' },
          { AttributeName: 'dueKey', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'sku',
        KeySchema: [{ AttributeName: 'sku', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    expect(indexesOf('Revisions')).toBeUndefined();
    expect(indexesOf('Control')).toBeUndefined();
  });

  it('only whole revisions, control entries and pushes expire: an order row is its dedup key and stays for ever', () => {
    const ttl = { AttributeName: 'expiresAt', Enabled: true };
    for (const name of ['Revisions', 'Control', 'Pushes'])
      expect(table(name).Properties.TimeToLiveSpecification).toEqual(ttl);
    for (const name of ['Orders', 'Stock', 'Shops', 'Listings']) {
      expect(table(name).Properties.TimeToLiveSpecification).toBeUndefined();
    }
  });

  it('the stateful stack keeps the key that seals the credentials, and rotates it', () => {
    const [[, key]] = resourcesOf(data, 'AWS::KMS::Key') as [[string, ReturnType<typeof table>]];
    expect(key).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true, PendingWindowInDays: 30 },
    });
  });

  it('the key is made for all Regions, since a key of one Region never becomes one of many', () => {
    expect(key({})).toMatchObject({ MultiRegion: true });
  });

  it('a key that is there stays as it was made: its template says nothing of Regions', () => {
    const { MultiRegion, ...others } = key({});
    expect(MultiRegion).toBe(true);
    expect(key({ multiRegionKey: 'false' })).toEqual(others);
    expect(key({ stage: 'dev', 'tsunagi:stages': { dev: { multiRegionKey: false } } })).toEqual(others);
  });

  it('a key of another deployment is used where one is named, and the own one and its export stay, so that it can be taken back', () => {
    const arn = 'arn:aws:kms:ap-northeast-3:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';
    const before = data.toJSON();
    const after = templatesOf({ existingKey: arn });
    expect(after.data.toJSON().Resources).toEqual(before.Resources);
    expect(after.data.toJSON().Outputs).toEqual({ ...before.Outputs, DataKeyArn: { Value: arn } });
    const used = JSON.stringify(after.tsunagi.toJSON());
    expect(used).toContain(`"DATA_KEY_ID":"${arn}"`);
    expect(used).toContain(
      `"Action":"kms:Decrypt","Condition":{"StringEquals":{"kms:EncryptionContext:app":"tsunagi"}},"Effect":"Allow","Resource":"${arn}"`,
    );
    expect(used).not.toMatch(/ExportsOutput\w*DataKey/);
  });

  it('the stateful stack alone holds data: the other one can be deleted and deployed again', () => {
    const kept = Object.values(tsunagi.toJSON().Resources as Record<string, { DeletionPolicy?: string }>).filter(
      (resource) => resource.DeletionPolicy === 'Retain',
    );
    expect(kept).toEqual([]);
  });

  it('the stateful stack outputs every table and the key', () => {
    expect(Object.keys(data.findOutputs('*'))).toEqual(
      expect.arrayContaining([...tableNames.map((name) => `${name}Table`), 'DataKeyArn', 'OrdersConsumerPolicyArn']),
    );
  });

  it('an existing table is used where one is named, and the own one and its exports stay, so that it can be taken back', () => {
    const before = data.toJSON();
    const after = templatesOf({ ordersTable: 'restored-orders' });
    expect(after.data.toJSON().Resources).toMatchObject({
      ...before.Resources,
      OrdersConsumersA571AB97: expect.anything(),
      BackupsroleDefaultPolicyB881B0AC: expect.anything(),
      Backupsweeklytables38D33AB2: expect.anything(),
    });
    expect(after.data.toJSON().Outputs).toEqual({ ...before.Outputs, OrdersTable: { Value: 'restored-orders' } });
    const used = JSON.stringify(after.tsunagi.toJSON());
    expect(used).toContain('"ORDERS_TABLE":"restored-orders"');
    expect(used).toContain(':table/restored-orders"');
    expect(used).toContain(':table/restored-orders/index/due"');
    expect(used).not.toMatch(/ExportsOutput\w*Orders/);
  });

  it('a consumer of orders may read their rows by key, and change nothing', () => {
    const [[, policy]] = resourcesOf(data, 'AWS::IAM::ManagedPolicy') as [[string, ReturnType<typeof table>]];
    expect(policy.Properties.ManagedPolicyName).toBe('tsunagi-dev-orders-consumer');
    expect(policy.Properties.PolicyDocument).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
          Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Orders[0-9A-F]{8}$/), 'Arn'] },
        },
      ],
    });
  });
});
