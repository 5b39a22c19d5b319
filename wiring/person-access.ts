import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsAccess } from '../aws/calls/access.ts';
import { answerTo } from '../aws/deployment/answer.ts';
import { environmentEndpoint } from './aws-access.ts';

/**
 * As whom a person's command calls AWS: whatever profile, sign-in or role the SDK finds for them. Only commands load this, a
 * function's bundle must not: `docs/decisions/0015-bundles.md`. Throws `aws.no-region` and `aws.no-credentials`.
 */
export async function personAccess(): Promise<AwsAccess> {
  const { config } = new DynamoDBClient({});
  return {
    region: await answerTo('', () => config.region()),
    keys: () => answerTo('', () => config.credentials()),
    endpoint: environmentEndpoint(process.env),
  };
}
