import { DynamoDBClient, type DynamoDBClientConfig, type DynamoDBClientResolvedConfig } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { secondMs } from '../core/kernel/index.ts';
import { exceptionOf } from './failures.ts';
import { pooledRequestHandler, type Send } from './request-handler.ts';

/** Credentials and Region for AWS. The SDK finds what is left out: variables, profiles, a role. */
export type Access = Pick<DynamoDBClientConfig, 'region' | 'credentials' | 'endpoint'>;

/** What the clients of a process have in common. */
export interface ClientOptions {
  readonly send: Send;
  readonly access?: Access;
  /** Of one try, in milliseconds. 5 seconds when absent: an answer takes a few milliseconds, and the wait for a free connection counts. */
  readonly timeoutMs?: number;
}

function configOf({ send, access = {}, timeoutMs = 5 * secondMs }: ClientOptions) {
  return {
    ...access,
    requestHandler: pooledRequestHandler(send, timeoutMs),
    retryMode: 'standard',
    defaultsMode: 'standard',
    maxAttempts: 3,
    // Without it the SDK composes its middleware again for each call: docs/decisions/0021-aws-sdk.md.
    cacheMiddleware: true,
  } as const;
}

/**
 * Saves two steps that the SDK repeats for every call: `docs/decisions/0021-aws-sdk.md` has the measured savings. One signer signs
 * all calls; by default the SDK creates one for each call. And the configuration, which a call copies three times, is laid out flat.
 */
function tuned<Client extends { readonly config: Pick<DynamoDBClientResolvedConfig, 'signer'> }>(
  client: Client,
): Client {
  const { config } = client;
  const makeSigner = config.signer;
  let signer: ReturnType<typeof makeSigner> | undefined;
  config.signer = (scheme) => (signer ??= makeSigner(scheme));
  layOutFlat(config);
  return client;
}

/**
 * Makes V8 store an object as a row of fields. The SDK assembles a configuration piece by piece, so V8 stores it as a dictionary, which takes
 * four times as long to copy. V8 lays out an object again once others inherit from it and are read through it.
 */
function layOutFlat(config: object): void {
  const heir: { readonly region?: unknown } = Object.create(config);
  for (let reading = 0; reading < 100; reading++) regionOf(heir);
}

const regionOf = (config: { readonly region?: unknown }): unknown => config.region;

/** A try of a request that DynamoDB did not carry out for a reason of its own: too many of them, or HTTP 500 and above. */
export interface Refusal {
  readonly table: string;
  readonly kind: 'TableThrottles' | 'TableErrors';
  /** The exception's name. */
  readonly error: string;
}

/** @param onRefused called for each refused try, those that the SDK repeats by itself, too */
export function dynamoDbClient(options: ClientOptions, onRefused?: (refusal: Refusal) => void): DynamoDBClient {
  const client = tuned(new DynamoDBClient(configOf(options)));
  if (onRefused === undefined) return client;
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const kind = refusalOf(error);
        if (kind !== null)
          onRefused({ table: tableOf(args.input as AboutATable), kind, error: exceptionOf(error).name });
        throw error;
      }
    },
    // Within the SDK's repeats, and around what reads the exception from the answer.
    { step: 'deserialize', priority: 'high', name: 'refusals' },
  );
  return client;
}

/** DynamoDB's names for a request that it throttles: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const throttlingNames: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

/** Tells a refusal of DynamoDB's own by its kind; null for anything else: a condition that does not hold, a permission, no answer at all. */
export function refusalOf(error: unknown): Refusal['kind'] | null {
  const { name, $metadata, $response } = exceptionOf(error) as ReturnType<typeof exceptionOf> & {
    readonly $response?: { readonly statusCode?: number };
  };
  if (throttlingNames.has(name)) return 'TableThrottles';
  const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? 0;
  return status >= 500 ? 'TableErrors' : null;
}

/** Our requests are about one table each. */
interface AboutATable {
  readonly TableName?: string;
  readonly RequestItems?: object;
}

function tableOf(input: AboutATable): string {
  return String(input.TableName ?? Object.keys(input.RequestItems ?? {})[0] ?? 'unknown');
}

export function eventBridgeClient(options: ClientOptions): EventBridgeClient {
  return tuned(new EventBridgeClient(configOf(options)));
}

export function kmsClient(options: ClientOptions): KMSClient {
  return tuned(new KMSClient(configOf(options)));
}

export function sqsClient(options: ClientOptions): SQSClient {
  return tuned(new SQSClient(configOf(options)));
}

/** Called once an hour for each scope of a key. */
export function stsClient(options: ClientOptions): STSClient {
  return new STSClient(configOf(options));
}

/** A mail whose answer was lost may have been sent, so each is tried once; the notice's row decides when it is tried again. */
export function sesClient(options: ClientOptions): SESv2Client {
  return new SESv2Client({ ...configOf(options), maxAttempts: 1 });
}
