import type { Gateway } from '../exchange.ts';
import { addressOf } from '../http.ts';
import { httpDate } from '../jst.ts';
import { applicationOfToken, shopOfToken, shopOfTokenRequest, tokenEndpoint, tokenRefusal } from './auth.ts';
import { faults } from './faults.ts';
import {
  createFeed,
  createFeedDocument,
  denied,
  getFeed,
  getFeedDocument,
  getFeeds,
  putFeedDocument,
  readFeedDocument,
  shopOfDocument,
} from './feeds.ts';
import { getListingsItem, patchListingsItem, searchListingsItems } from './listings.ts';
import { createDestination, createSubscription, getDestinations, getSubscription } from './notifications.ts';
import {
  type Body,
  type Call,
  notFound,
  type Operation,
  quotaExceeded,
  type Reply,
  unauthorized,
} from './operation.ts';
import { getOrder, searchOrders } from './orders.ts';
import { confirmShipment } from './shipping.ts';
import type { Shop, World } from './state.ts';

/** The two hosts of the mall are one here. */
const ROUTES: readonly (readonly [RegExp, readonly Operation[]])[] = [
  [/^\/auth\/o2\/token$/, [tokenEndpoint]],
  [/^\/orders\/2026-01-01\/orders$/, [searchOrders]],
  [/^\/orders\/2026-01-01\/orders\/[^/]+$/, [getOrder]],
  [/^\/orders\/v0\/orders\/[^/]+\/shipmentConfirmation$/, [confirmShipment]],
  [/^\/listings\/2021-08-01\/items\/[^/]+$/, [searchListingsItems]],
  [/^\/feeds\/2021-06-30\/documents$/, [createFeedDocument]],
  [/^\/feeds\/2021-06-30\/documents\/[^/]+$/, [getFeedDocument]],
  [/^\/feeds\/2021-06-30\/feeds$/, [createFeed, getFeeds]],
  [/^\/feeds\/2021-06-30\/feeds\/[^/]+$/, [getFeed]],
  [/^\/feed-documents\/[^/]+\/[^/]+$/, [putFeedDocument, readFeedDocument]],
  [/^\/listings\/2021-08-01\/items\/[^/]+\/[^/]+$/, [getListingsItem, patchListingsItem]],
  [/^\/notifications\/v1\/subscriptions\/[^/]+$/, [getSubscription, createSubscription]],
  [/^\/notifications\/v1\/destinations$/, [getDestinations, createDestination]],
];

export const gateway: Gateway<Call, Body> = {
  route(world, request) {
    const { path } = addressOf(request);
    const operations = ROUTES.find(([form]) => form.test(path))?.[1] ?? [];
    const operation = operations.find(({ method }) => method === request.method) ?? null;
    return { world, request, operation, shop: shopOf(world, request, operation) };
  },
  perform,
  replay: ({ operation, shop, ...call }) =>
    operation && shop && operation.api !== 'token' && operation.api !== 'application'
      ? operation.perform({ ...call, operation, shop })
      : null,
  write: ({ world }, { body, contentType = 'application/json', headers }) => ({
    headers: {
      date: httpDate(world.timeMs),
      connection: world.settings.transport.connection,
      'content-type': contentType,
      'x-amzn-requestid': world.chance.exchange.hex(32),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }),
  faults,
};

function shopOf(world: World, request: Call['request'], operation: Operation | null): Shop | null {
  if (operation?.isOpen) return shopOfDocument(world, request);
  return operation?.api === 'token' ? shopOfTokenRequest(world, request) : shopOfToken(world, request.headers);
}

function perform(call: Call): Reply {
  const { world, request, operation, shop } = call;
  if (operation === null) return notFound();
  if (operation.api === 'token') return operation.perform(call);
  if (operation.api === 'application') {
    const application = applicationOfToken(world, request.headers);
    if (application === null || !application.hasRole) return unauthorized(403);
    return tooFast(world, { application, code: '' }, operation) ?? operation.perform({ ...call, application });
  }
  if (operation.isOpen) return shop === null ? denied() : operation.perform({ ...call, shop });
  const refusal = tokenRefusal(world, request.headers);
  if (refusal || !shop) return refusal ?? notFound();
  if (!shop.application.hasRole) return unauthorized(403);
  return tooFast(world, shop, operation) ?? operation.perform({ ...call, shop });
}

interface Plan {
  everyMs: number;
  burst: number;
}

function planOf({ throttle }: World['settings'], name: string, api: string): Plan | null {
  if (api === 'notifications' || api === 'application') {
    return { everyMs: throttle.notificationsEveryMs, burst: throttle.notificationsBurst };
  }
  switch (name) {
    case 'searchOrders':
      return { everyMs: throttle.searchOrdersEveryMs, burst: throttle.searchOrdersBurst };
    case 'getOrder':
      return { everyMs: throttle.getOrderEveryMs, burst: throttle.getOrderBurst };
    case 'confirmShipment':
      return { everyMs: throttle.confirmEveryMs, burst: throttle.confirmBurst };
    case 'patchListingsItem':
      return { everyMs: throttle.listingsEveryMs, burst: throttle.patchBurst };
    case 'getListingsItem':
      return { everyMs: throttle.listingsEveryMs, burst: throttle.readBurst };
    case 'searchListingsItems':
      return { everyMs: throttle.listingsEveryMs, burst: throttle.searchBurst };
    case 'createFeed':
      return { everyMs: throttle.createFeedEveryMs, burst: throttle.createFeedBurst };
    case 'createFeedDocument':
      return { everyMs: throttle.createDocumentEveryMs, burst: throttle.createFeedBurst };
    case 'getFeed':
      return { everyMs: throttle.getFeedEveryMs, burst: throttle.getFeedBurst };
    case 'getFeeds':
    case 'getFeedDocument':
      return { everyMs: throttle.getFeedsEveryMs, burst: throttle.getFeedsBurst };
    default:
      return null;
  }
}

/** A bucket of calls for each operation, seller and application. Too many are a 429, which says nothing of when more may come. */
function tooFast(world: World, shop: Pick<Shop, 'application' | 'code'>, { name, api }: Operation): Reply | null {
  const plan = world.settings.throttle.enforce ? planOf(world.settings, name, api) : null;
  if (plan === null) return null;
  const key = `${shop.application.clientId} ${shop.code} ${name}`;
  const before = world.buckets.get(key) ?? { tokens: plan.burst, at: world.timeMs };
  const tokens = Math.min(plan.burst, before.tokens + (world.timeMs - before.at) / plan.everyMs);
  world.buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: world.timeMs });
  if (tokens >= 1) return null;
  const headers = { 'x-amzn-errortype': 'TooManyRequestsException' };
  const rate = { 'x-amzn-ratelimit-limit': String(1000 / plan.everyMs) };
  return { ...quotaExceeded(), headers: world.settings.throttle.rateHeader ? { ...headers, ...rate } : headers };
}
