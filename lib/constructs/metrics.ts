import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** The CloudWatch dimension that identifies a resource, by namespace; for rules, after that of their buses. */
const dimensionOf = {
  'AWS/Lambda': 'FunctionName',
  'AWS/SQS': 'QueueName',
  'AWS/Scheduler': 'ScheduleGroup',
  'AWS/DynamoDB': 'TableName',
  'AWS/Events': 'EventBusName',
  'AWS/Events/Rule': 'RuleName',
} as const;

/** A metric that AWS itself records for one resource. */
export function metricOf(
  namespace: keyof typeof dimensionOf,
  resource: string,
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
    dimensionsMap: { [dimensionOf[namespace]]: resource, ...options.more },
    statistic: options.statistic,
    period: Duration.minutes(options.periodMinutes ?? 1),
    ...(options.label === undefined ? {} : { label: options.label }),
  });
}
