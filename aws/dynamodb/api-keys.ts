import { dayMs } from '../../core/kernel/index.ts';
import type { ApiKey } from '../../core/model/index.ts';
import type { ApiKeyStore, FirstRequest } from '../../core/ports/index.ts';
import { entryKey, expiry, number } from './attributes.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { partitionItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { putItem, readItem, type Table, updateItem } from './table.ts';
import { putVersion } from './versioned.ts';

const apiKeyFormat = 1;
const apiKeysScope = 'api-keys';

const apiRequestFormat = 1;
/** Before a key's id. */
const apiRequestsScope = 'api-requests#';
const request = rowCodec<FirstRequest>({ at: 'number', fingerprint: 'text' });

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

    async firstRequest(key, name, made) {
      const at = entryKey(`${apiRequestsScope}${key}`, name);
      const item = { ...at, format: number(apiRequestFormat), ...request.write(made), ...expiry(made.at + dayMs) };
      const expression = new Expression();
      const outcome = await putItem(table, item, expression.condition(expression.absent('at')));
      const standing = outcome === 'written' ? null : await readItem(table, at);
      return standing === null ? made : request.read(standing);
    },
  };
}
