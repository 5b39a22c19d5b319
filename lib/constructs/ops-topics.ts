import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The topics of a deployment, by the severity of the alarms that go there. */
export interface OpsTopics {
  readonly page: Topic;
  readonly ticket: Topic;
}

/**
 * The topics that send the alarms of a deployment to their subscribers: pages go to one topic, which may wake people, tickets to another.
 * A mail address has to confirm once for each topic, by a link in the first mail.
 *
 * Stages once had one topic for both. It is the one of the pages, under the same id and name: manual subscriptions to it still get
 * every page.
 */
export function opsTopics(
  scope: Construct,
  props: { readonly stage: string; readonly pageEmail: string | null; readonly ticketEmail: string | null },
): OpsTopics {
  const { stage, pageEmail, ticketEmail } = props;
  const name = `tsunagi-${stage}`;
  return {
    page: opsTopic(scope, 'Ops', {
      stage,
      topicName: `${name}-ops`,
      displayName: `Tsunagi ${stage}`,
      email: pageEmail,
    }),
    ticket: opsTopic(scope, 'Tickets', {
      stage,
      topicName: `${name}-tickets`,
      displayName: `Tsunagi ${stage} tickets`,
      email: ticketEmail,
    }),
  };
}

/**
 * It is not encrypted at rest: CloudWatch may not use the account's own aws/sns key, so the alarms would be lost
 * (https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns), and they hold names and figures only.
 */
function opsTopic(
  scope: Construct,
  id: string,
  props: {
    readonly stage: string;
    readonly topicName: string;
    readonly displayName: string;
    readonly email: string | null;
  },
): Topic {
  const { stage, topicName, displayName, email } = props;
  const topic = new Topic(scope, id, { topicName, displayName, enforceSSL: true });
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
            resource: `alarm:tsunagi-${stage}-*`,
          }),
        },
      },
    }),
  );
  if (email !== null) {
    // Its construct id does not contain the address, unlike the one of the topic's own method: many people see ids.
    new Subscription(scope, `${id}Mail`, { topic, protocol: SubscriptionProtocol.EMAIL, endpoint: email });
  }
  return topic;
}
