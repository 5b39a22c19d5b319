import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { InputError, inChunks, secondMs, TsunagiError } from '../core/kernel/index.ts';
import type { MallName, ShopKey } from '../core/model/index.ts';
import type {
  Clock,
  Glance,
  HintQueue,
  OrderHint,
  RejectedRequests,
  StockQueue,
  WorkQueue,
} from '../core/ports/index.ts';
import { storeFailure } from './failures.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const entriesPerCall = 10;
const delaySecondsMax = 900;

/** A message may now have 1 MiB, but older queues keep the first limit. */
const bodyMax = 256 * 1024;

const messageFormat = 1;

/** A release that knows no glances keeps them for a later one, which drops them. */
const glanceFormat = 2;

/**
 * The queue of shops to look at. Each message carries its shop as the message group: on a standard queue that makes it fair,
 * so that the many messages of one shop do not keep the others waiting.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
export function sqsWorkQueue(client: SQSClient, queueUrl: string): WorkQueue {
  return {
    async look(shops, afterMs = 0) {
      const bodies = [...new Set(shops)].map((shop) => ({ group: shop, body: { shop }, afterMs }));
      await sendMessages(client, queueUrl, bodies);
    },
  };
}

/** The content of one message, and the shop that is its message group. */
interface MessageOf<Body extends object> {
  readonly group: string;
  readonly body: Body;
  /** When it is delivered; at once when absent. */
  readonly afterMs?: number;
}

/** Sends messages, in as many calls as necessary. Throws `queue.failing` if some were not accepted, after trying all. */
async function sendMessages(
  client: SQSClient,
  queueUrl: string,
  messages: readonly MessageOf<object>[],
): Promise<void> {
  const failures: TsunagiError[] = [];
  for (const chunk of inChunks(messages, entriesPerCall)) {
    const failure = await sendAll(client, queueUrl, chunk);
    // The others are sent nevertheless, so that they need not wait for the sweep.
    if (failure !== null) failures.push(failure);
  }
  if (failures[0] !== undefined) throw failures[0];
}

async function sendAll(
  client: SQSClient,
  queueUrl: string,
  messages: readonly MessageOf<object>[],
): Promise<TsunagiError | null> {
  const entries = messages.map(({ group, body, afterMs = 0 }, index) => ({
    Id: String(index),
    MessageBody: asciiJson({ format: messageFormat, ...body }),
    MessageGroupId: group,
    ...(afterMs > 0 && { DelaySeconds: Math.min(delaySecondsMax, Math.ceil(afterMs / secondMs)) }),
  }));
  try {
    const { Successful = [], Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }),
    );
    return Successful.length === entries.length ? null : refusedIn(entries.length - Successful.length, Failed[0]?.Code);
  } catch (error) {
    return storeFailure('SQS', 'SendMessageBatch', error, 'queue.failing');
  }
}

function refusedIn(count: number, code: string | undefined): TsunagiError {
  return new TsunagiError(
    'queue.failing',
    'later',
    `SQS did not take ${count} messages of a SendMessageBatch: ${code ?? 'no reason given'}. The sweep sends them again.`,
    { operation: 'SendMessageBatch' },
  );
}

/** The queue of hints. Beside them, malls may send messages of their own to it. */
export function sqsHintQueue(client: SQSClient, queueUrl: string): HintQueue {
  return {
    hint: (hint) => sendMessages(client, queueUrl, [{ group: hint.shop, body: hintFields(hint) }]),
  };
}

type Hint = Pick<OrderHint, 'orderNumber' | 'changedAt'> & { readonly shop: ShopKey };

/** What a message says of a hint: no more than which order to read. */
const hintFields = ({ shop, orderNumber, changedAt }: Hint) => ({ shop, orderNumber, changedAt });

/** The message of a hint. */
export const hintMessage = (hint: Hint): string => asciiJson({ format: messageFormat, ...hintFields(hint) });

/** A hint that `sqsHintQueue` sent; null for any other message. */
export function hintOfMessage(body: string, malls: readonly MallName[]): (OrderHint & { shop: ShopKey }) | null {
  const { orderNumber, changedAt = null } = fieldsOfMessage(body);
  const shop = shopNamedIn(body, malls);
  if (shop === null || typeof orderNumber !== 'string') return null;
  const [, code = ''] = shop.split('#');
  return { kind: 'order', shop, code, orderNumber, changedAt: typeof changedAt === 'number' ? changedAt : null };
}

/** The name of a queue, which is the last part of its address and of its ARN. */
export function queueName(url: string): string {
  return url.split('/').at(-1) ?? url;
}

/**
 * The shop a message of the work queue names. Throws an `InputError` for anything that `sqsWorkQueue` does not send, and `queue.failing` for
 * what another release or another configuration of this application may have sent: that comes again.
 */
