import { describe, expect, it } from 'vitest';
import { jsonOf, type Resource, resourcesOf, type TemplateJson, templatesOf } from '../../proving/templates.ts';
import {
  type Accepted,
  eventsOf,
  freeEvents,
  grantsOf,
  openPrincipals,
  type Statement,
  scans,
  scopeless,
  scopesOf,
  sourcelessRules,
  trustsOf,
  unnamedResources,
  wideActions,
} from './privilege.ts';

const templates = templatesOf({ stage: 'shop', opsEmail: 'ops@example.jp' });
const [data, tsunagi] = [jsonOf(templates.data), jsonOf(templates.tsunagi)];
const both = [data, tsunagi];

/** Where AWS leaves no choice. Everything else that is wide fails. */
const accepted: readonly Accepted[] = [
  {
    where: 'DataKey',
    action: 'kms:*',
    resource: '*',
    reason:
      "A key's own policy is about this key alone, and calls it *. Without its first statement the account could not manage the key: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
  },
];

const read = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const write = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];
const [readWrite, readWriteDelete] = [[...read, ...write].sort(), [...read, ...write, 'dynamodb:DeleteItem'].sort()];

const consume = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];

/** What each function needs, from its bindings in lib/tsunagi-stack.ts, written down a second time. */
const needs = {
  pollordersrole: {
    Orders: readWrite,
    'Orders/index/open': ['dynamodb:Query'],
    Revisions: readWrite,
    Stock: readWrite,
    Listings: read,
    stockworkqueue: ['sqs:SendMessage'],
    Shops: readWrite,
    'Shops/index/shard': ['dynamodb:Query'],
    Control: readWriteDelete,
    Bus: ['events:PutEvents'],
    DataKey: ['kms:Decrypt'],
    pollordersfailed: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
    pollorderslogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  },
  reconcilerole: {
    Orders: readWrite,
    'Orders/index/open': ['dynamodb:Query'],
    'Orders/index/due': ['dynamodb:Query'],
    Revisions: readWriteDelete,
    Pushes: read,
    'Pushes/index/open': ['dynamodb:Query'],
    'Pushes/index/failed': ['dynamodb:Query'],
    statusworkqueue: ['sqs:SendMessage'],
    Stock: readWrite,
    'Stock/index/dirty': ['dynamodb:Query'],
    Listings: read,
    'Listings/index/due': ['dynamodb:Query'],
    stockworkqueue: ['sqs:SendMessage'],
    Shops: readWrite,
    'Shops/index/shard': ['dynamodb:Query'],
    Control: readWriteDelete,
    Bus: ['events:PutEvents'],
    DataKey: ['kms:Decrypt'],
    reconcilefailed: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
    reconcilelogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  },
  pushstatusrole: {
    Pushes: readWrite,
    'Pushes/index/open': ['dynamodb:Query'],
    Orders: read,
    Shops: read,
    Control: readWriteDelete,
    Bus: ['events:PutEvents'],
    DataKey: ['kms:Decrypt'],
    statusworkqueue: [...consume, 'sqs:SendMessage'].sort(),
    statusintakequeue: consume,
    statusworkdead: ['sqs:SendMessage'],
    statusintakedead: ['sqs:SendMessage'],
    statusrejected: ['sqs:SendMessage'],
    pushstatuslogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  },
  syncstockrole: {
    Orders: readWrite,
    'Orders/index/open': ['dynamodb:Query'],
    Revisions: readWrite,
    Stock: readWrite,
    Listings: readWrite,
    'Listings/index/due': ['dynamodb:Query'],
    'Listings/index/sku': ['dynamodb:Query'],
    Shops: readWrite,
    Control: readWriteDelete,
    Bus: ['events:PutEvents'],
    DataKey: ['kms:Decrypt'],
    stockworkqueue: [...consume, 'sqs:SendMessage'].sort(),
    stockintakequeue: consume,
    stockworkdead: ['sqs:SendMessage'],
    stockintakedead: ['sqs:SendMessage'],
    stockrejected: ['sqs:SendMessage'],
    syncstocklogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  },
  healthproberole: {
    Shops: read,
    'Shops/index/shard': ['dynamodb:Query'],
    Pushes: read,
    'Pushes/index/open': ['dynamodb:Query'],
    Listings: read,
    'Listings/index/due': ['dynamodb:Query'],
    Control: readWrite,
    Bus: ['events:PutEvents'],
    DataKey: ['kms:Decrypt'],
    healthprobefailed: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
    healthprobelogs: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  },
  schedulesrole: {
    pollorderslive: ['lambda:InvokeFunction'],
    reconcilelive: ['lambda:InvokeFunction'],
    healthprobelive: ['lambda:InvokeFunction'],
  },
};

