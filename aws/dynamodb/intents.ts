import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { EpochMs } from '../../core/kernel/index.ts';
import { bucketOf, type ClaimKeyRow, claimKeyOfRow, claimKeyRow, type Intent } from '../../core/model/index.ts';
import type { Intents } from '../../core/ports/index.ts';
import { bytes, bytesOf, entryKey, type Item, number, text } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { deleteItem, putItem, type Table } from './table.ts';

const intentFormat = 1;

/** What an intent names, as it is packed: claims as rows without field names. */
interface Packed {
  readonly orderNumbers: readonly string[];
  readonly claims: readonly ClaimKeyRow[];
}

const row = rowCodec<Omit<Intent, 'orderNumbers' | 'claims'>>({ id: 'text', shop: 'text', at: 'number' });

/** The write-ahead notes on DynamoDB (table Control). They never expire: an abandoned one is the only trace of its claims. */
export function dynamoIntents(table: Table): Intents {
  return {
    async open(intent) {
      await putItem(table, intentItem(intent));
    },

    async close(intent) {
      await deleteItem(table, intentKey(intent));
    },

    async abandoned(bucket, before) {
      const expression = new Expression();
      const ofBucket = expression.compare('scope', '=', text(scopeOf(bucket)));
      const openedBefore = expression.compare('entry', '<', text(entryAt(before)));
      const query = { ConsistentRead: true, ...expression.keys(ofBucket, openedBefore) };
      return (await queryItems(table, query)).map(intentOf);
    },
  };
}

const scopeOf = (bucket: number): string => `intents#${bucket}`;

/** Where an intent lies among its bucket's: the oldest first, so that the abandoned ones are one range. */
const entryAt = (at: EpochMs): string => new Date(at).toISOString();

function intentKey(intent: Intent): Item {
  return entryKey(scopeOf(bucketOf(intent.shop)), `${entryAt(intent.at)}#${intent.id}`);
}

/** An intent as an item. Packed: a hundred orders with ten claims each come to about 15 KB, an item may have 400 KB. */
export function intentItem(intent: Intent): Item {
  const packed: Packed = { orderNumbers: intent.orderNumbers, claims: intent.claims.map(claimKeyRow) };
  return {
    ...intentKey(intent),
    format: number(intentFormat),
    ...row.write(intent),
    packed: bytes(deflateRawSync(JSON.stringify(packed))),
  };
}

function intentOf(item: Item): Intent {
  const packed = JSON.parse(inflateRawSync(bytesOf(item, 'packed')).toString('utf8')) as Packed;
  return { ...row.read(item), orderNumbers: packed.orderNumbers, claims: packed.claims.map(claimKeyOfRow) };
}
