import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { paginateListSubscriptions, paginateListSubscriptionsByTopic, type SNSClient } from '@aws-sdk/client-sns';
import { answerOrNull, answerTo } from './answer.ts';
import { readStack } from './stacks.ts';

/** What `cdk bootstrap` made, which every CDK app of the account and region uses. */
export interface BootstrapFacts {
  readonly stackName: string;
  /** Where the bundles were uploaded; empty if the stack has no such output. */
  readonly bucket: string;
}

const bootstrapStack = 'CDKToolkit';

/** The bootstrap stack; null if it was never created, or was deleted. */
export async function readBootstrap(client: CloudFormationClient): Promise<BootstrapFacts | null> {
  const stack = await readStack(client, bootstrapStack);
  return stack === null ? null : { stackName: stack.name, bucket: stack.outputs.BucketName ?? '' };
}

/** The ARNs of subscriptions to topics of these names that outlived them. */
export async function readSubscriptionsOf(client: SNSClient, topicNames: readonly string[]): Promise<string[]> {
  return answerTo('sns:ListSubscriptions', async () => {
    const arns: string[] = [];
    for await (const { Subscriptions = [] } of paginateListSubscriptions({ client }, {})) {
      for (const { TopicArn = '', SubscriptionArn = '' } of Subscriptions) {
        const isOfThese = topicNames.some((name) => TopicArn.endsWith(`:${name}`));
        if (isOfThese && SubscriptionArn.startsWith('arn:')) arns.push(SubscriptionArn);
      }
    }
    return arns;
  });
}

/** A subscriber to alarms, confirmed or pending. */
export interface SubscriptionFacts {
  readonly protocol: string;
  /** Where the alarms are sent, usually a mail address. */
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

/** Who is subscribed to a topic; null when there is no such topic. */
export async function readSubscriptions(client: SNSClient, topicArn: string): Promise<SubscriptionFacts[] | null> {
  return answerOrNull('sns:ListSubscriptionsByTopic', ['NotFoundException'], async () => {
    const found: SubscriptionFacts[] = [];
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn: topicArn })) {
      for (const { Protocol = '', Endpoint = '', SubscriptionArn = '' } of Subscriptions) {
        // Until then it has the word PendingConfirmation in place of an ARN.
        found.push({ protocol: Protocol, endpoint: Endpoint, isConfirmed: SubscriptionArn.startsWith('arn:') });
      }
    }
    return found;
  });
}
