import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { paginateListSubscriptions, type SNSClient } from '@aws-sdk/client-sns';
import { answerTo } from './answer.ts';
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
