import { Duration, Names, Validations } from 'aws-cdk-lib';
import { type CfnEventSourceMapping, type IFunction, RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { settings } from '../../functions/relay-alarms/settings.ts';
import type { OpsTopics } from './ops-topics.ts';
import { failureQueue } from './queues.ts';
import { type FunctionProps, type FunctionSettings, TsunagiFunction } from './tsunagi-function.ts';

/** The shape of the settings of a function that a schedule starts. */
export interface ScheduledSettings extends FunctionSettings {
  readonly everyMinutes: number;
}

/** A function that a schedule starts, and the queue for runs that failed. The queue carries the function's name, too. */
export class ScheduledFunction extends TsunagiFunction {
  readonly everyMinutes: number;
  readonly failed: Queue;

  constructor(scope: Construct, name: string, props: FunctionProps & { readonly settings: ScheduledSettings }) {
    super(scope, name, props);
    this.everyMinutes = props.settings.everyMinutes;
    this.failed = failureQueue(this, 'failed', `tsunagi-${props.stage}-${name}-failed`);
    this.live.configureAsyncInvoke({
      // A run that could not start within its minute is worthless: the next one does its work. Without this limit, an outage of ours
      // would end with a flood of outdated runs.
      retryAttempts: 0,
      maxEventAge: Duration.seconds(60),
      onFailure: new SqsDestination(this.failed),
    });
  }
}

/**
 * A function that queues feed. It has no queue of failed runs: a failed message is delivered again, and finally becomes a
 * dead letter of its queue; the function itself moves it there when no run can ever deal with it.
 */
export class QueueFedFunction extends TsunagiFunction {
  constructor(scope: Construct, name: string, props: FunctionProps & { readonly settings: FunctionSettings }) {
    // It sends messages to its own queue: for a shop with work left, or goods that moved again. The SDK passes on the lineage of a
    // message, and Lambda would mistake the sixteenth of a chain for a loop and drop it. Every chain of messages here ends by itself.
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    super(scope, name, { ...props, lambda: { recursiveLoop: RecursiveLoop.ALLOW } });
  }

  /**
   * Feeds the function from a queue. It reports which messages of a batch failed, so that the others are not processed again, and may
   * send to the queue's dead letters.
   *
   * @param feed `batchMax` messages at once at most, gathered for `gatherSeconds`, `concurrencyMax` runs in parallel
   */
  feedFrom(
    queue: Queue,
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
    return queue.deadLetterQueue === undefined ? this : this.allowSending(queue.deadLetterQueue.queue);
  }

  /** The same, unless another queue has the messages of this one. */
  feedFromUnless(isElsewhere: boolean, queue: Queue, feed: Parameters<this['feedFrom']>[1]): this {
    return isElsewhere ? this : this.feedFrom(queue, feed);
  }
}

/**
 * The function that posts alarms to a webhook. A failed message is tried twice more, after one minute and two; then its record goes to the
 * failed queue.
 */
export class AlarmRelay extends TsunagiFunction {
  readonly failed: Queue;

  constructor(
    scope: Construct,
    name: string,
    props: Pick<FunctionProps, 'stage' | 'isTraced'> & {
      readonly webhookParameter: string;
      readonly topics: OpsTopics;
    },
  ) {
    const { stage, topics, ...more } = props;
    super(scope, name, { ...more, stage, settings, environment: { STAGE: stage } });
    this.failed = failureQueue(this, 'failed', `tsunagi-${stage}-${name}-failed`);
    this.live.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(this.failed),
    });
    for (const topic of Object.values(topics)) topic.addSubscription(new LambdaSubscription(this.live as IFunction));
    Validations.of(this.live).acknowledge({
      id: 'CloudFormation-Validate::W3694',
      reason: 'The topics start the alias, whose reference is an ARN of a function with a qualifier, which SNS takes.',
    });
  }
}