const orders = ['OrderBuyerRemoved', 'OrderCancelled', 'OrderChanged', 'OrderImported'];

/** The news that each function tells, by what the code puts on the bus. */
const news: Readonly<Record<keyof typeof needs, readonly string[]>> = {
  pollordersrole: orders,
  reconcilerole: orders,
  pushstatusrole: ['StatusPushConfirmed', 'StatusPushFailed', 'StatusPushRejected', 'StatusPushWithdrawn'],
  syncstockrole: [...orders, 'StockMovementRejected'],
  healthproberole: ['IncidentClosed', 'IncidentOpened', 'IncidentUpdated'],
  schedulesrole: [],
};

const calls = ['data-keys', 'lease#*', 'pauses'];
const imports = { reads: [...calls, 'merchants'].sort(), writes: ['evidence#*', 'intents#*', 'lease#*', 'pauses'] };

/** What each function reads, writes and deletes of the table Control, written down a second time. */
const control = {
  pollordersrole: [imports.reads, [...imports.writes, 'waits'], ['intents#*', 'lease#*', 'pauses']],
  reconcilerole: [
    [
      ...imports.reads,
      'audit#*',
      'digests',
      'drift#*',
      'incidents#*',
      'intents#*',
      'merchant#*',
      'removed-shops',
      'spans',
      'warned#*',
    ],
    [...imports.writes, 'audit#*', 'digests', 'morning#*', 'spans', 'warned#*'],
    ['intents#*', 'lease#*', 'pauses', 'spans'],
  ],
  pushstatusrole: [
    [...imports.reads, 'digests', 'incidents#*'],
    ['digests', 'evidence#*', 'lease#*', 'pauses'],
    ['lease#*', 'pauses'],
  ],
  syncstockrole: [
    [...imports.reads, 'drift#*', 'evidence#*'],
    [...imports.writes, 'drift#*', 'waits'],
    ['intents#*', 'lease#*', 'pauses'],
  ],
  healthproberole: [
    [...calls, 'audit#*', 'evidence#*', 'incidents#*'],
    ['incident#*', 'incidents#*', 'lease#*', 'pauses'],
    [],
  ],
} as const;

