import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { mallDesks } from '../../malls/mall-desks.ts';
import type { AlarmMetric, AlarmRow, Profile } from '../alarms.ts';
import { figureMetric, metricOf, sourceOf } from './metrics.ts';
import type { WorkQueue } from './queues.ts';
import type { ScheduledFunction } from './started-functions.ts';
import type { TsunagiFunction } from './tsunagi-function.ts';

/** The resources of one deployment that alarms can watch. */
export interface Watched {
  readonly functions: readonly TsunagiFunction[];
  /** Those of them that schedules start. */
  readonly scheduled: readonly ScheduledFunction[];
  /** Those of them that leave a record of each failed run in a queue. */
  readonly recorded: readonly { readonly name: string; readonly failed: Queue }[];
  readonly workQueues: readonly WorkQueue[];
  /** Queues of rejected requests and rejected reports of stock. */
  readonly rejected: Readonly<Record<'status' | 'stock', Queue>>;
  readonly scheduleGroup: string;
  /** Runs that schedules start in an hour: for all shards together, and for each shard. */
  readonly runsPerHour: { readonly once: number; readonly ofEachShard: number };
  readonly shards: number;
  /** Names of the tables in use, by the word that names them everywhere. */
  readonly tables: Readonly<Record<string, string>>;
  /** The rules that pass events on, by their names in alarms, with their buses; null: the default bus. */
  readonly rules: Readonly<Record<string, { readonly name: string; readonly bus: string | null }>>;
  /** Names of the rules that watch backups and the data key. */
  readonly dataRules: Readonly<Record<'backups' | 'data-key', string>>;
  readonly malls: readonly string[];
  /** False if there is no independent address, by which trouble of our own network differs from a mall's. */
  readonly hasReference: boolean;
  /** The name of the rule for bounced mails; null if no mails are sent. */
  readonly mailRule: string | null;
}

/** One resource that a row watches. */
export interface Target {
  /** Seconds that the function may take, where it is one. */
  readonly timeoutSeconds?: number;
  /** The figure that the row watches, of this resource. */
  metric(options: { readonly statistic: string; readonly periodMinutes: number }): IMetric;
  /** The function, queue or mall it belongs to; '' when it belongs to all. */
  readonly owner: string;
}

/** The resources that a row of the table watches. */
export function targetsOf(
  { metric }: AlarmRow,
  { stage, profile, watched }: { readonly stage: string; readonly profile: Profile; readonly watched: Watched },
): Target[] {
  const { functions, scheduled, recorded, workQueues, rejected, scheduleGroup, malls, mailRule } = watched;
  const target = (
    namespace: Parameters<typeof metricOf>[0],
    resource: string,
    owner: string,
    more: Readonly<Record<string, string>> = {},
  ): Target => ({
    metric: (options) => metricOf(namespace, resource, metric.name, { ...options, more }),
    owner,
  });
  switch (metric.of) {
    case 'function':
      return functions.map(({ name, lambda, settings }) => ({
        ...target('AWS/Lambda', lambda.functionName, name),
        timeoutSeconds: settings.timeoutSeconds,
      }));
    case 'every-function':
      return [{ metric: (options) => metricOf('AWS/Lambda', null, metric.name, options), owner: '' }];
    case 'silent-function':
      return scheduled
        .filter(({ name }) => name !== 'health-probe')
        .map(({ name, lambda }) => target('AWS/Lambda', lambda.functionName, name));
    case 'scheduled-function':
      return scheduled.map(({ name, lambda }) => target('AWS/Lambda', lambda.functionName, name));
    case 'work-queue':
      return workQueues.map(({ name, queue }) => target('AWS/SQS', queue.queueName, name));
    case 'dead-letters':
      return workQueues.map(({ name, deadLetters }) => target('AWS/SQS', deadLetters.queueName, name));
    case 'rejected-queue':
      return [target('AWS/SQS', rejected[metric.queue].queueName, '')];
    case 'failed-queue':
      return recorded.map(({ name, failed }) => target('AWS/SQS', failed.queueName, name));
    case 'schedule-group':
      return [target('AWS/Scheduler', scheduleGroup, '')];
    case 'schedules-of-shards':
      // With one shard each function has one schedule, and the alarm of the function sees that it is missing.
      return watched.shards === 1 ? [] : [ofShards(stage, watched)];
    case 'rule':
      // EventBridge names the bus, too, in figures of a rule that is not on the default one:
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
      return Object.entries(watched.rules).map(([owner, { name, bus }]) =>
        target('AWS/Events/Rule', name, owner, bus === null ? {} : { EventBusName: bus }),
      );
    case 'mail-rule':
      return mailRule === null ? [] : [target('AWS/Events/Rule', mailRule, '')];
    case 'data-rule':
      return [target('AWS/Events/Rule', watched.dataRules[metric.rule], '')];
    case 'figure':
      return ofFigure(metric, { stage, isOfStage: profile === 'minimal' }, watched, malls);
  }
}

function ofFigure(
  { name, beyond, orFailed }: Extract<AlarmMetric, { of: 'figure' }>,
  { stage, isOfStage }: { readonly stage: string; readonly isOfStage: boolean },
  { functions, hasReference }: Watched,
  malls: readonly string[],
): Target[] {
  const { from, ofEach: ofLine } = sourceOf(name);
  const ofEach = isOfStage ? 'stage' : ofLine;
  const writer = functions.find((fn) => fn.name === from);
  if (writer === undefined || (name === 'OwnNetworkBroken' && !hasReference)) return [];
  const figure = (value: string, owner: string): Target => ({
    metric(options) {
      const whole = figureMetric(stage, name, { [ofEach]: value }, options);
      if (orFailed) {
        const failed = { ...options, statistic: 'Sum' };
        const errors = metricOf('AWS/Lambda', writer.lambda.functionName, 'Errors', failed);
        return sumOf('SUM([whole, errors])', { whole, errors }, options.periodMinutes);
      }
      if (beyond === undefined) return whole;
      const other = figureMetric(stage, beyond.of, { [ofEach]: value }, options);
      return sumOf(`whole - ${beyond.share} * other`, { whole, other }, options.periodMinutes);
    },
    owner,
  });
  const ofMalls = malls.filter((mall) => name !== 'ApiVersionEnding' || mallDesks.of(mall).endsVersions === true);
  switch (ofEach) {
    case 'mall':
      return ofMalls.map((mall) => figure(mall, mall));
    case 'function':
      return [figure(from, '')];
    case 'stage':
      return [figure(stage, '')];
  }
}

function ofShards(stage: string, { scheduleGroup, runsPerHour }: Watched): Target {
  return {
    metric({ statistic, periodMinutes }) {
      const attempts = metricOf('AWS/Scheduler', scheduleGroup, 'InvocationAttemptCount', { statistic, periodMinutes });
      const shards = figureMetric(stage, 'Shards', { function: 'reconcile' }, { statistic: 'Maximum', periodMinutes });
      const ofEachShard = (runsPerHour.ofEachShard * periodMinutes) / 60;
      return sumOf(`attempts - ${ofEachShard} * shards`, { attempts, shards }, periodMinutes);
    },
    owner: '',
  };
}

function sumOf(expression: string, usingMetrics: Record<string, Metric>, periodMinutes: number): MathExpression {
  return new MathExpression({ expression, usingMetrics, period: Duration.minutes(periodMinutes) });
}
