import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type AlarmRow, alarmRows } from '../alarms.ts';
import type { CountedLines } from './log-lines.ts';
import { metricOf } from './metrics.ts';
import type { ScheduledFunction } from './scheduled-function.ts';
import type { TsunagiFunction } from './tsunagi-function.ts';
import type { WorkQueue } from './work-queue.ts';

/** What the rows of the table are about, in one deployment. */
export interface Watched {
  readonly functions: readonly TsunagiFunction[];
  /** Those of them that schedules start. */
  readonly scheduled: readonly ScheduledFunction[];
  readonly workQueues: readonly WorkQueue[];
  /** Requests, and reports of stock, that could not be taken in. */
  readonly rejected: Readonly<Record<'status' | 'stock', Queue>>;
  readonly scheduleGroup: string;
  /** Log lines that are counted. */
  readonly lines: readonly CountedLines[];
}

/** One resource that a row watches. */
interface Target {
  /** The figure that the row watches, of this resource. */
  metric(options: { readonly statistic: string; readonly periodMinutes: number }): IMetric;
  /** The function or queue it belongs to; '' when it belongs to all. */
  readonly owner: string;
}

/**
 * The alarms of `lib/alarms.ts`, for everything in this deployment that they concern. Each tells its action when it goes off,
 * and when it is over. The severity is in the name, `tsunagi-<stage>-page-poll-orders-failing`, and so in the subject of the mail.
 */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    props: { readonly stage: string; readonly watched: Watched; readonly action: IAlarmAction },
  ) {
    super(scope, id);
    this.all = alarmRows.flatMap((row) =>
      targetsOf(row, props.watched).map((target) => this.#alarm(row, target, props.stage, props.action)),
    );
  }

  #alarm(row: AlarmRow, { metric, owner }: Target, stage: string, action: IAlarmAction): Alarm {
    const name = owner === '' ? row.id : `${owner}-${row.id}`;
    const { periodMinutes, bad, outOf } = row.lasts;
    const isLowBad = 'below' in row.when;
    const alarm = new Alarm(this, name, {
      alarmName: `tsunagi-${stage}-${row.severity}-${name}`,
      alarmDescription: `${row.why} ${row.what}`,
      metric: metric({ statistic: row.statistic, periodMinutes }),
      threshold: 'below' in row.when ? row.when.below : row.when.atLeast,
      comparisonOperator: isLowBad
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: outOf,
      datapointsToAlarm: bad,
      treatMissingData: isLowBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  }
}

function targetsOf(
  { metric }: AlarmRow,
  { functions, scheduled, workQueues, rejected, scheduleGroup, lines }: Watched,
): Target[] {
  const target = (namespace: Parameters<typeof metricOf>[0], resource: string, owner: string): Target => ({
    metric: (options) => metricOf(namespace, resource, metric.name, options),
    owner,
  });
  switch (metric.of) {
    case 'function':
      return functions.map(({ name, lambda }) => target('AWS/Lambda', lambda.functionName, name));
    case 'scheduled-function':
      return scheduled.map(({ name, lambda }) => target('AWS/Lambda', lambda.functionName, name));
    case 'work-queue':
      return workQueues.map(({ name, queue }) => target('AWS/SQS', queue.queueName, name));
    case 'dead-letters':
      return workQueues.map(({ name, deadLetters }) => target('AWS/SQS', deadLetters.queueName, name));
    case 'rejected-queue':
      return [target('AWS/SQS', rejected[metric.queue].queueName, '')];
    case 'failed-queue':
      return scheduled.map(({ name, failed }) => target('AWS/SQS', failed.queueName, name));
    case 'schedule-group':
      return [target('AWS/Scheduler', scheduleGroup, '')];
    case 'log-line':
      return lines.filter(({ event }) => event === metric.name).map((line) => ({ metric: line.metric, owner: '' }));
  }
}
