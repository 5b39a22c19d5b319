import { dayMs, secondMs } from '../../core/kernel/index.ts';
import { type Digest, isIdle } from '../../core/model/index.ts';
import type { Digests } from '../../core/ports/index.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { type Item, putItem, readItem, type Table } from './table.ts';
import { putVersion } from './versioned.ts';

const digestFormat = 1;
const digestsScope = 'digests';

/**
 * Pending notices to merchants, on DynamoDB (table Control): one partition with one item for each merchant, and one for each shop with
 * the warnings sent. Only keys of orders are in them. A row without a pending notice expires after a day.
 */
export function dynamoDigests(table: Table): Digests {
  const ofScope = async (scope: string, isConsistent: boolean): Promise<Item[]> => {
    const expression = new Expression();
    const condition = expression.compare('scope', '=', text(scope));
    const query = { KeyConditionExpression: condition, ConsistentRead: isConsistent, ...expression.placeholders() };
    return queryItems(table, query);
  };

  return {
    async list() {
      return (await ofScope(digestsScope, false)).map(digestOf);
    },

    async get(merchant) {
      const item = await readItem(table, digestKey(merchant));
      return item && digestOf(item);
    },

    async put(digest) {
      return putVersion(table, digestItem(digest), digest.version);
    },

    async warned(shop) {
      return new Set((await ofScope(warnedScope(shop), true)).map((item) => textOf(item, 'entry')));
    },

    async markWarned(shop, word, until) {
      await putItem(table, {
        scope: text(warnedScope(shop)),
        entry: text(word),
        format: number(digestFormat),
        expiresAt: expiry(until),
      });
    },
  };
}

const warnedScope = (shop: string): string => `warned#${shop}`;

/** In epoch seconds. */
const expiry = (at: number) => number(Math.ceil((at + dayMs) / secondMs));

function digestKey(merchant: string): Item {
  return { scope: text(digestsScope), entry: text(merchant) };
}

function digestItem(digest: Digest): Item {
  const { merchant, version, ...rest } = digest;
  return {
    ...digestKey(merchant),
    format: number(digestFormat),
    version: number(version),
    digest: text(JSON.stringify(rest)),
    ...(isIdle(digest) ? { expiresAt: expiry(digest.sentAt ?? digest.notedAt) } : {}),
  };
}

function digestOf(item: Item): Digest {
  const rest = JSON.parse(textOf(item, 'digest')) as Omit<Digest, 'merchant' | 'version'>;
  return { ...rest, merchant: textOf(item, 'entry'), version: numberOf(item, 'version') };
}
