import type { Chance } from '../core/ports/chance.ts';
import type { Clock } from '../core/ports/clock.ts';
import { secondMs } from '../core/units.ts';
import { type AwsAccess, namedByPath, namedInHeader, type ServiceDescription } from './calls/access.ts';
import { type AwsService, type Operations, openService, type Send } from './calls/service.ts';
import type { Kms } from './data-keys.ts';
import type { DynamoDb } from './dynamodb/operations.ts';
import type { EventBridge } from './event-bus.ts';
import type { Ses } from './mailer.ts';
import type { Sqs } from './queues.ts';

const services = {
  dynamodb: {
    id: 'DYNAMODB',
    host: 'dynamodb',
    signedAs: 'dynamodb',
    wire: namedInHeader('DynamoDB_20120810', '1.0'),
  },
  eventbridge: { id: 'EVENTBRIDGE', host: 'events', signedAs: 'events', wire: namedInHeader('AWSEvents', '1.1') },
  kms: { id: 'KMS', host: 'kms', signedAs: 'kms', wire: namedInHeader('TrentService', '1.1') },
  sqs: { id: 'SQS', host: 'sqs', signedAs: 'sqs', wire: namedInHeader('AmazonSQS', '1.0') },
  ses: {
    id: 'SESV2',
    host: 'email',
    signedAs: 'ses',
    wire: namedByPath({ SendEmail: '/v2/email/outbound-emails' }),
  },
} as const satisfies Record<string, ServiceDescription>;

/** What a process gives its clients. */
export interface ClientsOptions {
  /** As whom, and where; asked for when the first call is made. */
  readonly access: () => Promise<AwsAccess>;
  readonly send: Send;
  /** The clock on the wall, which AWS compares signatures with. */
  readonly clock: Clock;
  readonly chance: Chance;
  /** A whole answer takes single-digit milliseconds; after this long the call is tried again. 3 seconds when absent. */
  readonly requestTimeoutMs?: number;
  /** Tries of one call in all; 3 when absent. */
  readonly maxAttempts?: number;
}

/** One client per service, kept for the life of the process. */
export interface AwsClients {
  dynamodb(): DynamoDb;
  eventbridge(): EventBridge;
  kms(): Kms;
  sqs(): Sqs;
  ses(): Ses;
}

/** Makes the clients of one process. */
export function createClients(options: ClientsOptions): AwsClients {
  const { requestTimeoutMs = 3 * secondMs, maxAttempts = 3 } = options;
  let access: Promise<AwsAccess> | undefined;
  const client = <Of extends Operations<Of>>(
    service: ServiceDescription,
    tries = maxAttempts,
  ): (() => AwsService<Of>) => {
    const opened = openService<Of>(service, {
      ...options,
      access: () => (access ??= options.access()),
      timeoutMs: requestTimeoutMs,
      maxAttempts: tries,
    });
    return () => opened;
  };
  return {
    dynamodb: client(services.dynamodb),
    eventbridge: client(services.eventbridge),
    kms: client(services.kms),
    sqs: client(services.sqs),
    // A mail whose answer was lost may be on its way: the notice's row decides when it is tried again.
    ses: client(services.ses, 1),
  };
}
