import { dayMs, jstDay } from '../../core/kernel/index.ts';
import {
  type MailRecord,
  type MailReport,
  mailMoment,
  type Notice,
  type NoticeKey,
  type SentMail,
} from '../../core/model/index.ts';
import type { NoticeStore } from '../../core/ports/index.ts';
import { entryKey, expiry, type Item, number, textOf, texts } from './attributes.ts';
import { Expression } from './expression.ts';
import { partitionItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { readItem, type Table, updatedItem, updateItem } from './table.ts';
import { putVersion } from './versioned.ts';

const noticeFormat = 1;
const mailFormat = 1;
/** What was sent is kept for a year and a month. */
const mailKeptMs = 400 * dayMs;

const row = rowCodec<Notice>({ occasion: 'text', kind: 'text', merchant: 'text', version: 'number', state: 'json' });

const mailRow = rowCodec<Omit<MailRecord, 'id'>>({
  merchant: 'text',
  kind: 'text',
  occasion: 'text',
  at: 'number',
  to: 'texts',
  way: 'text?',
  subject: 'text',
  text: 'text',
  outcome: 'json',
});

/**
 * The mails that were, or are being, sent, on DynamoDB (table Control), and for people what was sent: a partition for each day in Japan. No
 * address is in them, except masked: it is the merchant's row that knows it.
 */
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

    // What is sent and what is reported of it are written by different runs, in either order: each sets only its own attributes.
    async keepSent({ id, ...record }) {
      const set = { format: number(mailFormat), ...mailRow.write(record), ...expiry(record.at + mailKeptMs) };
      const kept = await updatedItem(table, mailKey(id), new Expression().update({ set }));
      if (kept !== null) await putCopy(table, id, kept);
    },

    async addReports(id, reports) {
      const expression = new Expression();
      // Texts of one report are always the same, so a set keeps a repeated report once.
      const added = `${expression.name('reports')} ${expression.value('reports', texts(reports.map(reportText)))}`;
      const ends = expiry((mailMoment(id) ?? 0) + mailKeptMs);
      const kept = await updatedItem(
        table,
        mailKey(id),
        expression.update({ set: { format: number(mailFormat), ...ends }, addClauses: [added] }),
      );
      if (kept !== null) await putCopy(table, id, kept);
    },

    async sent(id) {
      const item = await readItem(table, mailKey(id));
      return item && sentMailOf(item);
    },

    async sentOn(day) {
      return (await partitionItems(table, 'scope', mailScope(day))).map(sentMailOf);
    },
  };
}

/** The partition of what was sent to one merchant, from which programs of that merchant read. Release 0.1.0 knows it not. */
export const mailsOfMerchant = (merchant: string): string => `merchant#${merchant}#mails`;

/**
 * Copies a mail as it stands: whichever comes second, the record or the last report, copies all. Two at once may each copy less; attributes are
 * set and reports added, so that neither takes away what the other wrote.
 */
async function putCopy(table: Table, id: string, { scope: _, entry: __, reports, ...set }: Item): Promise<void> {
  if (set.merchant === undefined) return;
  const expression = new Expression();
  const addClauses =
    reports === undefined ? [] : [`${expression.name('reports')} ${expression.value('reports', reports)}`];
  const key = entryKey(mailsOfMerchant(textOf(set, 'merchant')), id);
  await updateItem(table, key, expression.update({ set, addClauses }));
}

const scopeOf = (occasion: string): string => `notices#${occasion}`;
const mailScope = (day: string): string => `mails#${day}`;

function noticeKey({ occasion, kind, merchant }: NoticeKey): Item {
  return entryKey(scopeOf(occasion), `${kind}#${merchant}`);
}

/** The id begins with the moment, so the order of the keys is the order of time. */
function mailKey(id: string): Item {
  return entryKey(mailScope(jstDay(mailMoment(id) ?? 0)), id);
}

export function sentMailOf(item: Item): SentMail {
  const id = textOf(item, 'entry');
  const reports = (item.reports?.SS ?? []).map((each) => JSON.parse(each) as MailReport);
  return {
    id,
    record: item.subject === undefined ? null : { id, ...mailRow.read(item) },
    reports: reports.toSorted((one, other) => one.at - other.at),
  };
}

function reportText({ kind, at, to, detail }: MailReport): string {
  return JSON.stringify({ kind, at, to, detail });
}
