import { paginateListSubscriptionsByTopic, type SNSClient } from '@aws-sdk/client-sns';
import { answerOrNull } from './answer.ts';

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
