import { createHmac } from 'node:crypto';
import type { GraphQLResolveInfo } from 'graphql';
import { drawBetween, type Prng, prng, seedOf, uuid } from '../prng.ts';
import { catchUp } from '../world.ts';
import { mustHave } from './errors.ts';
import type { Context } from './operation.ts';
import { listed, type PageArguments } from './pages.ts';
import { gid, type Order, type Post, type Subscription, type Topic, type World } from './state.ts';
import { newest } from './versions.ts';

const ADDRESS_MAX = 2048;

const subscriptionModel = ({ id, ...rest }: Subscription) => ({ ...rest, id: gid('WebhookSubscription', id) });

export function webhookSubscriptions(
  { topics, uri, ...asked }: PageArguments & { topics?: readonly Topic[] | null; uri?: string | null },
  { shop }: Context,
) {
  const wanted = shop.subscriptions.filter(
    (one) => (topics == null || topics.includes(one.topic)) && (uri == null || uri === one.uri),
  );
  return listed(wanted, asked, subscriptionModel);
}

export function webhookSubscriptionCreate(
  { topic, webhookSubscription }: { topic: Topic; webhookSubscription: { uri?: string; includeFields?: string[] } },
  context: Context,
  info: GraphQLResolveInfo,
) {
  mustHave(context, info, 'read_orders');
  const { shop, changes } = context;
  const { uri = '', includeFields = [] } = webhookSubscription;
  const refused = (message: string) => ({
    webhookSubscription: null,
    userErrors: [{ field: ['webhookSubscription', 'callbackUrl'], message }],
  });
  if (!/^https?:\/\/\S+$/.test(uri) || uri.length > ADDRESS_MAX) return refused('Address is invalid');
  if (shop.subscriptions.some((one) => one.topic === topic && one.uri === uri))
    return refused('Address for this topic has already been taken');
  const made: Subscription = { id: shop.subscriptions.length + 1, topic, uri, includeFields };
  changes.push(() => void shop.subscriptions.push(made));
  return { webhookSubscription: subscriptionModel(made), userErrors: [] };
}

/** Posts to the subscriptions of a topic what an order is now, with what happens to posts on their way. */
export function post(world: World, order: Order, topic: Topic): void {
  const { subscriptions } = order.shop;
  for (const subscription of subscriptions.filter((one) => one.topic === topic)) {
    const chance = chanceOf(world, order);
    const body = bodyOf(order, subscription);
    const { lostShare, doubledShare, forgedShare } = world.settings.webhooks;
    const send = (post: Omit<Post, 'url'>): void => {
      const { delayMinMs, delayMaxMs, lateShare, lateMs } = world.settings.webhooks;
      const late = chance.chance(lateShare) ? lateMs : 0;
      const at = world.timeMs + drawBetween(chance, delayMinMs, delayMaxMs) + late;
      world.posts.push({ at, url: subscription.uri, ...post });
    };
    const genuine = signed(world, order, { topic, chance, body, secret: order.shop.clientSecret });
    if (!chance.chance(lostShare)) send(genuine);
    if (chance.chance(doubledShare)) send(genuine);
    if (chance.chance(forgedShare)) send(forged(chance, genuine));
  }
}

/** What befalls the nth post about an order: posts about others change nothing for it. */
function chanceOf({ seed, postsAbout }: World, { orderId }: Order): Prng {
  const nth = (postsAbout.get(orderId) ?? 0) + 1;
  postsAbout.set(orderId, nth);
  return prng(seedOf(seed, 'webhooks', orderId, nth));
}

/** The fields that were subscribed to, of those that we play: what REST has of an order. */
function bodyOf(order: Order, { includeFields }: Subscription): string {
  const played = {
    id: Number(order.orderId),
    admin_graphql_api_id: gid('Order', order.orderId),
    name: order.name,
    created_at: new Date(order.placedAt).toISOString(),
    updated_at: new Date(order.updatedAt).toISOString(),
  };
  const wanted = Object.entries(played).filter(([name]) => includeFields.length === 0 || includeFields.includes(name));
  return JSON.stringify(Object.fromEntries(wanted));
}

/** https://shopify.dev/docs/apps/build/webhooks/delivery-structure */
function signed(
  world: World,
  { shop }: Order,
  { topic, chance, body, secret }: { topic: Topic; chance: Prng; body: string; secret: string },
): Omit<Post, 'url'> {
  const headers = {
    'content-type': 'application/json',
    'x-shopify-topic': topic.toLowerCase().replace('_', '/'),
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
    'x-shopify-shop-domain': `${shop.code}.myshopify.com`,
    'x-shopify-api-version': newest(world),
    'x-shopify-webhook-id': uuid(chance),
    'x-shopify-event-id': uuid(chance),
    'x-shopify-triggered-at': new Date(world.timeMs).toISOString(),
  };
  return { headers, body };
}

/** Something that Shopify never sent. */
function forged(chance: Prng, { headers, body }: Omit<Post, 'url'>): Omit<Post, 'url'> {
  const { 'x-shopify-hmac-sha256': signature = '', ...unsigned } = headers;
  switch (chance.int(0, 4)) {
    case 0:
      return { headers: unsigned, body };
    case 1: {
      const another = createHmac('sha256', 'another').update(body).digest('base64');
      return { headers: { ...unsigned, 'x-shopify-hmac-sha256': another }, body };
    }
    case 2:
      return { headers: { ...headers, 'x-shopify-shop-domain': 'nobody.myshopify.com' }, body };
    case 3:
      return { headers, body: body.slice(0, Math.floor(body.length / 2)) };
    default:
      return { headers: { ...unsigned, 'x-shopify-hmac-sha256': signature }, body: body.padEnd(200_000) };
  }
}

/** The posts that are due since this was asked last, in the order in which they are sent. */
export function takePosts(world: World): Post[] {
  catchUp(world);
  const due = world.posts.filter(({ at }) => at <= world.timeMs).sort((one, other) => one.at - other.at);
  world.posts = world.posts.filter(({ at }) => at > world.timeMs);
  return due.map(({ url, headers, body }) => ({ url, headers, body }));
}
