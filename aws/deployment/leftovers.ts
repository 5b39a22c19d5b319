import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { paginateListSubscriptions, type SNSClient } from '@aws-sdk/client-sns';
import { answerTo } from './answer.ts';
import { readStack } from './stacks.ts';

/** What `cdk bootstrap` made, which every CDK app of the account and region uses. */
export interface BootstrapFacts {
  readonly stackName: string;
  /** Where the bundles were uploaded; empty when the stack does not tell. */
  readonly bucket: string;
}

const bootstrapStack = 'CDKToolkit';

/** What bootstrapping left; null when it was never made, or was removed. */
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
