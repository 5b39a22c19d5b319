import { gzipSync } from 'node:zlib';
import { addressOf, BYTES, type SimRequest } from '../http.ts';
import { carryOutLater } from '../world.ts';
import { setLevel } from './lifecycle.ts';
import { patchOf } from './listings.ts';
import { invalidInput, json, notFound, type Operation, quotaExceeded, type Reply, type ShopCall } from './operation.ts';
import { stamp } from './order-model.ts';
import { type Feed, type FeedDocument, type FeedEnd, MARKETPLACE, type Shop, type World } from './state.ts';

const FEED_TYPE = 'JSON_LISTINGS_FEED';
const CONTENT_TYPE = 'application/json; charset=UTF-8';
const DOCUMENT_PATH = /^\/feed-documents\/([^/]+)\/([^/]+)$/;

/** `POST /feeds/2021-06-30/documents`: an address to which the feed is put. */
export const createFeedDocument: Operation = {
  api: 'stock',
  name: 'createFeedDocument',
  write: true,
  method: 'POST',
  perform: (call) => {
    const { contentType } = jsonIn(call.request);
    if (typeof contentType !== 'string') return invalidInput('contentType is required.');
    const document = newDocument(call, contentType);
    const { id } = document;
    return json(201, { feedDocumentId: id, url: urlOf(call, document) }, () => call.world.documents.set(id, document));
  },
};

/** What lies at the address of a document: it asks for no token, and ends after some minutes. */
function documentAt({ world, request }: Pick<ShopCall, 'world' | 'request'>): FeedDocument | null {
  const [, id = '', urlId = ''] = DOCUMENT_PATH.exec(addressOf(request).path) ?? [];
  const document = world.documents.get(decodeURIComponent(id));
  const endsAt = document?.urls.get(urlId);
  return document === undefined || endsAt === undefined || world.timeMs >= endsAt ? null : document;
}

/** Whose document a request is about. */
export const shopOfDocument = (world: World, request: SimRequest): Shop | null =>
  documentAt({ world, request })?.shop ?? null;

export const denied = (): Reply => ({
  status: 403,
  contentType: 'application/xml',
  body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>',
});

export const putFeedDocument: Operation = {
  api: 'stock',
  name: 'putFeedDocument',
  write: true,
  method: 'PUT',
  isOpen: true,
  perform: (call) => {
    const document = documentAt(call);
    if (document === null || call.request.headers['content-type'] !== document.contentType) return denied();
    return {
      status: 200,
      body: '',
      apply: () => {
        document.text = call.request.body;
      },
    };
  },
};

export const readFeedDocument: Operation = {
  api: 'stock',
  name: 'readFeedDocument',
  write: false,
  method: 'GET',
  isOpen: true,
  perform: (call) => {
    const document = documentAt(call);
    if (document === null) return denied();
    const { text, isZipped } = document;
    return isZipped
      ? { status: 200, contentType: BYTES, body: gzipSync(text).toString('latin1') }
      : { status: 200, contentType: CONTENT_TYPE, body: text };
  },
};

/** `GET /feeds/2021-06-30/documents/{feedDocumentId}`: another address of it. */
export const getFeedDocument: Operation = {
  api: 'stock',
  name: 'getFeedDocument',
  write: false,
  method: 'GET',
  perform: (call) => {
    const document = call.world.documents.get(lastOf(call.request));
    if (document?.shop !== call.shop) return notFound();
    const { id, isZipped } = document;
    return json(200, {
      feedDocumentId: id,
      url: urlOf(call, document),
      ...(isZipped ? { compressionAlgorithm: 'GZIP' } : {}),
    });
  },
};

/** `POST /feeds/2021-06-30/feeds`: the feed waits, runs, and is done. `end`: how it ends instead. */
export function submitFeed(call: ShopCall, end: FeedEnd = 'DONE', laterMs = 0): Reply {
  const { world, shop } = call;
  const { feedType, marketplaceIds, inputFeedDocumentId } = jsonIn(call.request);
  const document = world.documents.get(String(inputFeedDocumentId));
  if (feedType !== FEED_TYPE || !Array.isArray(marketplaceIds) || !marketplaceIds.includes(MARKETPLACE)) {
    return invalidInput('feedType or marketplaceIds is not valid.');
  }
  if (document?.shop !== shop) return invalidInput('inputFeedDocumentId is not valid.');
  const { perFiveMinutes, queueMs, runMs } = world.settings.feeds;
  const lately = [...world.feeds.values()].filter((one) => one.shop === shop && world.timeMs - one.madeAt < 300_000);
  if (world.settings.throttle.enforce && lately.length >= perFiveMinutes) return quotaExceeded();
  const id = String(50_000_000_000 + world.feeds.size + 1);
  return json(202, { feedId: id }, () => {
    const feed: Feed = { id, shop, document, madeAt: world.timeMs, status: 'IN_QUEUE', reportId: null };
    world.feeds.set(id, feed);
    const startsAt = world.timeMs + queueMs + laterMs;
    world.agenda.at(startsAt, () => {
      feed.status = end === 'CANCELLED' ? end : 'IN_PROGRESS';
    });
    if (end !== 'CANCELLED') world.agenda.at(startsAt + runMs, () => finish(call, feed, end));
  });
}

export const createFeed: Operation = {
  api: 'stock',
  name: 'createFeed',
  write: true,
  method: 'POST',
  perform: (call) => submitFeed(call),
};

const feedModel = ({ world }: ShopCall, { id, madeAt, status, reportId }: Feed) => ({
  feedId: id,
  feedType: FEED_TYPE,
  marketplaceIds: [MARKETPLACE],
  createdTime: stamp(world, madeAt),
  processingStatus: status,
  ...(reportId === null ? {} : { resultFeedDocumentId: reportId }),
});

