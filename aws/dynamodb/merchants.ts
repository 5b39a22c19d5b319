import type { Merchant } from '../../core/model/index.ts';
import type { MerchantStore } from '../../core/ports/index.ts';
import { entryKey, type Item, number, text, textOf } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { anyOf, Expression } from './expression.ts';
import { partitionItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { deleteItem, putItem, readItem, type Table } from './table.ts';
import { putVersion } from './versioned.ts';

const merchantFormat = 1;

/** The partition of the table Control in which all merchants are listed. */
export const merchantsScope = 'merchants';

/** Before a merchant's id: the partition of the rows that belong to this merchant alone. */
const merchantScope = 'merchant#';
/** There, the entry of the merchant itself. */
const ownEntry = 'merchant';

const row = rowCodec<Merchant>({
  id: 'text=entry',
  name: 'text',
  contacts: 'texts',
  features: 'texts',
  language: 'text',
  digestAt: 'text?',
  digestSince: 'number?',
  labels: 'textMap?',
  createdAt: 'number',
  version: 'number',
});

export const merchantOf = row.read;

export function merchantItem(merchant: Merchant): Item {
  return { scope: text(merchantsScope), format: number(merchantFormat), ...row.write(merchant) };
}

export const ownMerchantKey = (id: string): Item => entryKey(`${merchantScope}${id}`, ownEntry);

export function ownMerchantOf(item: Item): Merchant {
  return merchantOf({ ...item, entry: text(textOf(item, 'scope').slice(merchantScope.length)) });
}

/**
 * The merchants on DynamoDB (table Control). Each has two rows: one among all, by which they are listed and which counts; and a copy in a
 * partition of its own, from which runs of each shard read those of their shops. Release 0.1.0 knows the first alone. A merchant whose
 * copy is not there, because no later release has written it yet, is read from the first.
 */
export function dynamoMerchants(table: Table): MerchantStore {
  return {
    async get(id) {
      const item = await readItem(table, entryKey(merchantsScope, id));
      return item && merchantOf(item);
    },

    async some(ids) {
      const distinct = [...new Set(ids)];
      const own = (await readItems(table, distinct.map(ownMerchantKey), { consistent: false })).map(ownMerchantOf);
      const found = new Set(own.map(({ id }) => id));
      const rest = distinct.filter((id) => !found.has(id)).map((id) => entryKey(merchantsScope, id));
      return [...own, ...(await readItems(table, rest, { consistent: false })).map(merchantOf)];
    },

    async list() {
      return (await partitionItems(table, 'scope', merchantsScope)).map(merchantOf);
    },

    async put(merchant) {
      // First, so that a crash leaves no copy of what is outdated.
      if (merchant.version > 1) await deleteItem(table, ownMerchantKey(merchant.id));
      const outcome = await putVersion(table, merchantItem(merchant), merchant.version);
      if (outcome === 'stored') await putCopy(table, merchant);
      return outcome;
    },
  };
}

/** Puts the copy, unless another process has put a later one. */
async function putCopy(table: Table, merchant: Merchant): Promise<void> {
  const expression = new Expression();
  const isEarlier = anyOf(expression.absent('version'), expression.compare('version', '<', number(merchant.version)));
  await putItem(table, { ...merchantItem(merchant), ...ownMerchantKey(merchant.id) }, expression.condition(isEarlier));
}
