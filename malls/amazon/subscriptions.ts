import { secondMs } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import type { HintSubscription } from '../../core/ports/index.ts';
import { at, textAt } from '../sheet.ts';
import { type AmazonCallsOptions, type AmazonRequest, type CallAmazon, checked, createAmazonCalls } from './calls.ts';
import { isConflict, isNotFound, unreadableReply } from './faults.ts';
import type { AmazonOperation } from './operations.ts';
import { createAmazonTokens } from './tokens.ts';
import { destinationsReply, subscriptionReply } from './wire.generated.js';

/** What subscribing calls with: as the seller, and for what belongs to the application without one (grantless). */
export interface AmazonSubscriber {
  readonly call: CallAmazon;
  readonly options: AmazonCallsOptions;
  readonly authUrl: string;
}

const tokenTimeoutMs = 10 * secondMs;
const scope = 'sellingpartnerapi::notifications';
const subscription = '/notifications/v1/subscriptions/ORDER_CHANGE';
const destinations = '/notifications/v1/destinations';

/**
 * Has Amazon send ORDER_CHANGE of a seller to a queue. The queue is a destination of the application, made once; a seller has one subscription
 * an application. Each step reads before it creates, so it can be repeated, and another process may do the same.
 */
export async function subscribeToOrderChanges(
  { call, options, authUrl }: AmazonSubscriber,
  queueArn: string,
): Promise<HintSubscription> {
  const { transport, now } = options;
  const grantless = createAmazonCalls({
    ...options,
    tokens: createAmazonTokens({ authUrl, transport, now, timeoutMs: tokenTimeoutMs, scope }),
  });
  const known = await findDestination(grantless, queueArn);
  const standing = await readSubscription(call);
  if (standing !== null) return standing === known ? { kind: 'subscribed', isNew: false } : { kind: 'elsewhere' };
  const destination = known ?? (await makeDestination(grantless, options.shop, queueArn));
  const body = JSON.stringify({ payloadVersion: '1.0', destinationId: destination });
  const made = await createOrFind(call, 'createSubscription', { path: subscription, body });
  if (made !== null) return { kind: 'subscribed', isNew: true };
  return (await readSubscription(call)) === destination ? { kind: 'subscribed', isNew: false } : { kind: 'elsewhere' };
}

/** The id of the application's destination that is this queue; null where there is none. */
async function findDestination(grantless: CallAmazon, queueArn: string): Promise<string | null> {
  const { payload } = checked(
    destinationsReply,
    await grantless('getDestinations', { method: 'GET', path: destinations }),
  );
  const found = payload.find((one) => at(one, 'resource', 'sqs', 'arn') === queueArn);
  return textAt(found, 'destinationId') || null;
}

async function makeDestination(grantless: CallAmazon, shop: ShopKey, queueArn: string): Promise<string> {
  const name = queueArn.split(':').at(-1);
  const body = JSON.stringify({ name, resourceSpecification: { sqs: { arn: queueArn } } });
  const made = await createOrFind(grantless, 'createDestination', { path: destinations, body });
  const id = made ?? (await findDestination(grantless, queueArn));
  if (id !== null) return id;
  throw unreadableReply(
    { shop, operation: 'createDestination' },
    409,
    'expected what is there already in getDestinations',
  );
}

/** The destination of what was created; null where Amazon says that it is there. */
async function createOrFind(
  call: CallAmazon,
  operation: AmazonOperation,
  request: Pick<AmazonRequest, 'path' | 'body'>,
): Promise<string | null> {
  try {
    return destinationIn(await call(operation, { method: 'POST', ...request }));
  } catch (error) {
    if (isConflict(error)) return null;
    throw error;
  }
}

async function readSubscription(call: CallAmazon): Promise<string | null> {
  try {
    return destinationIn(await call('getSubscription', { method: 'GET', path: subscription }));
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

function destinationIn(reply: Awaited<ReturnType<CallAmazon>>): string {
  return checked(subscriptionReply, reply).payload.destinationId;
}
