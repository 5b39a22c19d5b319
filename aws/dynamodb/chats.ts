import type { Chat, ChatAddress } from '../../core/model/index.ts';
import type { ChatStore } from '../../core/ports/index.ts';
import { entryKey, type Item, number } from './attributes.ts';
import { partitionItems } from './query.ts';
import { inMap, rowCodec } from './row-codec.ts';
import { readItem, type Table } from './table.ts';
import { putVersion } from './versioned.ts';

const chatFormat = 1;
const chatsScope = 'chats';

const row = rowCodec<Omit<Chat, 'merchant'>>({
  version: 'number',
  since: 'number',
  address: inMap(
    rowCodec<ChatAddress>({ kind: 'text', shown: 'text', setAt: 'number', sealed: 'bytes', sealedVersion: 'number' }),
    { isOptional: true },
  ),
  trouble: 'json?',
  before: 'json',
});

/**
 * The chats of merchants, on DynamoDB (table Control, one partition). Not in the rows of merchants: a release that does not know them writes
 * those as a whole, and would lose the address.
 */
export function dynamoChats(table: Table): ChatStore {
  return {
    async get(merchant) {
      const item = await readItem(table, entryKey(chatsScope, merchant));
      return item && chatOf(item);
    },

    async list() {
      return (await partitionItems(table, 'scope', chatsScope)).map(chatOf);
    },

    async put({ merchant, ...chat }) {
      const item = { ...entryKey(chatsScope, merchant), format: number(chatFormat), ...row.write(chat) };
      return putVersion(table, item, chat.version);
    },
  };
}

function chatOf(item: Item): Chat {
  return { merchant: item.entry?.S ?? '', ...row.read(item) };
}