export const getFeed: Operation = {
  api: 'stock',
  name: 'getFeed',
  write: false,
  method: 'GET',
  perform: (call) => {
    const feed = call.world.feeds.get(lastOf(call.request));
    return feed?.shop === call.shop ? json(200, feedModel(call, feed)) : notFound();
  },
};

export const getFeeds: Operation = {
  api: 'stock',
  name: 'getFeeds',
  write: false,
  method: 'GET',
  perform: (call) => {
    const { query } = addressOf(call.request);
    if (!(query.get('feedTypes') ?? '').split(',').includes(FEED_TYPE)) return invalidInput('feedTypes is required.');
    const statuses = query.get('processingStatuses')?.split(',');
    const since = Date.parse(query.get('createdSince') ?? '') || 0;
    const found = [...call.world.feeds.values()].filter(
      ({ shop, status, madeAt }) => shop === call.shop && madeAt >= since && (statuses?.includes(status) ?? true),
    );
    return json(200, { feeds: found.slice(-10).map((feed) => feedModel(call, feed)) });
  },
};

interface Issue {
  messageId?: number;
  sku?: string;
  code: string;
  severity: 'ERROR';
  message: string;
}

/** The feed is worked through: good messages take effect, a FATAL one half of them, and the report names what is wrong. */
function finish(call: ShopCall, feed: Feed, end: FeedEnd): void {
  const { world } = call;
  const { id, shop, document } = feed;
  feed.status = end === 'FATAL' ? 'FATAL' : 'DONE';
  const { messages } = jsonIn({ body: document.text });
  const all = (Array.isArray(messages) ? messages : []) as Record<string, unknown>[];
  const issues: Issue[] = [];
  const { messagesMax } = world.settings.feeds;
  if (all.length === 0 || all.length > messagesMax) {
    issues.push({ code: '4001', severity: 'ERROR', message: 'The feed cannot be read, or has too many messages.' });
    feed.status = 'FATAL';
  } else {
    const done = end === 'FATAL' ? all.slice(0, Math.floor(all.length / 2)) : all;
    done.forEach((message, index) => {
      const problem =
        end === 'PARTIAL' && index % 3 === 0 ? 'A required attribute is missing.' : land(world, feed, message);
      if (problem === null) return;
      const named = { messageId: Number(message.messageId), sku: String(message.sku) };
      issues.push({ ...named, code: '90000', severity: 'ERROR', message: problem });
    });
  }
  const report = newDocument(call, CONTENT_TYPE);
  const counts = { errors: issues.length, warnings: 0, messagesProcessed: all.length };
  const summary = { ...counts, messagesAccepted: all.length - issues.length, messagesInvalid: issues.length };
  report.text = JSON.stringify({ header: { sellerId: shop.code, version: '2.0', feedId: id }, issues, summary });
  report.isZipped = world.settings.feeds.zipped;
  world.documents.set(report.id, report);
  feed.reportId = report.id;
}

/** The feeds of one shop, and the levels that each sets. */
export const bookFeeds = ({ feeds }: World, shop: Shop) =>
  [...feeds.values()]
    .filter((feed) => feed.shop === shop)
    .map(({ id, madeAt, status, document }) => ({
      ...{ feedId: id, madeAtMs: madeAt, status },
      get levels() {
        const { messages } = jsonIn({ body: document.text });
        return (Array.isArray(messages) ? messages : []).flatMap((message: Record<string, unknown>) => {
          const asked = patchOf(message);
          return 'quantity' in asked ? [{ sellerSku: String(message.sku), quantity: asked.quantity }] : [];
        });
      },
    }));

/** One message takes effect, whatever was set after the feed was made; gives back what is wrong with it. */
function land(world: World, { shop, madeAt }: Feed, message: Record<string, unknown>): string | null {
  if (message.operationType !== 'PATCH') return 'operationType is not valid.';
  const listing = shop.stock.get(String(message.sku));
  const asked = patchOf(message);
  const issue = 'quantity' in asked ? null : 'issue' in asked ? asked.issue : asked.problem;
  if (issue !== null || !('quantity' in asked)) return issue;
  if (listing === undefined) return 'The SKU is not in the catalogue of the seller.';
  if (listing.isFba) return 'The quantity of an item that Amazon fulfils cannot be set.';
  if (asked.quantity > world.settings.stock.highest) return 'quantity is too high.';
  if (world.settings.feeds.laterPatchWins && (listing.patchedAt ?? 0) > madeAt) return null;
  carryOutLater(world, world.settings.feeds.landMs, madeAt, () =>
    setLevel(world, shop, listing, asked.quantity, 'call'),
  );
  return null;
}

function newDocument({ world, shop }: ShopCall, contentType: string): FeedDocument {
  const count = [...world.documents.values()].filter((one) => one.shop === shop).length + 1;
  const id = `amzn1.tortuga.4.fe.${shop.code}.${count}`;
  return { id, shop, contentType, text: '', isZipped: false, urls: new Map() };
}

/** Documents have a host of their own; here it is the one that was called. */
function urlOf({ world, request }: ShopCall, document: FeedDocument): string {
  const urlId = String(document.urls.size + 1);
  document.urls.set(urlId, world.timeMs + world.settings.feeds.urlSeconds * 1000);
  const { host } = request.headers;
  const origin = host === undefined ? 'https://documents.example' : `http://${host}`;
  return `${origin}/feed-documents/${encodeURIComponent(document.id)}/${urlId}`;
}

const lastOf = (request: SimRequest): string => decodeURIComponent(addressOf(request).path.split('/').at(-1) ?? '');

function jsonIn({ body }: Pick<SimRequest, 'body'>): Record<string, unknown> {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
