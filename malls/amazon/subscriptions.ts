import { secondMs, TsunagiError } from '../../core/kernel/index.ts';
import type { ShopKey } from '../../core/model/index.ts';
import type { HintSubscription, HintSubscriptions } from '../../core/ports/index.ts';
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
const subscriptions = '/notifications/v1/subscriptions';
const destinations = '/notifications/v1/destinations';

/** Where an application has its messages sent: a queue, or the one bus that it may have in an account and region. */
type Address =
  | { readonly sqs: { readonly arn: string } }
  | { readonly eventBridge: Readonly<Record<'region' | 'accountId', string>> };

/** An application's destination. */
interface Destination {
  readonly id: string;
  /** The name of the partner event source; '' of a queue. */
  readonly source: string;
}

/**
 * Has Amazon send ORDER_CHANGE of a seller to a queue, and LISTINGS_ITEM_MFN_QUANTITY_CHANGE, which goes to EventBridge alone, to a bus of the
 * queue's account and region. Either is a destination of the application, made once; a seller has one subscription an application and type.
 * Each step reads before it creates, so it can be repeated, and another process may do the same.
 */
export async function subscribeToHints(subscriber: AmazonSubscriber, queueArn: string): Promise<HintSubscriptions> {
  const { options, authUrl } = subscriber;
  const { transport, now } = options;
  const grantless = createAmazonCalls({
    ...options,
    tokens: createAmazonTokens({ authUrl, transport, now, timeoutMs: tokenTimeoutMs, scope }),
  });
  const known = await readDestinations(grantless);
  const [, , , region = '', accountId = '', name = ''] = queueArn.split(':');
  const subscribe = async (type: string, address: Address) => {
    const places = { grantless, shop: options.shop, name };
    return subscribeTo(subscriber.call, type, known(address), () => makeDestination(places, address));
  };
  const { destination: _, ...orders } = await subscribe('ORDER_CHANGE', { sqs: { arn: queueArn } });
  try {
    const bus = { eventBridge: { region, accountId } };
    const { destination, ...levels } = await subscribe('LISTINGS_ITEM_MFN_QUANTITY_CHANGE', bus);
    return { orders, levels: { ...levels, source: destination?.source ?? '' } };
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    // It may want a role that the application has not: the other one stands.
    return { orders, levels: { kind: 'refused', reason: error.words } };
  }
}

async function subscribeTo(
  call: CallAmazon,
  type: string,
  known: Destination | null,
  make: () => Promise<Destination>,
): Promise<HintSubscription & { readonly destination: Destination | null }> {
  const path = `${subscriptions}/${type}`;
  const standing = await readSubscription(call, path);
  if (standing !== null) {
    const isOurs = standing === known?.id;
    return { ...(isOurs ? { kind: 'subscribed', isNew: false } : { kind: 'elsewhere' }), destination: known };
  }
  const destination = known ?? (await make());
  const body = JSON.stringify({ payloadVersion: '1.0', destinationId: destination.id });
  const made = await createOrFind(call, 'createSubscription', { path, body });
  if (made !== null) return { kind: 'subscribed', isNew: true, destination };
  const isOurs = (await readSubscription(call, path)) === destination.id;
  return { ...(isOurs ? { kind: 'subscribed', isNew: false } : { kind: 'elsewhere' }), destination };
}

/** Finds the application's destination with an address; null where there is none. */
async function readDestinations(grantless: CallAmazon): Promise<(address: Address) => Destination | null> {
  const reply = await grantless('getDestinations', { method: 'GET', path: destinations });
  const { payload } = checked(destinationsReply, reply);
  return (address) => {
    const found = payload.find((one) => {
      if ('sqs' in address) return at(one, 'resource', 'sqs', 'arn') === address.sqs.arn;
      const bus = at(one, 'resource', 'eventBridge');
      const { region, accountId } = address.eventBridge;
      return textAt(bus, 'region') === region && textAt(bus, 'accountId') === accountId;
    });
    const id = textAt(found, 'destinationId');
    return id === '' ? null : { id, source: textAt(at(found, 'resource', 'eventBridge'), 'name') };
  };
}

async function makeDestination(
  { grantless, shop, name }: { readonly grantless: CallAmazon; readonly shop: ShopKey; readonly name: string },
  address: Address,
): Promise<Destination> {
  const body = JSON.stringify({ name, resourceSpecification: address });
  await createOrFind(grantless, 'createDestination', { path: destinations, body });
  // The answer has the name of a partner event source, too, but not where another process made it.
  const found = (await readDestinations(grantless))(address);
  if (found !== null) return found;
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

async function readSubscription(call: CallAmazon, path: string): Promise<string | null> {
  try {
    return destinationIn(await call('getSubscription', { method: 'GET', path }));
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

function destinationIn(reply: Awaited<ReturnType<CallAmazon>>): string {
  return checked(subscriptionReply, reply).payload.destinationId;
}
