import type { Figures } from './figures.ts';

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

/** As many values as one line may carry of a metric. */
const valuesMax = 100;

/**
 * Takes the figures out of a log line, as CloudWatch Logs does; a line without any is left alone. Throws for one that CloudWatch
 * would drop: it names a metric or a dimension that it does not carry.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function takeEmbedded(figures: Figures, line: string): void {
  // Most lines carry none, and are not worth parsing.
  if (!line.startsWith('{') || !line.includes('"_aws"')) return;
  const fields = JSON.parse(line) as Record<string, unknown>;
  const { Timestamp, CloudWatchMetrics } = fields._aws as {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly Directive[];
  };
  for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics) {
    for (const { Name } of Metrics) {
      const values = [fields[Name]].flat() as unknown[];
      const areGood = values.length <= valuesMax && values.every((value) => typeof value === 'number');
      if (!areGood) throw new Error(`A line says it carries ${Name}, and has ${JSON.stringify(fields[Name])}: ${line}`);
      for (const set of Dimensions) {
        const dimensions = Object.fromEntries(set.map((dimension) => [dimension, textIn(fields, dimension, line)]));
        figures.put({ namespace: Namespace, name: Name, dimensions }, Timestamp, ...(values as number[]));
      }
    }
  }
}

function textIn(fields: Readonly<Record<string, unknown>>, dimension: string, line: string): string {
  const value = fields[dimension];
  if (typeof value !== 'string' || value === '') throw new Error(`A line has no text for ${dimension}: ${line}`);
  return value;
}
