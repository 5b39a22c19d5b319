import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { secondMs } from '../core/units.ts';

/** How the clients behave. Endpoints, region and credentials are the SDK's own affair: it reads its usual variables. */
export interface ClientSettings {
  /** A connection that is not there after this long never comes. */
  readonly connectTimeoutMs: number;
  /** A whole answer takes single-digit milliseconds; after this long the call is tried again. */
  readonly requestTimeoutMs: number;
  /** Tries of one call in all. */
  readonly maxAttempts: number;
  /** Connections to one service at once; a call more waits for a free one. */
  readonly maxSockets: number;
}

const standard: ClientSettings = {
  connectTimeoutMs: secondMs,
  requestTimeoutMs: 3 * secondMs,
  maxAttempts: 3,
  maxSockets: 100,
};

/** One client per service, made when it is first asked for and kept for the life of the process. */
export interface AwsClients {
  dynamodb(): DynamoDBClient;
  eventbridge(): EventBridgeClient;
  kms(): KMSClient;
  /** Closes the connections of the clients that were made. */
  close(): void;
}

/** Makes the clients of one process. */
export function createClients(settings: Partial<ClientSettings> = {}): AwsClients {
  const { connectTimeoutMs, requestTimeoutMs, maxAttempts, maxSockets } = { ...standard, ...settings };
  const made: { destroy(): void }[] = [];
  const lazily = <Client extends { destroy(): void }>(make: () => Client): (() => Client) => {
    let client: Client | undefined;
    return () => {
      if (client === undefined) {
        client = make();
        made.push(client);
      }
      return client;
    };
  };
  const agent = { keepAlive: true, maxSockets };
  const options = () => ({
    maxAttempts,
    requestHandler: {
      connectionTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // Without this the SDK prints a warning and goes on waiting.
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
  return {
    dynamodb: lazily(() => new DynamoDBClient(options())),
    eventbridge: lazily(() => new EventBridgeClient(options())),
    kms: lazily(() => new KMSClient(options())),
    close: () => {
      for (const client of made) client.destroy();
    },
  };
}
