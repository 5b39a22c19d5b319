import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type HorizontalAnnotation,
  type IAlarm,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
  Metric,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { MetricName } from '../../core/kernel/index.ts';
import type { Watched } from './alarm-targets.ts';
import { figureMetric, metricOf } from './metrics.ts';

/** What the page shows. */
export interface Shown extends Watched {
  readonly alarms: Readonly<Record<'page' | 'ticket', readonly IAlarm[]>>;
  readonly busName: string;
}

/** Three widgets fill a line of 24, or two. */
const third = { width: 8, height: 6 } as const;
const half = { width: 12, height: 6 } as const;

/**
 * One page for the person on call, read from the top: is a mall down, are we behind, is anything stuck; is anything red; did a run fail;
 * do the functions run; do their neighbours keep up. A title says what is normal, so that a line can be judged without knowing the system.
 */
export function opsDashboard(
  scope: Construct,
  id: string,
  props: { readonly stage: string; readonly shown: Shown },
): Dashboard {
  const { alarms, functions, recorded, workQueues, rejected, tables, scheduleGroup, busName, malls } = props.shown;
  const ofMalls = (name: MetricName, statistic: string) =>
    malls.map((mall) => figureMetric(props.stage, name, { mall }, { statistic, label: mall, periodMinutes: 5 }));
  const waitsOf = (name: MetricName) =>
    malls.flatMap((mall) =>
      ['p50', 'p99'].map((statistic) =>
        figureMetric(props.stage, name, { mall }, { statistic, label: `${mall} ${statistic}`, periodMinutes: 5 }),
      ),
    );
  const ofFunctions = (metric: string, statistic: string, suffix = '') =>
    functions.map(({ name, lambda }) =>
      metricOf('AWS/Lambda', lambda.functionName, metric, { statistic, label: name + suffix }),
    );
  const ofQueue = ({ queueName }: Queue, metric: string, label: string) =>
    metricOf('AWS/SQS', queueName, metric, { statistic: 'Maximum', label });
  const ofQueues = (metric: string) => recorded.map(({ name, failed }) => ofQueue(failed, metric, name));
  const ofWorkQueues = (metric: string) => workQueues.map(({ name, queue }) => ofQueue(queue, metric, name));
  const ofTables = (metric: string, suffix = '') =>
    Object.entries(tables).map(([name, table]) =>
      metricOf('AWS/DynamoDB', table, metric, { statistic: 'Sum', label: name + suffix }),
    );
  const ofSchedules = (metric: string, label: string) =>
    metricOf('AWS/Scheduler', scheduleGroup, metric, { statistic: 'Sum', label });
  const limits = functions.map(
    ({ name, settings }): HorizontalAnnotation => ({
      value: settings.timeoutSeconds * 1000,
      label: `limit of ${name}`,
    }),
  );
  return new Dashboard(scope, id, {
    dashboardName: `tsunagi-${props.stage}`,
    defaultInterval: Duration.hours(3),
    widgets: [
      // Ten seconds: is a mall down, are we behind, is anything stuck.
      [
        figures('Is a mall down? Capabilities out (normal: 0)', ofMalls('CapabilitiesOut', 'Maximum')),
        figures('Are we behind? Oldest cursor, s (normal: below 600)', ofMalls('ImportLagSeconds', 'Maximum')),
        figures('Is anything stuck? Dead letters, and the oldest due push, s (normal: 0, none)', [
          ...workQueues.map(({ name, deadLetters }) =>
            ofQueue(deadLetters, 'ApproximateNumberOfMessagesVisible', name),
          ),
          ...ofMalls('PushWaitSeconds', 'Maximum'),
        ]),
      ],
      [
        // A widget shows a hundred alarms at most.
        new AlarmStatusWidget({ title: 'Pages', alarms: [...alarms.page], width: 8, height: 4 }),
        new AlarmStatusWidget({ title: 'Tickets', alarms: [...alarms.ticket], width: 8, height: 4 }),
        new SingleValueWidget({
          title: 'Failed runs waiting to be read (normal: 0)',
          metrics: ofQueues('ApproximateNumberOfMessagesVisible'),
          width: 8,
          height: 4,
        }),
      ],
      [
        wide('Outages, from the first failure to the all-clear (normal: 0)', ofMalls('OutageOpen', 'Maximum')),
        wide('Shops that are not polled, % (normal: 0)', ofMalls('ShopsNotPolledPercent', 'Maximum')),
      ],
      [
        wide('Age of new orders when they are stored, s (normal: below 120)', waitsOf('OrderAgeSeconds')),
        new LogQueryWidget({
          ...half,
          title: 'From a move of stock to the first call at a mall, s (normal: below 30)',
          logGroupNames: functions.flatMap(({ name, logs }) => (name === 'sync-stock' ? [logs.logGroupName] : [])),
          view: LogQueryVisualizationType.TABLE,
          queryLines: [
            "filter event = 'waits.measured' and ispresent(firstCallP50)",
            'stats max(firstCallP50) as p50, max(firstCallP99) as p99 by bin(5m), mall',
          ],
        }),
      ],
      [
        graph('Runs a minute (normal: level)', ofFunctions('Invocations', 'Sum')),
        graph('Runs that failed or were refused (normal: none)', [
          ...ofFunctions('Errors', 'Sum'),
          ...ofFunctions('Throttles', 'Sum', ' refused'),
        ]),
        graph('Longest run, ms (normal: below its limit)', ofFunctions('Duration', 'Maximum'), limits),
      ],
      [
        graph('Schedules (normal: attempts only)', [
          ofSchedules('InvocationAttemptCount', 'attempts'),
          ofSchedules('TargetErrorCount', 'refused by Lambda'),
          ofSchedules('InvocationDroppedCount', 'dropped'),
        ]),
        graph('Oldest failed run, s (normal: none)', ofQueues('ApproximateAgeOfOldestMessage')),
        graph('Events on the bus (normal: none refused)', [
          metricOf('AWS/Events', busName, 'MatchedEvents', {
            statistic: 'Sum',
            label: 'matched by rules of consumers',
          }),
          // EventBridge counts what it refused for the whole account only.
          new Metric({
            namespace: 'AWS/Events',
            metricName: 'PutEventsFailedEntriesCount',
            statistic: 'Sum',
            period: Duration.minutes(1),
            label: 'refused, all buses of the account',
          }),
        ]),
      ],
      [
        graph('Queues: waiting messages (normal: soon 0)', ofWorkQueues('ApproximateNumberOfMessagesVisible')),
        graph('Queues: oldest message, s (normal: below 60)', ofWorkQueues('ApproximateAgeOfOldestMessage')),
        graph('Queues: dead letters and rejected events (normal: none)', [
          ...workQueues.map(({ name, deadLetters }) =>
            ofQueue(deadLetters, 'ApproximateNumberOfMessagesVisible', `${name} dead letters`),
          ),
          ...Object.entries(rejected).map(([name, queue]) =>
            ofQueue(queue, 'ApproximateNumberOfMessagesVisible', `${name} rejected`),
          ),
        ]),
      ],
      [
        graph('Written to tables, units a minute', ofTables('ConsumedWriteCapacityUnits')),
        graph('Read from tables, units a minute', ofTables('ConsumedReadCapacityUnits')),
        graph('Throttled by DynamoDB (normal: none)', [
          ...ofTables('WriteThrottleEvents', ' writes'),
          ...ofTables('ReadThrottleEvents', ' reads'),
        ]),
      ],
    ],
  });
}

function figures(title: string, metrics: IMetric[]): SingleValueWidget {
  return new SingleValueWidget({ title, metrics, width: 8, height: 4 });
}

function graph(title: string, left: IMetric[], annotations: HorizontalAnnotation[] = []): GraphWidget {
  return new GraphWidget({ title, left, leftAnnotations: annotations, leftYAxis: { min: 0 }, ...third });
}

function wide(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, leftYAxis: { min: 0 }, ...half });
}
