import { gunzipSync } from 'node:zlib';
import { type EpochMs, minuteMs, secondMs, sentence, TsunagiError } from '../../core/kernel/index.ts';
import type { BatchOutcome, StockBatches } from '../../core/ports/index.ts';
import { brokenOff } from '../faults.ts';
import { type HttpAnswer, type HttpRequest, TransportFailure } from '../http.ts';
import { checkedLevels } from '../stock-input.ts';
import { type AmazonCallsOptions, type AmazonReply, type CallAmazon, checked, defaultAmazonSettings } from './calls.ts';
import { isNotFound, refusalOf, unreadableReply } from './faults.ts';
import { marketplace } from './site.ts';
import { levelPatch } from './stock-api.ts';
import { amazonStock } from './stock-traits.ts';
import { createdFeed, feedDocument, feedReply, feedReport, feedsReply } from './wire.generated.js';

const feedType = 'JSON_LISTINGS_FEED';
const contentType = 'application/json; charset=UTF-8';
/** Three calls have to fit into what a run keeps in reserve for one. */
const stepTimeoutMs = 12 * secondMs;
/** Feeds are looked for from so long before on: the clocks differ. */
const clocksDifferMs = 5 * minuteMs;

/** What became of the messages of a feed, by their numbers. */
type Outcomes = (messageId: number) => BatchOutcome;

const all =
  (outcome: BatchOutcome): Outcomes =>
  () =>
    outcome;

