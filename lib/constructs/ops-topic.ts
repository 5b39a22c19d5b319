import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/**
 * Where the alarms of a deployment go, and from there to whoever subscribes. A mail address has to confirm once, by a link in
 * the first mail.
 *
 * It is not encrypted at rest: CloudWatch may not use the account's own aws/sns key, so the alarms would be lost
 * (https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns), and they hold names and figures only.
 */
export function opsTopic(
  scope: Construct,
  id: string,
  props: { readonly stage: string; readonly email: string | null },
): Topic {
  const topicName = `tsunagi-${props.stage}-ops`;
  const topic = new Topic(scope, id, { topicName, displayName: `Tsunagi ${props.stage}`, enforceSSL: true });
  const stack = Stack.of(scope);
  // A topic with a policy of its own has lost the standard one, by which the account's alarms may publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisStage',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: {
          'aws:SourceArn': stack.formatArn({
            service: 'cloudwatch',
            resource: `alarm:tsunagi-${props.stage}-*`,
          }),
        },
      },
    }),
  );
  if (props.email !== null) {
    // Its construct id is not made of the address, as the topic's own method would make it: ids are seen by many.
    new Subscription(scope, `${id}Mail`, { topic, protocol: SubscriptionProtocol.EMAIL, endpoint: props.email });
  }
  return topic;
}
