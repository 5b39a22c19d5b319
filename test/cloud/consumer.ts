import {
  DeleteRuleCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Plain } from '../../journal/index.ts';

/** An event as the bus delivered it. */
interface HeardEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Plain;
}

/** Another team's program that receives order events: a rule on the deployed bus, and a queue. */
export interface Consumer {
  /** Every event so far, repeats included, in no particular order. */
  events(): Promise<readonly HeardEvent[]>;
  /** Takes rule and queue away. A bus that has rules is not deleted. */
  detach(): Promise<void>;
}

/** No consumer is attached yet. */
export const noConsumer: Consumer = { events: async () => [], detach: async () => undefined };

interface Clients {
  readonly eventbridge: EventBridgeClient;
  readonly sqs: SQSClient;
}

/** Attaches a rule and a queue to the bus, as docs/reference/stack.md tells consumers. */
export async function consumeEvents({ eventbridge, sqs }: Clients, busName: string): Promise<Consumer> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'consumer' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const queueArn = Attributes?.QueueArn;
  const rule = { EventBusName: busName, Name: 'consumer' };
  const { RuleArn } = await eventbridge.send(
    new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ source: [{ prefix: '' }] }) }),
  );
  const mayPut = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [mayPut] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const target = { EventBusName: busName, Rule: rule.Name };
  await eventbridge.send(new PutTargetsCommand({ ...target, Targets: [{ Id: 'queue', Arn: queueArn }] }));

  const heard: HeardEvent[] = [];
  return {
    async events() {
      for (;;) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        if (Messages.length === 0) return heard;
        for (const { Body = '' } of Messages) heard.push(eventOf(Body));
        const Entries = Messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    async detach() {
      await eventbridge.send(new RemoveTargetsCommand({ ...target, Ids: ['queue'] }));
      await eventbridge.send(new DeleteRuleCommand(rule));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}

function eventOf(body: string): HeardEvent {
  const event = JSON.parse(body) as { source: string; 'detail-type': string; detail: Plain };
  return { source: event.source, detailType: event['detail-type'], detail: event.detail };
}
