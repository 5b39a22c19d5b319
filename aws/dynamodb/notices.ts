import type { Notice, NoticeKey, NoticeState } from '../../core/model/index.ts';
import type { NoticeStore } from '../../core/ports/index.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { type Item, readItem, type Table } from './table.ts';
import { putVersion } from './versioned.ts';

const noticeFormat = 1;

/** The mails that were, or are being, sent, on DynamoDB (table Control). No address is in them: it is the merchant's row that knows it. */
export function dynamoNotices(table: Table): NoticeStore {
  return {
    async of(occasion) {
      const expression = new Expression();
      const ofOccasion = expression.compare('scope', '=', text(scopeOf(occasion)));
      const query = { KeyConditionExpression: ofOccasion, ConsistentRead: true, ...expression.placeholders() };
      return (await queryItems(table, query)).map(noticeOf);
    },

    async get(key) {
      const item = await readItem(table, noticeKey(key));
      return item && noticeOf(item);
    },

    async put(notice) {
      return putVersion(table, noticeItem(notice), notice.version);
    },
  };
}

const scopeOf = (occasion: string): string => `notices#${occasion}`;

function noticeKey({ occasion, kind, merchant }: NoticeKey): Item {
  return { scope: text(scopeOf(occasion)), entry: text(`${kind}#${merchant}`) };
}

function noticeItem(notice: Notice): Item {
  return {
    ...noticeKey(notice),
    format: number(noticeFormat),
    occasion: text(notice.occasion),
    kind: text(notice.kind),
    merchant: text(notice.merchant),
    version: number(notice.version),
    state: text(JSON.stringify(notice.state)),
  };
}

function noticeOf(item: Item): Notice {
  return {
    occasion: textOf(item, 'occasion'),
    kind: textOf(item, 'kind') as Notice['kind'],
    merchant: textOf(item, 'merchant'),
    version: numberOf(item, 'version'),
    state: JSON.parse(textOf(item, 'state')) as NoticeState,
  };
}
