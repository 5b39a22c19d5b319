import { type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Plain } from '../../journal/index.ts';

/** An event as the bus delivered it. */
export interface HeardEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Plain;
}

/** A consumer of the deployed bus. */
export interface Heard {
  /** Every event so far, repeats included, in no particular order. */
  events(): Promise<readonly HeardEvent[]>;
}

/** Attaches a rule and a queue to the bus, as another team's stack would, and keeps what comes. */
export async function listen(
  { eventbridge, sqs }: { readonly eventbridge: EventBridgeClient; readonly sqs: SQSClient },
  busName: string,
): Promise<Heard> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'consumer' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const rule = { EventBusName: busName, Name: 'consumer' };
  await eventbridge.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ source: [{ prefix: '' }] }) }));
  await eventbridge.send(
    new PutTargetsCommand({
      EventBusName: busName,
      Rule: rule.Name,
      Targets: [{ Id: 'queue', Arn: Attributes?.QueueArn }],
    }),
  );
  const heard: HeardEvent[] = [];
  return {
    async events() {
      for (;;) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        if (Messages.length === 0) return heard;
        for (const { Body = '' } of Messages) heard.push(eventOf(Body));
        const entries = Messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entries }));
      }
    },
  };
}

function eventOf(body: string): HeardEvent {
  const event = JSON.parse(body) as { source: string; 'detail-type': string; detail: Plain };
  return { source: event.source, detailType: event['detail-type'], detail: event.detail };
}
