import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { settings } from '../../functions/relay-alarms/settings.ts';
import { failureQueue } from './failure-queue.ts';
import type { OpsTopics } from './ops-topics.ts';
import { type FunctionProps, TsunagiFunction } from './tsunagi-function.ts';

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
  }
}
