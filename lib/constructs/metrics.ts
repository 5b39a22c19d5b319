import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, measuredLines } from '../../core/kernel/index.ts';

/** The CloudWatch dimension that identifies a resource, by namespace; for rules, after that of their buses. */
const dimensionOf = {
  'AWS/Lambda': 'FunctionName',
  'AWS/SQS': 'QueueName',
  'AWS/Scheduler': 'ScheduleGroup',
  'AWS/DynamoDB': 'TableName',
  'AWS/Events': 'EventBusName',
  'AWS/Events/Rule': 'RuleName',
} as const;

/** A metric that AWS itself records for one resource; for null, for all of the account and region together. */
export function metricOf(
  namespace: keyof typeof dimensionOf,
  resource: string | null,
  metricName: string,
  options: {
    readonly statistic: string;
    readonly periodMinutes?: number;
    readonly label?: string;
    /** Dimensions beside the resource's own. */
    readonly more?: Readonly<Record<string, string>>;
  },
): Metric {
  return new Metric({
    namespace: namespace.split('/', 2).join('/'),
    metricName,
    ...(resource !== null && { dimensionsMap: { [dimensionOf[namespace]]: resource, ...options.more } }),
    statistic: options.statistic,
    period: Duration.minutes(options.periodMinutes ?? 1),
    ...(options.label === undefined ? {} : { label: options.label }),
  });
}

/** Where a figure of ours comes from, and its dimension. */
export interface FigureSource {
  readonly from: string;
  readonly ofEach: 'mall' | 'function' | 'stage';
}

/** The line that carries a figure. */
export function sourceOf(name: MetricName): FigureSource {
  const line = Object.values(measuredLines).find(({ figures }) => Object.hasOwn(figures, name));
  if (line === undefined) throw new Error(`No line carries ${name}.`);
  return line;
}

/** A figure of ours, as CloudWatch extracts it from log lines (`aws/log.ts`). */
export function figureMetric(
  stage: string,
  name: MetricName,
  dimension: Readonly<Record<string, string>>,
  options: { readonly statistic: string; readonly periodMinutes?: number; readonly label?: string },
): Metric {
  return new Metric({
    namespace: `Tsunagi/${stage}`,
    metricName: name,
    dimensionsMap: { ...dimension },
    statistic: options.statistic,
    period: Duration.minutes(options.periodMinutes ?? 1),
    ...(options.label === undefined ? {} : { label: options.label }),
  });
}
