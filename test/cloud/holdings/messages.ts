import { DescribeEventBusCommand, DescribeRuleCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { type Looker, same } from './look.ts';

/** A queue's attributes are texts; those of a template are what they are. */
export const queue: Looker = async ({ sqs }, { physicalId, properties }) => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: physicalId, AttributeNames: ['All'] }),
  );
  const wanted = Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => name !== 'QueueName' && name !== 'Tags')
      .map(([name, value]) => [name, typeof value === 'object' ? value : String(value)]),
  );
  const policies = ['RedrivePolicy', 'RedriveAllowPolicy'] as const;
  const found = {
    ...Attributes,
    ...Object.fromEntries(
      policies.flatMap((name) => {
        const policy = Attributes?.[name];
        return policy === undefined ? [] : [[name, JSON.parse(policy)]];
      }),
    ),
  };
  return same(wanted, found, ...Object.keys(wanted));
};

export const queuePolicy: Looker = async ({ sqs }, { properties }) => {
  const { Queues, PolicyDocument } = properties as { Queues: string[]; PolicyDocument: object };
  const found: unknown[] = [];
  for (const QueueUrl of Queues) {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }));
    found.push(JSON.parse(Attributes?.Policy ?? 'null'));
  }
  return { wanted: Queues.map(() => PolicyDocument), found };
};

export const topic: Looker = async ({ sns }, { physicalId, properties }) => {
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: physicalId }));
  return same(properties, Attributes, 'DisplayName');
};

export const topicPolicy: Looker = async ({ sns }, { properties }) => {
  const { Topics, PolicyDocument } = properties as { Topics: string[]; PolicyDocument: object };
  const found: unknown[] = [];
  for (const TopicArn of Topics) {
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    found.push(JSON.parse(Attributes?.Policy ?? 'null'));
  }
  return { wanted: Topics.map(() => PolicyDocument), found };
};

export const subscription: Looker = async ({ sns }, { properties }) => {
  const { TopicArn } = properties as { TopicArn: string };
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const found = Subscriptions.find(({ Endpoint }) => Endpoint === properties.Endpoint);
  return same(properties, found, 'TopicArn', 'Protocol', 'Endpoint');
};

export const eventBus: Looker = async ({ eventbridge }, { properties }) => {
  const { Name } = properties as { Name: string };
  return same(properties, await eventbridge.send(new DescribeEventBusCommand({ Name })), 'Name');
};

export const rule: Looker = async ({ eventbridge }, { properties }) => {
  const { Name, EventBusName, EventPattern, Targets } = properties as {
    Name: string;
    EventBusName?: string;
    EventPattern: object;
    Targets: object[];
  };
  const bus = EventBusName === undefined ? {} : { EventBusName };
  const found = await eventbridge.send(new DescribeRuleCommand({ Name, ...bus }));
  const targets = await eventbridge.send(new ListTargetsByRuleCommand({ Rule: Name, ...bus }));
  return {
    wanted: [EventPattern, Targets],
    found: [JSON.parse(found.EventPattern ?? 'null'), targets.Targets],
  };
};
