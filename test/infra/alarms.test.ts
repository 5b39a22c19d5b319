import { describe, expect, it } from 'vitest';
import { type AlarmMetric, alarmRows } from '../../lib/alarms.ts';
import { pathOf, resourcesOf, templatesOf, textOf, theOne } from './templates.ts';

const { tsunagi } = templatesOf({ stage: 'shop', opsEmail: 'ops@example.jp', referenceUrl: '' });
const alarms = resourcesOf(tsunagi, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
const referred = templatesOf({ stage: 'shop' }).tsunagi;
const withReference = resourcesOf(referred, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
const names = alarms.map(({ AlarmName }) => AlarmName);
const scheduled = ['poll-orders', 'reconcile', 'health-probe'];
const functions = [...scheduled, 'push-status', 'sync-stock'];
const workQueues = ['status', 'status-intake', 'stock', 'stock-intake'];

/** What an alarm of a kind is for each of; '' for the whole stage. */
const ownersOf: Readonly<Record<AlarmMetric['of'], readonly string[]>> = {
  function: functions,
  'scheduled-function': scheduled,
  'failed-queue': scheduled,
  'work-queue': workQueues,
  'dead-letters': workQueues,
  'rejected-queue': [''],
  'schedule-group': [''],
  'log-line': [],
};

function alarmNamed(name: string) {
  const found = alarms.find(({ AlarmName }) => AlarmName === `tsunagi-shop-${name}`);
  if (found === undefined) throw new Error(`There is no alarm ${name}. There are ${names.join(', ')}.`);
  return found;
}

describe('the alarms', () => {
  it('are those of the table, for every function and every queue, their severity in the name', () => {
    const expected = alarmRows.flatMap(({ id, severity, metric }) =>
      ownersOf[metric.of].map((owner) => [severity, ...(owner === '' ? [] : [owner]), id].join('-')),
    );
    expect(names).toEqual(expected.map((name) => `tsunagi-shop-${name}`));
    expect(new Set(alarmRows.map(({ id }) => id)).size).toBe(alarmRows.length);
  });

  it.each(alarmRows)('$id says why it matters and what to do, within what CloudWatch keeps', ({ id, why, what }) => {
    const descriptions = withReference.filter(({ AlarmName }) => String(AlarmName).endsWith(id));
    expect(descriptions).not.toEqual([]);
    for (const { AlarmDescription } of descriptions) expect(AlarmDescription).toBe(`${why} ${what}`);
    expect(`${why} ${what}`.length).toBeLessThanOrEqual(1024);
    expect(`${why} ${what}`).not.toMatch(/\s\s|\.\.|^\s|\s$/);
  });

  it('tell the topic when they go off and when it is over', () => {
    for (const { AlarmActions, OKActions } of alarms) {
      expect([AlarmActions, OKActions].map((actions) => (actions as unknown[]).map(textOf))).toEqual([
        ['Ops'],
        ['Ops'],
      ]);
    }
  });

  it('watch figures that AWS takes of these very resources', () => {
    const watched = alarms.map(({ Namespace, Dimensions }) => {
      const [dimension, ...more] = Dimensions as { Name: string; Value: unknown }[];
      expect(more).toEqual([]);
      return `${Namespace} ${dimension?.Name} ${textOf(dimension?.Value)}`;
    });
    expect(new Set(watched)).toEqual(
      new Set([
        'AWS/Lambda FunctionName pollordersfunction',
        'AWS/Lambda FunctionName reconcilefunction',
        'AWS/Lambda FunctionName healthprobefunction',
        'AWS/Lambda FunctionName pushstatusfunction',
        'AWS/Lambda FunctionName syncstockfunction',
        'AWS/SQS QueueName statusworkqueue',
        'AWS/SQS QueueName statusworkdead',
        'AWS/SQS QueueName statusintakequeue',
        'AWS/SQS QueueName statusintakedead',
        'AWS/SQS QueueName statusrejected',
        'AWS/SQS QueueName stockworkqueue',
        'AWS/SQS QueueName stockworkdead',
        'AWS/SQS QueueName stockintakequeue',
        'AWS/SQS QueueName stockintakedead',
        'AWS/SQS QueueName stockrejected',
        'AWS/SQS QueueName pollordersfailed',
        'AWS/SQS QueueName reconcilefailed',
        'AWS/SQS QueueName healthprobefailed',
        'AWS/Scheduler ScheduleGroup schedulesgroup',
      ]),
    );
  });

  it('page when a function has not run for a quarter of an hour, and take silence for that', () => {
    expect(alarmNamed('page-reconcile-not-running')).toMatchObject({
      MetricName: 'Invocations',
      Statistic: 'Sum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      TreatMissingData: 'breaching',
    });
  });

  it.each([
    ['page-poll-orders-failing', 'Errors'],
    ['page-poll-orders-throttled', 'Throttles'],
    ['page-schedule-dropped', 'InvocationDroppedCount'],
  ])('page (%s) when %s go on for a quarter of an hour, and not for one of them', (name, MetricName) => {
    expect(alarmNamed(name)).toMatchObject({
      MetricName,
      Statistic: 'Sum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 4,
      DatapointsToAlarm: 3,
      TreatMissingData: 'notBreaching',
    });
  });

  it('page within minutes when our own network is cut, where there is an independent address to tell it by', () => {
    expect(names).not.toContain('tsunagi-shop-page-own-network');
    const [filter] = resourcesOf(referred, 'AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties);
    const alarm = withReference.find(({ AlarmName }) => AlarmName === 'tsunagi-shop-page-own-network');
    // The very line that the probes write, as `aws/log.ts` writes it: test/unit/core/health/no-outage.test.ts.
    expect(filter?.FilterPattern).toBe('{ $.event = "network.ours-broken" }');
    expect(textOf(filter?.LogGroupName)).toBe('healthprobelogs');
    const [counted] = (filter?.MetricTransformations ?? []) as Record<string, unknown>[];
    expect(alarm).toMatchObject({
      Namespace: counted?.MetricNamespace,
      MetricName: counted?.MetricName,
      Statistic: 'Sum',
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      TreatMissingData: 'notBreaching',
    });
    expect(counted).toMatchObject({ MetricValue: '1' });
  });

  it('ask for a look at the first record of a failed run, and again days before SQS deletes it', () => {
    const retention = resourcesOf(tsunagi, 'AWS::SQS::Queue').map(
      ([, { Properties }]) => Properties.MessageRetentionPeriod,
    );
    expect(alarmNamed('ticket-reconcile-failed-run')).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
    const { Threshold } = alarmNamed('ticket-reconcile-failed-run-forgotten');
    const dead = retention.map(Number).filter((seconds) => seconds > 4 * 24 * 3600);
    expect(Math.min(...dead) - Number(Threshold)).toBeGreaterThanOrEqual(2 * 24 * 3600);
    expect(alarmNamed('ticket-status-dead-letters-forgotten')).toMatchObject({ Threshold });
  });
});

describe('the alarms of the queues that feed push-status', () => {
  it('page when a message waits for longer than a killed run holds it, and not for one of those', () => {
    const { Threshold, ...alarm } = alarmNamed('page-status-not-worked-on');
    expect(alarm).toMatchObject({ MetricName: 'ApproximateAgeOfOldestMessage', Statistic: 'Maximum', Period: 300 });
    const visible = resourcesOf(tsunagi, 'AWS::SQS::Queue').map(([, { Properties }]) => Properties.VisibilityTimeout);
    const longest = Math.max(...visible.map((seconds) => Number(seconds ?? 0)));
    expect(Number(Threshold)).toBeGreaterThan(longest);
    expect(Number(Threshold)).toBeLessThan(2 * longest);
  });

  it.each(['page-status-dead-letters', 'page-status-intake-dead-letters', 'ticket-status-rejected'])(
    'go off (%s) at the first message, and end when there is none',
    (name) => {
      expect(alarmNamed(name)).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Statistic: 'Maximum',
        Threshold: 1,
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      });
    },
  );
});

describe('the topic of the alarms', () => {
  it('takes messages only from alarms of this stage in this account, and only over TLS', () => {
    const { PolicyDocument } = theOne(tsunagi, 'AWS::SNS::TopicPolicy').properties;
    const [refusal, permission, ...more] = (PolicyDocument as { Statement: Record<string, unknown>[] }).Statement;
    expect(more).toEqual([]);
    expect(refusal).toMatchObject({
      Effect: 'Deny',
      Action: 'sns:Publish',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(permission).toMatchObject({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    const condition = permission?.Condition as { ArnLike?: Record<string, unknown> } | undefined;
    expect(textOf(condition?.ArnLike?.['aws:SourceArn'])).toBe(
      'arn:AWS::Partition:cloudwatch:AWS::Region:AWS::AccountId:alarm:tsunagi-shop-*',
    );
    for (const name of names) expect(name).toMatch(/^tsunagi-shop-/);
  });

  it('mails to the address that is given, which is part of no id', () => {
    const { id, properties } = theOne(tsunagi, 'AWS::SNS::Subscription');
    expect(properties).toMatchObject({ Protocol: 'email', Endpoint: 'ops@example.jp' });
    expect(pathOf(id)).toBe('OpsMail');
  });

  it('mails to nobody when no address is given', () => {
    templatesOf().tsunagi.resourceCountIs('AWS::SNS::Subscription', 0);
  });
});
