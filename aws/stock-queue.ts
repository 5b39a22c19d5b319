import type { SQSClient } from '@aws-sdk/client-sqs';
import { InputError } from '../core/kernel/index.ts';
import type { MallName, ShopKey } from '../core/model/index.ts';
import type { StockQueue } from '../core/ports/index.ts';
import { asciiJson } from './ascii-json.ts';
import { fieldsOfMessage, type MessageOf, sendMessages, shopNamedIn, sqsWorkQueue } from './queues.ts';

/** Ten messages of one call together must stay below what a call may carry, 256 KiB under the older limit. */
const skuBytesMax = 20 * 1024;
/** SKUs of one message, which one run spreads together. */
const skusMax = 200;

/** What a message of the stock queue names. */
export type StockMessage =
  | { readonly kind: 'shop'; readonly shop: ShopKey }
  | { readonly kind: 'skus'; readonly merchant: string; readonly skus: readonly string[] };

/** The queue that feeds the workers of stock. Its messages are in ASCII, so that a SKU in any script is accepted, and its size is known. */
export function sqsStockQueue(client: SQSClient, queueUrl: string): StockQueue {
  return {
    ...sqsWorkQueue(client, queueUrl),
    async spread(from, merchant, skus) {
      await sendMessages(client, queueUrl, skuMessages(from, merchant, skus));
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

/** What a message of the stock queue names. Throws an `InputError` for anything that `sqsStockQueue` does not send. */
export function stockMessageOf(body: string, malls: readonly MallName[]): StockMessage {
  const shop = shopNamedIn(body, malls);
  if (shop !== null) return { kind: 'shop', shop };
  const { merchant, skus } = fieldsOfMessage(body);
  const isList = Array.isArray(skus) && skus.length > 0 && skus.every((sku) => typeof sku === 'string');
  if (typeof merchant === 'string' && isList) return { kind: 'skus', merchant, skus };
  throw new InputError('A message of the stock queue cannot be read', [
    'It must be {"format": 1, "shop": "rms#…"} or {"format": 1, "merchant": "…", "skus": ["…"]}; something other than this application sent it, or a later release.',
  ]);
}