describe('permissions', () => {
  it('permissions name every action and every resource, but for what AWS leaves no choice of', () => {
    for (const template of both) {
      expect(wideActions(template, accepted)).toEqual([]);
      expect(unnamedResources(template, accepted)).toEqual([]);
      expect(openPrincipals(template)).toEqual([]);
    }
  });

  it('each wide permission that is accepted is still there', () => {
    expect(both.flatMap((template) => wideActions(template))).toHaveLength(accepted.length);
    expect(both.flatMap((template) => unnamedResources(template))).toHaveLength(accepted.length);
  });

  it('no permission allows a read of a whole table', () => {
    expect(both.flatMap(scans)).toEqual([]);
  });

  it.each(Object.entries(needs))(
    'the permissions of %s are what the function is bound to, and no more',
    (role, grants) => {
      expect(grantsOf(tsunagi, role)).toEqual(grants);
    },
  );

  it.each(Object.entries(news))('%s may put its own news on the bus, and no request', (role, kinds) => {
    expect(eventsOf(tsunagi, role)).toEqual({ sources: kinds.length === 0 ? [] : ['tsunagi'], kinds });
  });

  it.each(Object.entries(control))(
    'the permissions of %s in the table Control end at its scopes',
    (role, [reads, writes, deletes]) => {
      const scopes = scopesOf(tsunagi, role, 'Control');
      for (const action of read) expect(scopes[action]).toEqual([...reads].sort());
      for (const action of write) expect(scopes[action]).toEqual([...writes].sort());
      expect(scopes['dynamodb:DeleteItem'] ?? []).toEqual([...deletes].sort());
    },
  );

  it('no permission reaches the whole table Control: data keys and merchants lie there, and no function writes either', () => {
    expect(scopeless(tsunagi, 'Control')).toEqual([]);
    for (const role of Object.keys(needs)) {
      const { 'dynamodb:PutItem': puts = [], 'dynamodb:DeleteItem': deletes = [] } = scopesOf(tsunagi, role, 'Control');
      expect([...puts, ...deletes].filter((scope) => /^(data-keys|merchant)/.test(scope))).toEqual([]);
    }
  });

  it('permissions allow no event without its source and kind, and no rule takes our own for requests', () => {
    for (const template of both) {
      expect(freeEvents(template)).toEqual([]);
      expect(sourcelessRules(template)).toEqual([]);
    }
    const patterns = resourcesOf(templates.tsunagi, 'AWS::Events::Rule').map(([, one]) => one.Properties.EventPattern);
    const requests = patterns.filter((one) => !JSON.stringify(one).includes('"aws.'));
    expect(requests).toHaveLength(2);
    for (const one of requests) expect(one).toMatchObject({ source: [{ 'anything-but': ['tsunagi'] }] });
  });

  it('permissions are held by the known roles and by no other, each lent to one service', () => {
    const service = (name: string): Statement => ({
      Action: 'sts:AssumeRole',
      Effect: 'Allow',
      Principal: { Service: `${name}.amazonaws.com` },
    });
    const inGroup = {
      StringEquals: {
        'aws:SourceAccount': { Ref: 'AWS::AccountId' },
        'aws:SourceArn': expect.objectContaining({
          'Fn::Join': ['', expect.arrayContaining([':schedule-group/tsunagi-shop'])],
        }),
      },
    };
    expect(trustsOf(tsunagi)).toEqual({
      pollordersrole: [service('lambda')],
      reconcilerole: [service('lambda')],
      healthproberole: [service('lambda')],
      pushstatusrole: [service('lambda')],
      syncstockrole: [service('lambda')],
      schedulesrole: [{ ...service('scheduler'), Condition: inGroup }],
    });
    expect(trustsOf(data)).toEqual({ Backupsrole: [service('backup')] });
  });
});

