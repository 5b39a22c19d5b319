import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DecryptCommand } from '@aws-sdk/client-kms';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { dynamoDbClient, eventBridgeClient, kmsClient, sesClient, sqsClient } from '../../aws/clients.ts';
import { createUndiciTransport } from '../../malls/undici.ts';

/** Makes one call after the other to services that answer at the endpoint, and tells how each ended. */
export async function callServices(endpoint: string): Promise<object[]> {
  const send = createUndiciTransport();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const options = { send, access: { region: 'ap-northeast-1', credentials, endpoint } };
  const [dynamodb, kms] = [dynamoDbClient(options), kmsClient(options)];
  const calls: (() => Promise<object>)[] = [
    () => dynamodb.send(new GetItemCommand({ TableName: 'T', Key: { pk: { S: '花森' } } })),
    () => dynamodb.send(new PutItemCommand({ TableName: 'T', Item: { pk: { S: '花森' } } })),
    () => kms.send(new DecryptCommand({ CiphertextBlob: Uint8Array.of(1) })),
    () => eventBridgeClient(options).send(new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 't' }] })),
    () => sqsClient(options).send(new SendMessageBatchCommand({ QueueUrl: `${endpoint}/1/q`, Entries: [] })),
    () => sesClient(options).send(new SendEmailCommand({ Content: { Raw: { Data: Uint8Array.of(1) } } })),
  ];
  const ends: object[] = [];
  for (const call of calls) ends.push(await call().catch(endOf));
  await send.close();
  return ends;
}

/** What the code reads of an error, and how often the SDK tried. */
function endOf({ name, message, $metadata }: Error & { readonly $metadata?: Tries }): object {
  return { name, message, status: $metadata?.httpStatusCode, attempts: $metadata?.attempts };
}

interface Tries {
  readonly httpStatusCode?: number;
  readonly attempts?: number;
}
