import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Access } from '../aws/clients.ts';
import { answerTo } from '../aws/deployment/answer.ts';

/**
 * As whom a person's command calls AWS: whatever profile, sign-in or role the SDK finds for them. Calls throw `aws.no-region` and
 * `aws.no-credentials`, which say what to do.
 */
export function personAccess(): Access {
  const { config } = new DynamoDBClient({});
  return {
    region: () => answerTo('', () => config.region()),
    credentials: () => answerTo('', () => config.credentials()),
  };
}
