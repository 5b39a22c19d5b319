import { type MeasuredEvent, measuredLines } from '../core/kernel/index.ts';
import type { LogValue } from '../core/ports/index.ts';

/**
 * The fields that make a log line a metric: CloudWatch reads the figures from the line, in the namespace of the stage. Empty for a line
 * without figures.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsIn(
  event: string,
  fields: Readonly<Record<string, LogValue>>,
  {
    stage,
    at,
    only,
  }: {
    readonly stage: string;
    readonly at: number;
    /** The figures that become metrics; all of them where it is left out. */
    readonly only?: ReadonlySet<string> | undefined;
  },
): { readonly _aws?: object } {
  if (!Object.hasOwn(measuredLines, event)) return {};
  const { ofEach, figures } = measuredLines[event as MeasuredEvent];
  const Metrics = Object.entries(figures)
    .filter(([Name]) => (fields[Name] ?? null) !== null && (only?.has(Name) ?? true))
    .map(([Name, Unit]) => ({ Name, Unit }));
  if (Metrics.length === 0) return {};
  return {
    _aws: { Timestamp: at, CloudWatchMetrics: [{ Namespace: `Tsunagi/${stage}`, Dimensions: [[ofEach]], Metrics }] },
  };
}
