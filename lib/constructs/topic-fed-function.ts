import { Duration } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { failureQueue } from './failure-queue.ts';
import { type FunctionProps, TsunagiFunction } from './tsunagi-function.ts';

/** A function that topics start. A message that fails is tried twice more, after one minute and two; then its record lies in the queue. */
export class TopicFedFunction extends TsunagiFunction {
  readonly failed: Queue;

  constructor(scope: Construct, name: string, props: FunctionProps & { readonly topics: readonly Topic[] }) {
    super(scope, name, props);
    this.failed = failureQueue(this, 'failed', `tsunagi-${props.stage}-${name}-failed`);
    this.lambda.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(this.failed),
    });
    for (const topic of props.topics) topic.addSubscription(new LambdaSubscription(this.lambda));
  }
}
