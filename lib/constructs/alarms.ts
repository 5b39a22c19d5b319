import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarmAction,
  type IMetric,
  MathExpression,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  type AlarmMetric,
  type AlarmRow,
  alarmRows,
  alarmRowsOf,
  type Hush,
  hushes,
  type Profile,
  tableOperations,
} from '../alarms.ts';
import { figureMetric, sourceOf } from './figures.ts';
import { metricOf } from './metrics.ts';
import type { ScheduledFunction } from './scheduled-function.ts';
import type { TsunagiFunction } from './tsunagi-function.ts';
import type { WorkQueue } from './work-queue.ts';

/** What the rows of the table are about, in one deployment. */
export interface Watched {
  readonly functions: readonly TsunagiFunction[];
  /** Those of them that schedules start. */
  readonly scheduled: readonly ScheduledFunction[];
  /** Those of them that leave a record of each failed run in a queue. */
  readonly recorded: readonly { readonly name: string; readonly failed: Queue }[];
  readonly workQueues: readonly WorkQueue[];
  /** Requests, and reports of stock, that could not be taken in. */
  readonly rejected: Readonly<Record<'status' | 'stock', Queue>>;
  readonly scheduleGroup: string;
  /** Runs that schedules start in an hour: those that there is one of, and those of each shard. */
  readonly runsPerHour: { readonly once: number; readonly ofEachShard: number };
  readonly shards: number;
  /** Names of the tables in use, by the word that names them everywhere. */
  readonly tables: Readonly<Record<string, string>>;
  /** Names of the rules that hand events on, by what they are called in alarms. */
  readonly rules: Readonly<Record<string, string>>;
  readonly malls: readonly string[];
  /** False where our own network cannot be told from a mall's, since there is nothing else to ask. */
  readonly hasReference: boolean;
  /** The name of the rule that hears of mails that came back; null where none are sent. */
  readonly mailRule: string | null;
}

/** What the alarms are made with. */
export interface AlarmsProps {
  readonly stage: string;
  readonly profile: Profile;
  readonly watched: Watched;
  /** Whom an alarm of each severity tells. */
  readonly actions: Readonly<Record<AlarmRow['severity'], IAlarmAction>>;
}

/** One resource that a row watches. */
interface Target {
  /** Seconds that the function may take, where it is one. */
  readonly timeoutSeconds?: number;
  /** The figure that the row watches, of this resource. */
  metric(options: { readonly statistic: string; readonly periodMinutes: number }): IMetric;
  /** The function, queue or mall it belongs to; '' when it belongs to all. */
  readonly owner: string;
}

/** A suppressor may be this late; its own cause shows minutes before what follows from it. */
const hushWait = Duration.minutes(2);
/** What a cause has left behind is made up for in this time, or is told. */
const hushExtension = Duration.minutes(30);

/**
 * The alarms of `lib/alarms.ts`, for everything in this deployment that they concern. Each tells the action of its severity when it goes
 * off, and when it is over. The severity is in the name, `tsunagi-<stage>-page-poll-orders-failing`, and so in the subject of the mail.
 *
 * An alarm that others keep quiet is two: one that watches the figure and tells nobody, `tsunagi-<stage>-watch-…`, and a composite
 * one of its proper name, which tells, unless what keeps it quiet stands. In the profile `essential` it is one that nothing keeps quiet. Its
 * name has the word `direct`: a stage may change its profile, and CloudFormation makes the new alarm before it deletes the composite one,
 * whose name must be another.
 */
