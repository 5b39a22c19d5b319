import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Access } from '../aws/clients.ts';
import { answerTo } from '../aws/deployment/answer.ts';

/**
 * The AWS credentials of a command: the profile, sign-in or role that the SDK finds. Calls throw `aws.no-region` and
 * `aws.no-credentials`, which say what to do.
 */
export function personAccess(): Access {
  const { config } = new DynamoDBClient({});
  return {
    region: () => answerTo('', () => config.region()),
    credentials: () => answerTo('', () => config.credentials()),
  };
}
