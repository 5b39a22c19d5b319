import { describe, expect, it } from 'vitest';
import { type AlarmMetric, type AlarmRow, alarmRows } from '../../lib/alarms.ts';
import { sourceOf } from '../../lib/constructs/metrics.ts';
import { propertiesOf, resourcesOf, templatesOf, textOf } from '../../proving/templates.ts';

const { tsunagi } = templatesOf({ stage: 'shop', opsEmail: 'ops@example.jp', referenceUrl: '' });
const watches = propertiesOf(tsunagi, 'AWS::CloudWatch::Alarm');
const composites = propertiesOf(tsunagi, 'AWS::CloudWatch::CompositeAlarm');
/** Alarms with an action. */
const alarms = [...watches, ...composites].filter(({ AlarmActions }) => AlarmActions !== undefined);
const whole = templatesOf({ stage: 'shop', sender: 'info@example.jp', mailFromName: '角田システム' }).tsunagi;
const wholeWatches = propertiesOf(whole, 'AWS::CloudWatch::Alarm');
const wholeComposites = propertiesOf(whole, 'AWS::CloudWatch::CompositeAlarm');
const shards = '4';
const ofShards = propertiesOf(templatesOf({ stage: 'shop', shards }).tsunagi, 'AWS::CloudWatch::Alarm');
const allMalls = templatesOf({ stage: 'shop', malls: 'rms,yahoo,amazon,shopify' }).tsunagi;
const ofAllMalls = propertiesOf(allMalls, 'AWS::CloudWatch::Alarm');
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
  // One shard's schedules are those of its functions.
  'schedules-of-shards': [],
  'every-function': [''],
  'silent-function': scheduled.filter((name) => name !== 'health-probe'),
  rule: ['status-requests', 'stock-movements', 'backups', 'data-key'],
  'mail-rule': [],
  'data-rule': [''],
  figure: [],
};

const malls = ['rms', 'yahoo'];

/** Whom an alarm of a row is for each of. */
function ownersOfRow({ metric }: AlarmRow): readonly string[] {
  if (metric.of !== 'figure') return ownersOf[metric.of];
  const { from, ofEach } = sourceOf(metric.name);
  // This stage writes no mails, and has nothing to tell its own network by.
  if (from === 'notify-merchants' || metric.name === 'OwnNetworkBroken') return [];
  // Neither of its malls ends versions of its API.
  if (metric.name === 'ApiVersionEnding') return [];
  return ofEach === 'mall' ? malls : [''];
}

const endsWith = (name: unknown, id: string): boolean => new RegExp(`^tsunagi-shop-(.+-)?${id}$`).test(String(name));

function alarmNamed(name: string) {
  const found = [...watches, ...composites].find(({ AlarmName }) => AlarmName === `tsunagi-shop-${name}`);
  if (found === undefined) throw new Error(`There is no alarm ${name}. There are ${names.join(', ')}.`);
  return found;
}

