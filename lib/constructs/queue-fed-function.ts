import { Duration, Names } from 'aws-cdk-lib';
import { type CfnEventSourceMapping, RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { type FunctionProps, type FunctionSettings, TsunagiFunction } from './tsunagi-function.ts';
import type { WorkQueue } from './work-queue.ts';

/**
 * A function that queues feed. It has no queue of failed runs: a failed message is delivered again, and finally becomes a
 * dead letter of its queue.
 */
export class QueueFedFunction extends TsunagiFunction {
  constructor(scope: Construct, name: string, props: FunctionProps & { readonly settings: FunctionSettings }) {
    // It sends messages to its own queue: for a shop with work left, or goods that moved again. The SDK passes on the lineage of a
    // message, and Lambda would mistake the sixteenth of a chain for a loop and drop it. Every chain of messages here ends by itself.
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    super(scope, name, { ...props, lambda: { recursiveLoop: RecursiveLoop.ALLOW } });
  }

  /**
   * Feeds the function from a queue. It reports which messages of a batch failed, so that the others are not processed again.
   *
   * @param feed `batchMax` messages at once at most, gathered for `gatherSeconds`, `concurrencyMax` runs in parallel
   */
  feedFrom(
    { queue }: WorkQueue,
    feed: { readonly batchMax: number; readonly concurrencyMax: number; readonly gatherSeconds?: number },
  ): this {
    this.lambda.addEventSource(
      new SqsEventSource(queue, {
        batchSize: feed.batchMax,
        ...(feed.gatherSeconds === undefined ? {} : { maxBatchingWindow: Duration.seconds(feed.gatherSeconds) }),
        maxConcurrency: feed.concurrencyMax,
        reportBatchItemFailures: true,
      }),
    );
    // The mapping stays the child of the function that it was before there was an alias, so that an upgrade changes it in place.
    // As a child of the alias it would be another resource, created while the first one still reads the same queue.
    const mapping = this.lambda.node.findChild(`SqsEventSource:${Names.nodeUniqueId(queue.node)}`);
    (mapping.node.defaultChild as CfnEventSourceMapping).functionName = this.live.functionArn;
    return this;
  }
}
