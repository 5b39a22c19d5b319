import { describe, expect, it } from 'vitest';
import { liveAliasOf, type Resource, resourcesOf, templatesOf, textOf } from '../../proving/templates.ts';

const { tsunagi } = templatesOf({ shards: '3', stage: 'shop' });
const functions = resourcesOf(tsunagi, 'AWS::Lambda::Function');
const scheduled = ['poll-orders', 'reconcile', 'health-probe'];
const names = [...scheduled, 'push-status', 'sync-stock'];
interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function functionNamed(name: string): [string, Resource] {
  const found = functions.find(([, resource]) => resource.Properties.FunctionName === `tsunagi-shop-${name}`);
  if (found === undefined) throw new Error(`The template has no function ${name}.`);
  return found;
}

function queueNamed(name: string): [string, Resource] {
  const queues = resourcesOf(tsunagi, 'AWS::SQS::Queue');
  const found = queues.find(([, queue]) => queue.Properties.QueueName === `tsunagi-shop-${name}`);
  if (found === undefined) throw new Error(`The template has no queue ${name}.`);
  return found;
}

/** The CDK sorts the resources of a statement. */
function byId(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

function allowed(): Statement[] {
  return resourcesOf(tsunagi, 'AWS::IAM::Policy').flatMap(
    ([, policy]) => (policy.Properties.PolicyDocument as { Statement: Statement[] }).Statement,
  );
}

describe('the stateless stack', () => {
  it.each(names)('the stack runs %s on arm64 and Node 24', (name) => {
    const { Properties } = functionNamed(name)[1];
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
    const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
    if (['poll-orders', 'reconcile'].includes(name)) expect(Variables.SHARDS).toBe('3');
  });

  it('Lambda ends no chain of messages that a function sends to its own queue', () => {
    // Lambda counts 16 passes through a function and a queue, by a header that the SDK sends, and drops the message.
    const loops = Object.fromEntries(
      functions.map(([, { Properties }]) => [Properties.FunctionName, Properties.RecursiveLoop]),
    );
    expect(loops).toEqual({
      ...Object.fromEntries(scheduled.map((name) => [`tsunagi-shop-${name}`, undefined])),
      'tsunagi-shop-push-status': 'Allow',
      'tsunagi-shop-sync-stock': 'Allow',
    });
  });

  it('the stack keeps traces in X-Ray where that is wanted', () => {
    const modes = (template: typeof tsunagi) =>
      resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.TracingConfig);
    expect(new Set(modes(tsunagi))).toEqual(new Set([undefined]));
    const others = { sender: 'info@example.jp', mailFromName: '角田システム', webhookParameter: '/tsunagi/w' };
    const traced = modes(templatesOf({ tracing: 'on', ...others }).tsunagi);
    expect(traced).toEqual([...names, 'notify-merchants', 'relay-alarms'].map(() => ({ Mode: 'Active' })));
  });

  it.each(scheduled)('a run of %s is never retried, and one older than a minute ends in its failure queue', (name) => {
    const [id] = functionNamed(name);
    const [config, ...others] = resourcesOf(tsunagi, 'AWS::Lambda::EventInvokeConfig').filter(
      ([, resource]) => (resource.Properties.FunctionName as { Ref: string }).Ref === id,
    );
    expect(others).toEqual([]);
    const failed = resourcesOf(tsunagi, 'AWS::SQS::Queue').find(
      ([, queue]) => queue.Properties.QueueName === `tsunagi-shop-${name}-failed`,
    );
    expect(config?.[1].Properties).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
      // The alias's name, cut out of its ARN: rules for $LATEST do not hold for runs of an alias.
      Qualifier: { 'Fn::Select': [7, { 'Fn::Split': [':', { Ref: liveAliasOf(tsunagi, `tsunagi-shop-${name}`) }] }] },
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [failed?.[0], 'Arn'] } } },
    });
  });

  it('queues keep what failed for 14 days and work for 4, encrypted, and refuse unencrypted transport', () => {
    const queues = resourcesOf(tsunagi, 'AWS::SQS::Queue');
    expect(queues.map(([, { Properties }]) => Properties.QueueName).sort()).toEqual(
      [
        ...scheduled.map((name) => `tsunagi-shop-${name}-failed`),
        ...['status', 'stock'].flatMap((work) =>
          ['', '-dead', '-intake', '-intake-dead', '-rejected'].map((kind) => `tsunagi-shop-${work}${kind}`),
        ),
      ].sort(),
    );
    const policies = resourcesOf(tsunagi, 'AWS::SQS::QueuePolicy');
    for (const [id, queue] of queues) {
      const days = queue.Properties.RedrivePolicy === undefined ? 14 : 4;
      expect(queue.Properties).toMatchObject({ MessageRetentionPeriod: days * 24 * 3600, SqsManagedSseEnabled: true });
      const policy = policies.find(([, { Properties }]) => JSON.stringify(Properties.Queues).includes(id));
      expect(policy?.[1].Properties.PolicyDocument).toMatchObject({
        Statement: expect.arrayContaining([
          expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      });
    }
  });

  it.each([
    ['push-status', 'status'],
    ['sync-stock', 'stock'],
  ])('%s is fed from both queues, reports what failed, has a limit, and gives up after five times', (fn, work) => {
    const [, { Properties }] = functionNamed(fn);
    const mappings = resourcesOf(tsunagi, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping.Properties);
    expect(mappings).toHaveLength(4);
    for (const name of [work, `${work}-intake`]) {
      const [id, queue] = queueNamed(name);
      expect(mappings).toContainEqual(
        expect.objectContaining({
          EventSourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
          FunctionName: { Ref: liveAliasOf(tsunagi, `tsunagi-shop-${fn}`) },
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: expect.any(Number) },
        }),
      );
      const gathered = mappings.find(({ EventSourceArn }) => JSON.stringify(EventSourceArn).includes(`"${id}"`));
      const gatherSeconds = Number(gathered?.MaximumBatchingWindowInSeconds ?? 0);
      expect(gatherSeconds).toBe(name === work ? 1 : 0);
      // AWS advises six times: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      expect(Number(queue.Properties.VisibilityTimeout)).toBeGreaterThanOrEqual(
        6 * Number(Properties.Timeout) + gatherSeconds,
      );
      expect(queue.Properties.RedrivePolicy).toEqual({
        deadLetterTargetArn: { 'Fn::GetAtt': [queueNamed(`${name}-dead`)[0], 'Arn'] },
        maxReceiveCount: 5,
      });
    }
  });

  it('each queue feeds as many runs as the shards of the stage need, and never more than Lambda allows', () => {
    const runsOf = (shards: number) =>
      resourcesOf(templatesOf({ stage: 'shop', shards }).tsunagi, 'AWS::Lambda::EventSourceMapping').map(
        ([, { Properties }]) => (Properties.ScalingConfig as { MaximumConcurrency: number }).MaximumConcurrency,
      );
    expect(runsOf(1)).toEqual([10, 2, 10, 2]);
    expect(runsOf(20)).toEqual([200, 40, 200, 40]);
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
    for (const runs of runsOf(64)) expect(runs).toBeLessThanOrEqual(1_000);
  });

  it.each([
    ['status', ['StatusPushRequested']],
    ['stock', ['StockCounted', 'StockReceived', 'StockAdjusted']],
  ])('every event of %s goes into its intake queue, or with its dead letters', (work, types) => {
    const rules = resourcesOf(tsunagi, 'AWS::Events::Rule')
      .map(([, { Properties }]) => Properties)
      .filter(({ EventBusName }) => EventBusName !== undefined);
    expect(rules).toHaveLength(2);
    const [rule, ...more] = rules.filter(({ Name }) => String(Name).includes(`-${work}-`));
    expect(more).toEqual([]);
    if (rule === undefined) throw new Error(`There is no rule of ${work}.`);
    expect(rule).toMatchObject({ State: 'ENABLED', EventPattern: { 'detail-type': types } });
    const [target, ...others] = rule.Targets as { Arn: unknown; DeadLetterConfig: { Arn: unknown } }[];
    expect(others).toEqual([]);
    const arns = [target?.Arn, target?.DeadLetterConfig.Arn].map(textOf);
    expect(arns).toEqual([`${work}intakequeue`, `${work}intakedead`]);
  });

  it('schedules start every shard of the import once a period, and the probes once for all, without retries and never later than a minute', () => {
    const schedules = resourcesOf(tsunagi, 'AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);
    const seen = schedules.map((schedule) => {
      const target = schedule.Target as {
        Arn: { Ref: string };
        Input: string;
        RetryPolicy: unknown;
      };
      expect(target.RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
      expect(schedule).toMatchObject({ State: 'ENABLED', FlexibleTimeWindow: { Mode: 'OFF' } });
      return [target.Arn.Ref, schedule.ScheduleExpression, JSON.parse(target.Input)];
    });
    const [poll, sweep, probe] = scheduled.map((name) => liveAliasOf(tsunagi, `tsunagi-shop-${name}`));
    const shards = [0, 1, 2].map((shard) => ({ shard, shards: 3 }));
    expect(seen).toEqual([
      ...shards.map((input) => [poll, 'rate(1 minute)', input]),
      ...shards.map((input) => [sweep, 'rate(5 minutes)', input]),
      [probe, 'rate(1 minute)', { shard: 0, shards: 1 }],
    ]);
  });

  it('schedules may start these functions and do nothing else', () => {
    const [[, policy]] = resourcesOf(tsunagi, 'AWS::IAM::Policy').filter(([id]) => id.startsWith('schedules')) as [
      [string, Resource],
    ];
    expect((policy.Properties.PolicyDocument as { Statement: Statement[] }).Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: scheduled.map((name) => ({ Ref: liveAliasOf(tsunagi, `tsunagi-shop-${name}`) })).sort(byId),
      },
    ]);
  });

  it('the stack allows no Scan, no action with a wildcard and nothing on every resource', () => {
    const statements = allowed();
    expect(statements.length).toBeGreaterThan(0);
    for (const statement of statements) {
      for (const action of [statement.Action].flat()) {
        expect(action).not.toContain('*');
        expect(action).not.toBe('dynamodb:Scan');
      }
      for (const resource of [statement.Resource].flat()) expect(JSON.stringify(resource)).not.toContain('*');
    }
  });

  it('functions may delete leases, pauses and intents, and revisions by the sweep; never an order, a claim or a shop', () => {
    const deletable = allowed()
      .filter((statement) => [statement.Action].flat().includes('dynamodb:DeleteItem'))
      .flatMap((statement) => [statement.Resource].flat().map((resource) => JSON.stringify(resource)));
    const tables = deletable.map((resource) => /GetAtt([A-Za-z]+)[0-9A-F]{8}Arn/.exec(resource)?.[1]);
    expect(tables.sort()).toEqual(['Control', 'Control', 'Control', 'Control', 'Revisions']);
  });

  it('each function has a log group of its own that forgets, and no managed policy', () => {
    const groups = resourcesOf(tsunagi, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);
    expect(groups).toEqual(
      names.map((name) => ({ LogGroupName: `/aws/lambda/tsunagi-shop-${name}`, RetentionInDays: 30 })),
    );
    for (const [, role] of resourcesOf(tsunagi, 'AWS::IAM::Role')) {
      expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  it('the bus is named after the stage', () => {
    tsunagi.hasResourceProperties('AWS::Events::EventBus', { Name: 'tsunagi-shop' });
  });
});
