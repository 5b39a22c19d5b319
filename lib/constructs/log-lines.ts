import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { TsunagiFunction } from './tsunagi-function.ts';

/** Log lines of one event, counted. */
export interface CountedLines {
  /** The `event` of the lines. */
  readonly event: string;
  /** How many were written in each period. No value where none was. */
  metric(options: { readonly statistic: string; readonly periodMinutes: number }): Metric;
}

/**
 * Has CloudWatch count the lines of one event in a function's log, as `aws/log.ts` writes them: one metric a stage, whatever the
 * lines say. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function countLines(fn: TsunagiFunction, stage: string, event: string): CountedLines {
  const metricNamespace = `Tsunagi/${stage}`;
  new MetricFilter(fn, `count-${event.replaceAll('.', '-')}`, {
    logGroup: fn.logs,
    filterPattern: FilterPattern.stringValue('$.event', '=', event),
    metricNamespace,
    metricName: event,
    metricValue: '1',
  });
  return {
    event,
    metric: ({ statistic, periodMinutes }) =>
      new Metric({ namespace: metricNamespace, metricName: event, statistic, period: Duration.minutes(periodMinutes) }),
  };
}
