import { sentence, TsunagiError } from '../../core/kernel/index.ts';
import type { HintSubscriptions } from '../../core/ports/index.ts';
import { textAt } from '../sheet.ts';
import type { CallShopify } from './calls.ts';
import { changed, connection } from './wire.generated.js';

/** Topics of webhooks about orders. What we change there ourselves is posted, too. */
const topics = ['ORDERS_CREATE', 'ORDERS_UPDATED', 'ORDERS_CANCELLED'] as const;

/** What a post has of an order: nothing of its buyer. */
const includeFields = ['name', 'updated_at'];

/** Documents that only people's tools send, so that no function's bundle has them. */
export const hookQueries = {
  webhookSubscriptions:
    'query($topics:[WebhookSubscriptionTopic!],$uri:String){webhookSubscriptions(first:50,topics:$topics,uri:$uri){nodes{topic} pageInfo{hasNextPage}}}',
  webhookSubscriptionCreate:
    'mutation($topic:WebhookSubscriptionTopic!,$webhookSubscription:WebhookSubscriptionInput!){webhookSubscriptionCreate(topic:$topic,webhookSubscription:$webhookSubscription){userErrors{field message}}}',
} as const;

/** What subscribing calls with. */
export interface ShopifySubscriber {
  readonly call: CallShopify;
}

/**
 * Has Shopify post each new and changed order of a shop to an address. A subscription is the app's own, and other addresses keep theirs. Shopify
 * ends one that fails eight times in a row, so this is repeated by `ops shops verify`.
 */
export async function subscribeToHooks({ call }: ShopifySubscriber, uri: string): Promise<HintSubscriptions> {
  const standing = await topicsAt(call, uri);
  const missing = topics.filter((topic) => !standing.has(topic));
  for (const topic of missing) {
    const operation = 'webhookSubscriptionCreate';
    const variables = { topic, webhookSubscription: { uri, includeFields } };
    const reply = await call(operation, variables, { document: hookQueries[operation] });
    const [error] = reply.part(changed, operation).userErrors;
    // Another process may have made the same.
    if (error !== undefined && !(await topicsAt(call, uri)).has(topic))
      throw new TsunagiError('mall.refused', 'never', sentence`Shopify refused the address: ${error.message}`);
  }
  return { orders: { kind: 'subscribed', isNew: missing.length > 0 } };
}

async function topicsAt(call: CallShopify, uri: string): Promise<ReadonlySet<string>> {
  const operation = 'webhookSubscriptions';
  const reply = await call(operation, { topics, uri }, { document: hookQueries[operation] });
  return new Set(reply.part(connection, operation).nodes.map((node) => textAt(node, 'topic')));
}
