import { type MeasuredEvent, measuredLines } from '../core/kernel/index.ts';
import type { Clock, Log, LogValue } from '../core/ports/index.ts';

/** A log whose lines name their invocation. */
export interface RequestLog extends Log {
  /** From now on lines carry this id. A function's process runs one invocation at a time. */
  startRequest(requestId: string): void;
}

export interface RequestLogOptions {
  /** The function's name: that of its folder. */
  readonly functionName: string;
  readonly clock: Pick<Clock, 'now'>;
  /** The stage of the metrics. */
  readonly stage: string;
  /** The figures that become metrics; all of them by default. The others are fields of their lines all the same. */
  readonly metrics?: ReadonlySet<string> | undefined;
  /** Makes each figure one metric of the whole stage; by default it is one of each mall, or of each function. */
  readonly isOfStage?: boolean;
  /** Writes one line with its line end; to standard output by default. */
  readonly write?: (line: string) => void;
}

/** Writes one line of JSON an event: `{level, event, time, function, requestId, …fields}`. One with figures is a metric, too. */
export function requestLog({
  functionName,
  clock,
  stage,
  metrics: only,
  isOfStage = false,
  write = toStdout,
}: RequestLogOptions): RequestLog {
  let requestId: string | undefined;
  const at =
    (level: 'info' | 'warn' | 'error') =>
    (event: string, fields: Readonly<Record<string, LogValue>> = {}): void => {
      if (!isOfStage && isOnlyOfStage(event)) return;
      const now = clock.now();
      const time = new Date(now).toISOString();
      const fixed = { level, event, time, function: functionName, ...(requestId !== undefined && { requestId }) };
      // Twice: first for the order, then so that no field replaces a fixed one.
      const metrics = metricsIn(event, fields, { stage, at: now, only, isOfStage });
      write(`${JSON.stringify({ ...fixed, ...fields, ...fixed, ...metrics })}\n`);
    };
  return {
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    startRequest: (id) => {
      requestId = id;
    },
  };
}

function toStdout(line: string): void {
  process.stdout.write(line);
}

/**
 * The fields that make a log line a metric: CloudWatch reads the figures from the line, in the namespace of the stage. Empty for a line
 * without figures.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function metricsIn(
  event: string,
  fields: Readonly<Record<string, LogValue>>,
  {
    stage,
    at,
    only,
    isOfStage = false,
  }: {
    readonly stage: string;
    readonly at: number;
    /** The figures that become metrics; all of them where it is left out. */
    readonly only?: ReadonlySet<string> | undefined;
    /** Makes each figure one metric of the whole stage. */
    readonly isOfStage?: boolean;
  },
): { readonly stage?: string; readonly _aws?: object } {
  if (!Object.hasOwn(measuredLines, event)) return {};
  const { ofEach, figures } = measuredLines[event as MeasuredEvent];
  const Metrics = Object.entries(figures)
    .filter(([Name]) => (fields[Name] ?? null) !== null && (only?.has(Name) ?? true))
    .map(([Name, Unit]) => ({ Name, Unit }));
  if (Metrics.length === 0) return {};
  const dimension = isOfStage ? 'stage' : ofEach;
  return {
    ...(dimension === 'stage' && { stage }),
    _aws: { Timestamp: at, CloudWatchMetrics: [{ Namespace: `Tsunagi/${stage}`, Dimensions: [[dimension]], Metrics }] },
  };
}

function isOnlyOfStage(event: string): boolean {
  return Object.hasOwn(measuredLines, event) && 'onlyOfStage' in measuredLines[event as MeasuredEvent];
}
