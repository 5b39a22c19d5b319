import {
  bookEntry,
  exchangeEntry,
  type Journal,
  openJournal,
  type Plain,
  type PlainObject,
  plainItem,
  shopsByKey,
  type TableName,
} from '../../journal/index.ts';
import type { BookOrder as RmsOrder } from '../../simulator/rms/index.ts';
import type { BookOrder as YahooOrder } from '../../simulator/yahoo/index.ts';
import type { Cloud } from '../cloud.ts';
import type { Item } from '../tables/read-table.ts';
import type { DeskMall, MallExchange } from './desk-mall.ts';
import { rmsItem, yahooItem } from './items.ts';
import { type Malls, shelvesOf } from './shelves.ts';

/** The journal of one run of `npm start`. */
export interface RunJournal {
  begin(run: { readonly at: number; readonly seed: number | null; readonly settings: PlainObject }): void;
  /** Writes an exchange down; `mall` tells whose key came with it. */
  exchange(exchange: MallExchange, mall: DeskMall): void;
  /** Writes down every event and every mail from here on, at the mall's `now`. */
  follow(cloud: Pick<Cloud, 'onEvent' | 'mails'>, now: () => number): void;
  row(at: number, table: TableName, item: Item): void;
  /** Writes down the orders that the simulated malls have, and what they show. */
  books(malls: Malls): void;
  end(at: number): Promise<void>;
}

/** How often the mailbox is polled, by the machine's clock: it sends no notification of new mail. */
const lookAtMailsEveryMs = 500;

/** Opens the journal of a run. A file that is there is carried on, or begun again when the data are. */
export function openRunJournal(path: string, fresh: boolean): RunJournal {
  const journal: Journal = openJournal(path, { startOver: fresh });
  let shopOf: ReturnType<typeof shopsByKey> | null = null;
  let lookAtMails = async (): Promise<void> => {};
  let looking: NodeJS.Timeout | undefined;
  return {
    begin: ({ at, seed, settings }) =>
      journal.write({
        kind: 'run',
        at,
        of: 'start',
        mall: seed === null ? 'real' : 'simulated',
        ...(seed === null ? {} : { seed }),
        settings,
      }),
    exchange(exchange, mall) {
      shopOf ??= shopsByKey(() => mall.control.shops());
      journal.write(exchangeEntry(exchange, shopOf));
    },
    follow(cloud, now) {
      cloud.onEvent((event) =>
        journal.write({
          kind: 'event',
          at: now(),
          source: event.source,
          detailType: event['detail-type'],
          detail: event.detail as Plain,
        }),
      );
      let written = 0;
      lookAtMails = async () => {
        const mails = cloud.mails();
        for (const { to, subject, text } of mails.slice(written))
          journal.write({ kind: 'mail', at: now(), to: [...to], subject, text });
        written = mails.length;
      };
      // What cannot be written is said at the end; what cannot be read, when the cloud itself is lost.
      looking = setInterval(() => void lookAtMails().catch(() => {}), lookAtMailsEveryMs).unref();
    },
    row: (at, table, item) => journal.write({ kind: 'row', at, table, row: plainItem(item) }),
    books(malls) {
      const { mall, yahoo } = malls;
      if (mall === null) return;
      const at = mall.control.nowMs();
      for (const { orders } of mall.control.books().shops) {
        for (const order of orders) {
          const lines = order.lines.map((line) => ({ ...line, item: rmsItem(line) }));
          journal.write(bookEntry({ ...bare(order), lines }, at));
        }
      }
      for (const { orders } of yahoo?.control.books().shops ?? []) {
        for (const order of orders) journal.write(bookEntry(yahooBook(order), at));
      }
      for (const { shop, item, level } of shelvesOf(malls)) journal.write({ kind: 'shown', at, shop, item, level });
    },
    async end(at) {
      clearInterval(looking);
      await lookAtMails();
      journal.write({ kind: 'run-end', at });
      await journal.close();
    },
  };
}

/** What a book's entry needs of an order of RMS; the rest of it is composed when it is read. */
function bare({ shopUrl, orderNumber, orderDatetimeMs, visibleAtMs, orderProgress }: RmsOrder) {
  return { shopUrl, orderNumber, orderDatetimeMs, visibleAtMs, orderProgress };
}

/** orderList does not list an order that the fraud check holds; the lines of an order that was split belong to its parts. */
function yahooBook(order: YahooOrder) {
  return {
    mall: 'yahoo',
    shopUrl: order.sellerId,
    orderNumber: order.orderId,
    orderDatetimeMs: order.orderTimeMs,
    visibleAtMs: order.isHeld ? Number.POSITIVE_INFINITY : Math.max(order.visibleAtMs, order.publicationTimeMs ?? 0),
    orderProgress: order.orderStatus,
    lines: order.lines.map(({ lineId, units, itemCode, subCode }) => ({
      itemDetailId: lineId,
      units,
      deleted: order.childOrderIds.length > 0,
      item: yahooItem(itemCode, subCode),
    })),
  } as const;
}
