import type { ApiKey } from '../../core/model/index.ts';
import type { ApiKeyStore } from '../../core/ports/index.ts';
import { entryKey, number } from './attributes.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { partitionItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { readItem, type Table, updateItem } from './table.ts';
import { putVersion } from './versioned.ts';

const apiKeyFormat = 1;
const apiKeysScope = 'api-keys';

const row = rowCodec<ApiKey>({
  id: 'text=entry',
  merchant: 'json',
  scopes: 'json',
  name: 'text',
  hashed: 'text',
  createdAt: 'number',
  by: 'text',
  endsAt: 'number',
  endedBy: 'text?',
  lastUsedAt: 'number?',
  version: 'number',
});

/** The keys of the API on DynamoDB (table Control, one partition): an API reads each of its keys once a minute in each process. */
export function dynamoApiKeys(table: Table): ApiKeyStore {
  return {
    async get(id) {
      const item = await readItem(table, entryKey(apiKeysScope, id));
      return item && row.read(item);
    },

    async list() {
      return (await partitionItems(table, 'scope', apiKeysScope)).map(row.read);
    },

    async put(key) {
      const item = { ...entryKey(apiKeysScope, key.id), format: number(apiKeyFormat), ...row.write(key) };
      return putVersion(table, item, key.version);
    },

    async noteUse(id, at) {
      const expression = new Expression();
      const isLater = anyOf(expression.absent('lastUsedAt'), expression.compare('lastUsedAt', '<', number(at)));
      const when = allOf(expression.present('version'), isLater);
      await updateItem(table, entryKey(apiKeysScope, id), expression.update({ set: { lastUsedAt: number(at) }, when }));
    },
  };
}
