import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { TsunagiFunction } from './tsunagi-function.ts';
import type { WorkQueue } from './work-queue.ts';

/**
 * A function that queues feed. It has no queue of failed runs: a message that fails comes again by itself, and ends among the
 * dead letters of its queue.
 */
export class QueueFedFunction extends TsunagiFunction {
  /**
   * Feeds the function from a queue. It says which messages of a batch failed, so that the others are not dealt with again.
   *
   * @param feed `batchMax` messages at once at most, `concurrencyMax` runs side by side
   */
  feedFrom({ queue }: WorkQueue, feed: { readonly batchMax: number; readonly concurrencyMax: number }): this {
    this.lambda.addEventSource(
      new SqsEventSource(queue, {
        batchSize: feed.batchMax,
        maxConcurrency: feed.concurrencyMax,
        reportBatchItemFailures: true,
      }),
    );
    return this;
  }
}