/** JSON_LISTINGS_FEED: many levels in one document. A ticket is the feed and the number of the message in it. `docs/malls/amazon.md#feeds` */
export function createFeeds(
  call: CallAmazon,
  { shop, transport, baseUrl, sellerId }: AmazonCallsOptions & { readonly sellerId: string },
): StockBatches {
  const post = (operation: 'createFeed' | 'createFeedDocument', body: object): Promise<AmazonReply> => {
    const path = `${base}/${operation === 'createFeed' ? 'feeds' : 'documents'}`;
    return call(operation, { method: 'POST', path, body: JSON.stringify(body), timeoutMs: stepTimeoutMs });
  };
  const get = (operation: 'getFeed' | 'getFeeds' | 'getFeedDocument', path: string): Promise<AmazonReply> =>
    call(operation, { method: 'GET', path: `${base}/${path}`, timeoutMs: stepTimeoutMs });

  /** A document is at an address of its own, which is its key, too: no access token goes there. */
  const atDocument = async (url: string, request: Pick<HttpRequest, 'method' | 'body'>): Promise<Buffer> => {
    const named = { shop, operation: 'feedDocument' } as const;
    // As secure as the API itself.
    if (new URL(url).protocol !== new URL(baseUrl).protocol) throw unreadableReply(named, 200, 'url: expected https');
    const headers = request.body === undefined ? {} : { 'content-type': contentType };
    const { maxBytes } = defaultAmazonSettings;
    let answer: HttpAnswer;
    try {
      answer = await transport({ ...request, url, headers, timeoutMs: stepTimeoutMs, maxBytes });
    } catch (error) {
      throw error instanceof TransportFailure ? brokenOff('Amazon', named, error) : error;
    }
    if (answer.status !== 200) {
      const words = sentence`Amazon answered ${named.operation} of ${shop} with HTTP ${answer.status}: a document cannot be stored or read just now, or its address has ended. It is tried again.`;
      throw new TsunagiError('mall.failing', 'later', words, { ...named, status: answer.status });
    }
    return Buffer.from(answer.body);
  };

  const outcomesOf = async (feedId: string): Promise<Outcomes> => {
    try {
      const reply = await get('getFeed', `feeds/${encodeURIComponent(feedId)}`);
      const { processingStatus, resultFeedDocumentId } = checked(feedReply, reply);
      // Aborted: some, none or all of it may have been carried out.
      if (processingStatus === 'FATAL') return all({ kind: 'unproven', code: 'FATAL' });
      // Before it began.
      if (processingStatus === 'CANCELLED') return all({ kind: 'not-tried' });
      if (processingStatus !== 'DONE') return all({ kind: 'running' });
      return resultFeedDocumentId === undefined ? reported([]) : reported(await issuesIn(resultFeedDocumentId));
    } catch (error) {
      if (isNotFound(error)) return all({ kind: 'running' });
      throw error;
    }
  };

  const issuesIn = async (documentId: string): Promise<readonly Issue[]> => {
    const reply = await get('getFeedDocument', `documents/${encodeURIComponent(documentId)}`);
    const { url, compressionAlgorithm } = checked(feedDocument, reply);
    const bytes = await atDocument(url, { method: 'GET' });
    try {
      const text = compressionAlgorithm === 'GZIP' ? gunzipSync(bytes) : bytes;
      return checked(feedReport, { ...reply, value: JSON.parse(text.toString('utf8')) }).issues;
    } catch (error) {
      if (error instanceof TsunagiError) throw error;
      throw unreadableReply(reply.call, reply.status, 'the report is no JSON');
    }
  };

  /** Whether any feed of the seller that was made since then still runs: one of ours may be among them. */
  const anySince = async (since: EpochMs): Promise<Outcomes> => {
    const createdSince = new Date(since - clocksDifferMs).toISOString();
    const query = `feedTypes=${feedType}&processingStatuses=IN_QUEUE,IN_PROGRESS&createdSince=${createdSince}`;
    const { feeds } = checked(feedsReply, await get('getFeeds', `feeds?${query}`));
    return all(feeds.length > 0 ? { kind: 'running' } : { kind: 'unproven', code: 'lost' });
  };

  return {
    async send(levels) {
      const { batches = { most: 0 } } = amazonStock;
      checkedLevels(levels, { ...amazonStock, setBatch: batches.most });
      const header = { sellerId, version: '2.0', issueLocale: 'ja_JP' };
      const messages = levels.map(({ item, level }, index) => ({
        messageId: index + 1,
        sku: item,
        operationType: 'PATCH',
        ...levelPatch(level),
      }));
      const inputFeedDocumentId = await beforeSending(async () => {
        const made = checked(feedDocument, await post('createFeedDocument', { contentType }));
        await atDocument(made.url, { method: 'PUT', body: JSON.stringify({ header, messages }) });
        return made.feedDocumentId;
      });
      const reply = await post('createFeed', { feedType, marketplaceIds: [marketplace], inputFeedDocumentId });
      const { feedId } = checked(createdFeed, reply);
      return new Map(messages.map(({ sku, messageId }) => [sku, `${feedId}#${messageId}`]));
    },

    async outcomes(tickets, since) {
      const outcomes = new Map<string | null, BatchOutcome>();
      for (const [feedId, its] of Map.groupBy(tickets, (ticket) => ticket?.split('#')[0] ?? null)) {
        const outcomeOf = feedId === null ? await anySince(since) : await outcomesOf(feedId);
        for (const ticket of its) outcomes.set(ticket, outcomeOf(Number(ticket?.split('#')[1])));
      }
      return outcomes;
    },
  };
}

const base = '/feeds/2021-06-30';

interface Issue {
  readonly messageId?: number;
  readonly code?: string;
  readonly severity?: string;
  readonly message: string;
}

/** A message without an error was accepted, and is being applied: a reading tells whether it took effect. */
function reported(issues: readonly Issue[]): Outcomes {
  const byMessage = Map.groupBy(issues, ({ messageId }) => messageId);
  return (messageId) => refusalOf(byMessage.get(messageId) ?? []) ?? { kind: 'unproven', code: 'DONE' };
}

/** Marks what fails before the feed is made: no level was sent. */
async function beforeSending<Result>(steps: () => Promise<Result>): Promise<Result> {
  try {
    return await steps();
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    throw new TsunagiError(error.code, error.retry, error.words, { ...error.context, sent: false }, { cause: error });
  }
}