describe('the alarms', () => {
  it('the deployed alarms are those of the table, for every function and queue, with their severity in the name', () => {
    const expected = alarmRows.flatMap((row) =>
      ownersOfRow(row).map((owner) =>
        [row.severity, ...(row.isDirect ? ['direct'] : []), ...(owner === '' ? [] : [owner]), row.id].join('-'),
      ),
    );
    expect([...names].sort()).toEqual(expected.map((name) => `tsunagi-shop-${name}`).sort());
    expect(new Set(alarmRows.map(({ id }) => id)).size).toBe(alarmRows.length);
  });

  it.each(alarmRows)('$id says why it matters, what to do and where more is, within what CloudWatch keeps', (row) => {
    const { id, why, what, who } = row;
    const descriptions = [...wholeWatches, ...wholeComposites, ...ofShards, ...ofAllMalls].filter(({ AlarmName }) =>
      endsWith(AlarmName, id),
    );
    expect(descriptions).not.toEqual([]);
    const text = `${why} ${what} Who acts: ${who}. More: docs/runbook/${id}.md`;
    for (const { AlarmDescription } of descriptions) expect(AlarmDescription).toBe(text);
    expect(text.length).toBeLessThanOrEqual(1024);
    expect(text).not.toMatch(/\s\s|\.\.|^\s|\s$/);
  });

  it('the alarm on a version of an API that ends is for Shopify alone, where a stack has it', () => {
    const isIt = ({ AlarmName }: (typeof watches)[number]): boolean => endsWith(AlarmName, 'api-version-ending');
    expect([...watches, ...wholeWatches].filter(isIt)).toEqual([]);
    expect(ofAllMalls.filter(isIt).map(({ AlarmName }) => AlarmName)).toEqual([
      'tsunagi-shop-ticket-shopify-api-version-ending',
    ]);
  });

  it('alarms watch metrics alone, since one that watches others costs as much as five of them', () => {
    expect(composites).toEqual([]);
    expect(wholeComposites).toEqual([]);
  });

  it('alarms notify the topic of their severity when they go off and when they are over', () => {
    const severities = new Set<string>();
    for (const { AlarmName, AlarmActions, OKActions } of alarms) {
      const row = alarmRows.find(({ id, severity }) => endsWith(AlarmName, id) && String(AlarmName).includes(severity));
      if (row === undefined) throw new Error(`${AlarmName} is of no row.`);
      const topic = row.severity === 'page' ? 'Ops' : 'Tickets';
      severities.add(topic);
      expect(
        [AlarmActions, OKActions].map((actions) => (actions as unknown[]).map(textOf)),
        String(AlarmName),
      ).toEqual([[topic], [topic]]);
    }
    expect([...severities].sort()).toEqual(['Ops', 'Tickets']);
  });

  it('alarms watch figures that AWS takes of these very resources', () => {
    const watched = watches
      .filter(({ Namespace }) => String(Namespace).startsWith('AWS/'))
      .map(({ Namespace, Dimensions }) => {
        const dimensions = Dimensions as { Name: string; Value: unknown }[];
        return [Namespace, ...dimensions.flatMap(({ Name, Value }) => [Name, textOf(Value)])].join(' ');
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
        'AWS/Events EventBusName Bus RuleName tsunagi-shop-status-requests',
        'AWS/Events EventBusName Bus RuleName tsunagi-shop-stock-movements',
        'AWS/Events RuleName tsunagi-shop-backup-failed',
        'AWS/Events RuleName tsunagi-shop-key-endangered',
      ]),
    );
  });

  it('an alarm pages when a function has not run for a quarter of an hour, and takes silence for that', () => {
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
  ])('an alarm pages (%s) when %s go on for a quarter of an hour, and not for one of them', (name, MetricName) => {
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

  it('an alarm pages within minutes when our own network is cut, where an independent address is given', () => {
    expect(names).not.toContain('tsunagi-shop-page-own-network');
    const alarm = wholeWatches.find(({ AlarmName }) => AlarmName === 'tsunagi-shop-page-own-network');
    expect(alarm).toMatchObject({
      Namespace: 'Tsunagi/shop',
      MetricName: 'OwnNetworkBroken',
      Statistic: 'Sum',
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      TreatMissingData: 'notBreaching',
    });
  });

  it('alarms expect as many runs as the schedules of all shards make, by what the runs say of these', () => {
    const alarmIn = (some: typeof watches) => some.find(({ AlarmName }) => endsWith(AlarmName, 'schedule-missing'));
    // With one shard, a missing schedule is a function that does not run.
    expect([alarmIn(watches), alarmIn(wholeWatches)]).toEqual([undefined, undefined]);
    const { Threshold, TreatMissingData, Metrics } = alarmIn(ofShards) ?? {};
    // health-probe 60 an hour. Of each shard poll-orders 60, reconcile 12.
    expect([Threshold, TreatMissingData]).toEqual([54, 'notBreaching']);
    expect((Metrics as { Expression?: string }[])[0]?.Expression).toBe('attempts - 72 * shards');
  });

  it('alarms watch what DynamoDB refuses by the callers: one metric of each kind, and no metric of a table', () => {
    for (const [id, MetricName] of [
      ['dynamodb-throttles', 'TableThrottles'],
      ['dynamodb-errors', 'TableErrors'],
    ]) {
      const alarm = alarmNamed(`ticket-${id}`);
      expect(alarm).toMatchObject({ Namespace: 'Tsunagi/shop', MetricName, Statistic: 'Sum', Threshold: 1 });
      expect(alarm).toMatchObject({ EvaluationPeriods: 4, DatapointsToAlarm: 3 });
      expect(alarm.Dimensions).toEqual([{ Name: 'stage', Value: 'shop' }]);
    }
    expect(JSON.stringify(wholeWatches)).not.toContain('AWS/DynamoDB');
  });

  it('an alarm pages where a mall has no figures, unless health-probe has failed and says so itself', () => {
    const { Metrics, ...alarm } = alarmNamed('page-direct-rms-canary-silent');
    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 3, TreatMissingData: 'breaching' });
    const [sum, lines, errors] = Metrics as { Expression?: string; MetricStat?: { Metric: { MetricName: string } } }[];
    expect(sum?.Expression).toBe('SUM([whole, errors])');
    expect([lines, errors].map((one) => one?.MetricStat?.Metric.MetricName)).toEqual(['OutageOpen', 'Errors']);
    expect(names).not.toContain('tsunagi-shop-page-health-probe-not-running');
  });

  it('alarms know how long each function may take', () => {
    expect(alarmNamed('ticket-reconcile-close-to-timeout')).toMatchObject({
      MetricName: 'Duration',
      Threshold: 216_000,
    });
  });

  it('alarms ask for a look at the first record of a failed run, and again days before SQS deletes it', () => {
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
  it('an alarm pages when messages for push-status wait longer than a killed run holds them, and not for one of those', () => {
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