describe('each check of permissions complains when its rule is broken:', () => {
  /** The template with a statement more, in the policy of poll-orders. */
  function planted(statement: Partial<Statement>): TemplateJson {
    const template = structuredClone(tsunagi);
    const [, policy] = Object.entries(template.Resources).find(([id]) => /^pollordersroleDefaultPolicy/.test(id)) as [
      string,
      Resource,
    ];
    const table = { 'Fn::ImportValue': 'TsunagiData-shop:ExportsOutputFnGetAttOrdersA9B65338Arn17F87B9C' };
    (policy.Properties.PolicyDocument as { Statement: Statement[] }).Statement.push({
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: table,
      ...statement,
    });
    return template;
  }

  it.each(['*', 'dynamodb:*', 'kms:Decrypt*'])('the check of permissions complains of the action %s', (Action) => {
    expect(wideActions(planted({ Action }), accepted)).toEqual([
      `pollordersroleDefaultPolicy allows ${Action}. Name each action that is needed.`,
    ]);
  });

  it.each(['NotAction', 'NotResource', 'NotPrincipal'])('the check of permissions complains of %s', (key) => {
    expect(wideActions(planted({ [key]: 'anything' }), accepted)).toEqual([expect.stringContaining(`has ${key}`)]);
  });

  it.each<[string, unknown]>([
    ['*', '*'],
    [
      'arn:AWS::Partition:dynamodb:AWS::Region:AWS::AccountId:table/*',
      {
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            ':dynamodb:',
            { Ref: 'AWS::Region' },
            ':',
            { Ref: 'AWS::AccountId' },
            ':table/*',
          ],
        ],
      },
    ],
  ])('the check of permissions complains of the resource %s', (text, Resource) => {
    expect(unnamedResources(planted({ Resource }), accepted)).toEqual([
      `pollordersroleDefaultPolicy allows dynamodb:GetItem on ${text}. Name the resource.`,
    ]);
  });

  it('the check of permissions complains of a statement without a resource', () => {
    const template = planted({ Resource: undefined });
    expect(unnamedResources(template, accepted)).toEqual([expect.stringContaining('names no resource')]);
  });

  it('the check of permissions complains of a managed policy of AWS', () => {
    const template = structuredClone(tsunagi);
    const [, role] = Object.entries(template.Resources).find(([id]) => /^pollordersrole[0-9A-F]{8}$/.test(id)) as [
      string,
      Resource,
    ];
    role.Properties.ManagedPolicyArns = ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess'];
    expect(unnamedResources(template, accepted)).toEqual([
      expect.stringContaining('pollordersrole has managed policies'),
    ]);
  });

  it('the check of permissions complains of the wide statement of the key in another place', () => {
    const elsewhere = accepted.map((one) => ({ ...one, where: 'OtherKey' }));
    expect(wideActions(data, elsewhere)).toEqual(['DataKey allows kms:*. Name each action that is needed.']);
    expect(unnamedResources(data, elsewhere)).toEqual(['DataKey allows kms:* on *. Name the resource.']);
  });

  it.each<unknown>(['*', { AWS: '*' }, { AWS: ['*'] }])('the principal %j', (Principal) => {
    expect(openPrincipals(planted({ Principal }))).toEqual([
      'pollordersroleDefaultPolicy lets everybody in. Name who.',
    ]);
  });

  it.each(['dynamodb:Scan', 'dynamodb:S*', 'dynamodb:PartiQLSelect', 'dynamodb:*', '*'])(
    'the check of permissions complains of a Scan by %s',
    (Action) => {
      expect(scans(planted({ Action }))).toEqual(
        expect.arrayContaining([expect.stringMatching(/allows dynamodb:(Scan|PartiQLSelect), by /)]),
      );
    },
  );

  it.each(['events:source', 'events:detail-type'])(
    'the check of permissions complains of an event whose %s may be any',
    (missing) => {
      const StringEqualsIfExists = {
        'events:source': 'tsunagi',
        'events:detail-type': ['OrderImported'],
        [missing]: undefined,
      };
      expect(freeEvents(planted({ Action: 'events:PutEvents', Condition: { StringEqualsIfExists } }))).toEqual([
        `pollordersroleDefaultPolicy allows events:PutEvents whatever ${missing} is. Name what it publishes.`,
      ]);
    },
  );

  it('the check of permissions complains of a write of any row of the table Control', () => {
    const Resource = { 'Fn::ImportValue': 'TsunagiData-shop:ExportsOutputFnGetAttControl00000000Arn00000000' };
    expect(scopeless(planted({ Action: 'dynamodb:PutItem', Resource }), 'Control')).toEqual([
      'pollordersroleDefaultPolicy allows dynamodb:PutItem on every row of Control. Name the scopes, as dynamodb:LeadingKeys.',
    ]);
  });

  it('the check of permissions complains of a rule without a source', () => {
    const template = structuredClone(tsunagi);
    template.Resources.statusrequests00000000 = {
      Type: 'AWS::Events::Rule',
      Properties: { EventPattern: { 'detail-type': ['StatusPushRequested'] } },
    };
    expect(sourcelessRules(template)).toEqual([expect.stringMatching(/^statusrequests takes events of any source/)]);
  });

  it('the check of permissions complains of an action that no binding asks for', () => {
    expect(grantsOf(planted({ Action: 'dynamodb:DeleteItem' }), 'pollordersrole')).not.toEqual(needs.pollordersrole);
  });

  it('the check of permissions complains of a statement inside a role itself', () => {
    const template = structuredClone(tsunagi);
    const [, role] = Object.entries(template.Resources).find(([id]) => /^reconcilerole[0-9A-F]{8}$/.test(id)) as [
      string,
      Resource,
    ];
    role.Properties.Policies = [
      { PolicyName: 'x', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'ses:SendEmail', Resource: '*' }] } },
    ];
    expect(unnamedResources(template, accepted)).toHaveLength(1);
    expect(grantsOf(template, 'reconcilerole')).toMatchObject({ '*': ['ses:SendEmail'] });
  });

  it('the check of permissions complains of a role that any principal may assume', () => {
    const template = structuredClone(tsunagi);
    template.Resources.strangerole00000000 = {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' } }] } },
    };
    expect(Object.keys(trustsOf(template))).toContain('strangerole');
    expect(openPrincipals(template)).toEqual(['strangerole lets everybody in. Name who.']);
  });
});
