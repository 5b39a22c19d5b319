import type { Resources } from '../assembly/resources.ts';

/** A queue that feeds a function. */
export interface SourceShape {
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly functionName: string;
  /** Messages handed over at most at once. */
  readonly batchMax: number;
  /** How long to gather messages for a batch, in cloud time. */
  readonly windowMs: number;
  /** The function says which messages of a batch failed; without it a batch fails or succeeds as a whole. */
  readonly reportsFailures: boolean;
  /** Batches under way at once at most. */
  readonly concurrencyMax: number;
}

/** What Lambda starts polling with: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const standardConcurrency = 5;

/** The event source mappings of the templates that are switched on. */
export function sourcesOf(resources: Resources): SourceShape[] {
  return resources.ofType('AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
    properties.refuse('FilterCriteria', 'DestinationConfig');
    if (!properties.truth('Enabled', true)) return [];
    const queue = resources.withArn(properties.text('EventSourceArn'), properties.where);
    const named = properties.text('FunctionName');
    const scaling = properties.has('ScalingConfig') ? properties.section('ScalingConfig') : undefined;
    return [
      {
        queueUrl: queue.ref,
        queueArn: queue.arn,
        // Of an ARN the name stands behind the kind, and before the alias.
        functionName: named.split(':function:').at(-1)?.split(':')[0] ?? named,
        batchMax: properties.number('BatchSize', 10),
        windowMs: properties.number('MaximumBatchingWindowInSeconds', 0) * 1000,
        reportsFailures: properties.texts('FunctionResponseTypes').includes('ReportBatchItemFailures'),
        concurrencyMax: scaling?.number('MaximumConcurrency', standardConcurrency) ?? standardConcurrency,
      },
    ];
  });
}