export function shopOfMessage(body: string, malls: readonly MallName[]): ShopKey {
  const shop = shopNamedIn(body, malls);
  if (shop !== null) return shop;
  throw unreadable('work', body, [
    'It must be {"format": 1, "shop": "rms#…"}; something other than this application sent it.',
  ]);
}

/** While a release goes out, or after a rollback, the message is no mistake: a version that can read it may be the next to receive it. */
function unreadable(queue: string, body: string, problems: readonly string[]): TsunagiError {
  const { format, shop } = fieldsOfMessage(body);
  const isOfAnotherMall = format === messageFormat && typeof shop === 'string' && /^[a-z]+#/.test(shop);
  if (isOfAnotherMall || (typeof format === 'number' && format > messageFormat)) {
    return new TsunagiError(
      'queue.failing',
      'later',
      `A message of the ${queue} queue is of a mall that this deployment does not name, or of a later release. Name the mall in the parameter malls, or deploy that release again.`,
    );
  }
  return new InputError(`A message of the ${queue} queue cannot be read`, problems);
}

/** The shop that a message names, of one of these malls; null when it names none. */
function shopNamedIn(body: string, malls: readonly MallName[]): ShopKey | null {
  const shop = fieldsOfMessage(body).shop;
  const isShop = typeof shop === 'string' && malls.some((mall) => shop.startsWith(`${mall}#`));
  return isShop ? (shop as ShopKey) : null;
}

/** The fields of a message; none if it is not a JSON object. */
function fieldsOfMessage(body: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}

/** The queue of rejected requests. */
export function sqsRejectedRequests(client: SQSClient, queueUrl: string): RejectedRequests {
  return {
    async keep({ event, reasons, detail }) {
      const whole = asciiJson({ format: messageFormat, event, reasons, detail });
      const body = whole.length <= bodyMax ? whole : asciiJson({ format: messageFormat, event, reasons, detail: null });
      try {
        await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
      } catch (error) {
        throw storeFailure('SQS', 'SendMessage', error, 'queue.failing');
      }
    },
  };
}

/** Ten messages of one call together must stay below what a call may carry, 256 KiB under the older limit. */
const skuBytesMax = 20 * 1024;
/** SKUs of one message, which one run spreads together. */
const skusMax = 200;

/** What a message of the stock queue names. */
export type StockMessage =
  | { readonly kind: 'shop'; readonly shop: ShopKey }
  | { readonly kind: 'skus'; readonly merchant: string; readonly skus: readonly string[] }
  | { readonly kind: 'glance'; readonly glance: Glance };

/** The queue that feeds the workers of stock. Its messages are in ASCII, so that a SKU in any script is accepted, and its size is known. */
export function sqsStockQueue(client: SQSClient, queueUrl: string, clock: Pick<Clock, 'now'>): StockQueue {
  return {
    ...sqsWorkQueue(client, queueUrl),
    async spread(from, merchant, skus) {
      await sendMessages(client, queueUrl, skuMessages(from, merchant, skus));
    },
    async glance(glances) {
      const now = clock.now();
      const messages = glances.map((glance) => ({
        group: `glance#${glance.shard}`,
        body: { format: glanceFormat, glance },
        afterMs: glance.at - now,
      }));
      await sendMessages(client, queueUrl, messages);
    },
  };
}

function skuMessages(group: string, merchant: string, skus: readonly string[]): MessageOf<object>[] {
  const parts: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const sku of new Set(skus)) {
    const more = asciiJson([sku]).length;
    if (bytes + more > skuBytesMax || (parts.at(-1)?.length ?? 0) === skusMax) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(sku);
    bytes += more;
  }
  return parts.map((part) => ({ group, body: { merchant, skus: part } }));
}

/** Reads the shop, the SKUs or the glance that a message of the stock queue names. Throws as `shopOfMessage` does. */
export function stockMessageOf(body: string, malls: readonly MallName[]): StockMessage {
  const shop = shopNamedIn(body, malls);
  if (shop !== null) return { kind: 'shop', shop };
  const { format, merchant, skus, glance } = fieldsOfMessage(body);
  if (typeof merchant === 'string' && isListOfTexts(skus)) return { kind: 'skus', merchant, skus };
  if (format === glanceFormat && isGlance(glance)) return { kind: 'glance', glance };
  throw unreadable('stock', body, [
    'It must be {"format": 1, "shop": "rms#…"} or {"format": 1, "merchant": "…", "skus": ["…"]}; something other than this application sent it.',
  ]);
}

const isListOfTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');

function isGlance(value: unknown): value is Glance {
  const { shard, shards, at, atOnce, shops } = Object(value) as Partial<Record<keyof Glance, unknown>>;
  return [shard, shards, at, atOnce].every(Number.isSafeInteger) && isListOfTexts(shops);
}

/** JSON in ASCII: some queues and targets of a bus refuse other characters; escaped ones are accepted everywhere. */
export function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
