import type { Notice, NoticeKey } from '../../core/model/index.ts';
import type { NoticeStore } from '../../core/ports/index.ts';
import { entryKey, type Item, number } from './attributes.ts';
import { partitionItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { readItem, type Table } from './table.ts';
import { putVersion } from './versioned.ts';

const noticeFormat = 1;

const row = rowCodec<Notice>({ occasion: 'text', kind: 'text', merchant: 'text', version: 'number', state: 'json' });

/** The mails that were, or are being, sent, on DynamoDB (table Control). No address is in them: it is the merchant's row that knows it. */
export function dynamoNotices(table: Table): NoticeStore {
  return {
    async of(occasion) {
      return (await partitionItems(table, 'scope', scopeOf(occasion))).map(row.read);
    },

    async get(key) {
      const item = await readItem(table, noticeKey(key));
      return item && row.read(item);
    },

    async put(notice) {
      return putVersion(
        table,
        { ...noticeKey(notice), format: number(noticeFormat), ...row.write(notice) },
        notice.version,
      );
    },
  };
}

const scopeOf = (occasion: string): string => `notices#${occasion}`;

function noticeKey({ occasion, kind, merchant }: NoticeKey): Item {
  return entryKey(scopeOf(occasion), `${kind}#${merchant}`);
}
