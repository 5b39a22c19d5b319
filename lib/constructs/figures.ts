import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, measuredLines } from '../../core/kernel/index.ts';

/** Where a figure of ours comes from, and its dimension. */
export interface FigureSource {
  readonly from: string;
  readonly ofEach: 'mall' | 'function';
}

/** The line that carries a figure. */
export function sourceOf(name: MetricName): FigureSource {
  const line = Object.values(measuredLines).find(({ figures }) => Object.hasOwn(figures, name));
  if (line === undefined) throw new Error(`No line carries ${name}.`);
  return line;
}

/** A figure of ours, as CloudWatch extracts it from log lines (`aws/emf.ts`). */
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