export class Alarms extends Construct {
  /** Those that tell somebody, by whom they tell, in the order of the table. */
  readonly told: Readonly<Record<AlarmRow['severity'], readonly AlarmBase[]>>;
  readonly #props: AlarmsProps;
  readonly #told = new Map<string, AlarmBase>();
  readonly #hushes = new Map<string, CompositeAlarm>();

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#props = props;
    const wanted = alarmRowsOf(props.profile).flatMap((row) =>
      targetsOf(row, props).map((target) => ({ row, target })),
    );
    // Those that keep others quiet are there before the others are.
    const [hushed, plain] = [wanted.filter(({ row }) => row.hushedBy), wanted.filter(({ row }) => !row.hushedBy)];
    for (const { row, target } of plain) this.#told.set(nameOf(row, target), this.#alarm(row, target));
    for (const { row, target } of hushed) this.#told.set(nameOf(row, target), this.#hushed(row, target));
    const toldAs = (severity: AlarmRow['severity']): AlarmBase[] =>
      wanted.flatMap(({ row, target }) =>
        row.severity === severity ? (this.#told.get(nameOf(row, target)) ?? []) : [],
      );
    this.told = { page: toldAs('page'), ticket: toldAs('ticket') };
  }

  #alarm(row: AlarmRow, target: Target): Alarm {
    const wasHushed = alarmRows.some(({ id, hushedBy }) => id === row.id && hushedBy !== row.hushedBy);
    return this.#telling(row, this.#watch(row, target, wasHushed ? `${row.severity}-direct` : row.severity));
  }

  #telling<Of extends AlarmBase>({ severity }: AlarmRow, alarm: Of): Of {
    alarm.addAlarmAction(this.#props.actions[severity]);
    alarm.addOkAction(this.#props.actions[severity]);
    return alarm;
  }

  #watch(row: AlarmRow, target: Target, kind: string): Alarm {
    const { stage, watched } = this.#props;
    const name = nameOf(row, target);
    const { periodMinutes, bad, outOf } = row.lasts;
    return new Alarm(this, name, {
      alarmName: `tsunagi-${stage}-${kind}-${name}`,
      alarmDescription: descriptionOf(row),
      metric: target.metric({ statistic: row.statistic, periodMinutes }),
      ...limitOf(row, target, watched),
      evaluationPeriods: outOf,
      datapointsToAlarm: bad,
    });
  }

  #hushed(row: AlarmRow, target: Target): CompositeAlarm {
    const name = nameOf(row, target);
    const watch = this.#watch(row, target, 'watch');
    const alarm = new CompositeAlarm(this, `${name}-told`, {
      compositeAlarmName: `tsunagi-${this.#props.stage}-${row.severity}-${name}`,
      alarmDescription: descriptionOf(row),
      alarmRule: AlarmRule.fromAlarm(watch, AlarmState.ALARM),
      actionsSuppressor: this.#hush(row.hushedBy as Hush, target.owner),
      actionsSuppressorWaitPeriod: hushWait,
      actionsSuppressorExtensionPeriod: hushExtension,
    });
    return this.#telling(row, alarm);
  }

  /** The alarm that stands while one of those does that keep others quiet. */
  #hush(hush: Hush, owner: string): CompositeAlarm {
    // What is not told apart by malls may follow from any of them.
    const malls = owner === '' ? this.#props.watched.malls : [owner];
    const causes = hushes[hush].flatMap((cause) =>
      cause.includes('{mall}') ? malls.map((mall) => cause.replace('{mall}', mall)) : [cause],
    );
    const isOfMall = owner !== '' && hushes[hush].some((cause) => cause.includes('{mall}'));
    const name = ['hush', hush, ...(isOfMall ? [owner] : [])].join('-');
    const known = this.#hushes.get(name);
    if (known !== undefined) return known;
    const rules = causes.flatMap((cause) => {
      const alarm = this.#told.get(cause);
      return alarm === undefined ? [] : [AlarmRule.fromAlarm(alarm, AlarmState.ALARM)];
    });
    const alarm = new CompositeAlarm(this, name, {
      compositeAlarmName: `tsunagi-${this.#props.stage}-${name}`,
      alarmDescription: `Tells nobody. While it stands, alarms that follow from its causes are quiet: ${causes.join(', ')}.`,
      alarmRule: AlarmRule.anyOf(...rules),
    });
    this.#hushes.set(name, alarm);
    return alarm;
  }
}

