import { dayMs } from '../../core/kernel/index.ts';
import { type Digest, isIdle, type MorningReport } from '../../core/model/index.ts';
import type { Digests } from '../../core/ports/index.ts';
import { entryKey, expiry, type Item, json, number, numberOf, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { partitionItems, queryItems } from './query.ts';
import { putItem, readItem, type Table } from './table.ts';
import { putVersion } from './versioned.ts';

const digestFormat = 1;
const digestsScope = 'digests';
const morningScope = (merchant: string, day: string): string => `morning#${merchant}#${day}`;
/** A report is of no use after its day; two days more are for people who ask what was sent. */
const morningKeptMs = 3 * dayMs;
const warnedScope = (shop: string): string => `warned#${shop}`;

/**
 * Pending notices to merchants, on DynamoDB (table Control): one partition with one item for each merchant, one for each shop with
 * the warnings sent, and one for each merchant and morning with one item for each shop. Only keys of orders are in them. A row without a pending notice expires after a day.
 */
export function dynamoDigests(table: Table): Digests {
  return {
    async list() {
      const expression = new Expression();
      const ofDigests = expression.compare('scope', '=', text(digestsScope));
      return (await queryItems(table, { ConsistentRead: false, ...expression.keys(ofDigests) })).map(digestOf);
    },

    async get(merchant) {
      const item = await readItem(table, entryKey(digestsScope, merchant));
      return item && digestOf(item);
    },

    async put(digest) {
      return putVersion(table, digestItem(digest), digest.version);
    },

    async warned(shop) {
      const items = await partitionItems(table, 'scope', warnedScope(shop));
      return new Set(items.map((item) => textOf(item, 'entry')));
    },

    async markWarned(shop, word, until) {
      const key = entryKey(warnedScope(shop), word);
      await putItem(table, { ...key, format: number(digestFormat), ...expiry(until + dayMs) });
    },

    async putMorning(report) {
      const { merchant, day, shop, at } = report;
      const key = entryKey(morningScope(merchant, day), shop);
      await putItem(table, {
        ...key,
        format: number(digestFormat),
        report: json(report),
        ...expiry(at + morningKeptMs),
      });
    },

    async mornings(merchant, day) {
      const items = await partitionItems(table, 'scope', morningScope(merchant, day));
      return items.map((item) => JSON.parse(textOf(item, 'report')) as MorningReport);
    },
  };
}

function digestItem(digest: Digest): Item {
  const { merchant, version, ...rest } = digest;
  return {
    ...entryKey(digestsScope, merchant),
    format: number(digestFormat),
    version: number(version),
    digest: json(rest),
    ...(isIdle(digest) ? expiry((digest.sentAt ?? digest.notedAt) + dayMs) : {}),
  };
}

function digestOf(item: Item): Digest {
  const rest = JSON.parse(textOf(item, 'digest')) as Omit<Digest, 'merchant' | 'version'>;
  return { ...rest, merchant: textOf(item, 'entry'), version: numberOf(item, 'version') };
}