function nameOf({ id }: AlarmRow, { owner }: Target): string {
  return owner === '' ? id : `${owner}-${id}`;
}

/** The text of the mail. */
function descriptionOf({ id, why, who, what }: AlarmRow): string {
  return `${why} ${what} Who acts: ${who}. More: docs/runbook/${id}.md`;
}

function limitOf({ when, lasts }: AlarmRow, { timeoutSeconds }: Target, { runsPerHour }: Watched) {
  const below = (threshold: number, treatMissingData: TreatMissingData) => ({
    threshold,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData,
  });
  if ('below' in when) return below(when.below, TreatMissingData.BREACHING);
  if ('belowScheduled' in when) {
    // Those of the shards are taken off the figure, so that what is left are the runs that there is one of.
    const runs = (runsPerHour.once * lasts.periodMinutes) / 60;
    return below(runs - when.belowScheduled, TreatMissingData.NOT_BREACHING);
  }
  return {
    threshold: 'atLeast' in when ? when.atLeast : when.atLeastOfTimeout * (timeoutSeconds ?? 0) * 1000,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  };
}

function targetsOf(
  { metric }: AlarmRow,
  { stage, watched }: { readonly stage: string; readonly watched: Watched },
): Target[] {
  const { functions, scheduled, recorded, workQueues, rejected, scheduleGroup, malls, mailRule } = watched;
  const target = (namespace: Parameters<typeof metricOf>[0], resource: string, owner: string): Target => ({
    metric: (options) => metricOf(namespace, resource, metric.name, options),
    owner,
  });
  switch (metric.of) {
    case 'function':
      return functions.map(({ name, lambda, settings }) => ({
        ...target('AWS/Lambda', lambda.functionName, name),
        timeoutSeconds: settings.timeoutSeconds,
      }));
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
    case 'table':
      return Object.entries(watched.tables).map(([name, table]) => ofTable(name.toLowerCase(), table, metric.name));
    case 'rule':
      return Object.entries(watched.rules).map(([owner, rule]) => target('AWS/Events/Rule', rule, owner));
    case 'mail-rule':
      return mailRule === null ? [] : [target('AWS/Events/Rule', mailRule, '')];
    case 'figure':
      return ofFigure(metric, stage, watched, malls);
  }
}

function ofFigure(
  { name, beyond }: Extract<AlarmMetric, { of: 'figure' }>,
  stage: string,
  { functions, hasReference }: Watched,
  malls: readonly string[],
): Target[] {
  const { from, ofEach } = sourceOf(name);
  const isWritten = functions.some((fn) => fn.name === from);
  if (!isWritten || (name === 'OwnNetworkBroken' && !hasReference)) return [];
  const figure = (value: string, owner: string): Target => ({
    metric(options) {
      const whole = figureMetric(stage, name, { [ofEach]: value }, options);
      if (beyond === undefined) return whole;
      const other = figureMetric(stage, beyond.of, { [ofEach]: value }, options);
      return sumOf(`whole - ${beyond.share} * other`, { whole, other }, options.periodMinutes);
    },
    owner,
  });
  return ofEach === 'mall' ? malls.map((mall) => figure(mall, mall)) : [figure(from, '')];
}

/** What is counted operation by operation, of all operations together; one that was not counted is none, and does not spoil the sum. */
function ofTable(owner: string, table: string, name: string): Target {
  return {
    metric({ periodMinutes, ...options }) {
      const each = tableOperations.map((operation) => {
        const id = operation.charAt(0).toLowerCase() + operation.slice(1);
        const counted = metricOf('AWS/DynamoDB', table, name, {
          ...options,
          periodMinutes,
          more: { Operation: operation },
        });
        return [id, counted] as const;
      });
      return sumOf(`SUM([${each.map(([id]) => id).join(', ')}])`, Object.fromEntries(each), periodMinutes);
    },
    owner,
  };
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
