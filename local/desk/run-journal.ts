import { mallOf } from '../../core/model/index.ts';
import {
  bookEntry,
  exchangeEntry,
  isJournalMall,
  type Journal,
  openJournal,
  type Plain,
  type PlainObject,
  plainItem,
  plainRow,
  type ShopOf,
  type TableName,
} from '../../journal/index.ts';
import type { Cloud } from '../cloud.ts';
import type { Item } from '../tables/read-table.ts';
import type { DeskMall, MallExchange } from './desk-mall.ts';
import { requestsIn } from './push-standing.ts';
import { type BookedOrder, bookedOrders, shelvesOf } from './shelves.ts';

/** The journal of one run of `npm start`. */
export interface RunJournal {
  begin(run: { readonly at: number; readonly seed: number | null; readonly settings: PlainObject }): void;
  /** Writes an exchange down; `malls` tell whose key came with it. */
  exchange(exchange: MallExchange, malls: readonly DeskMall[]): void;
  /** Writes down every event and every mail from here on, at the mall's `now`. */
  follow(cloud: Pick<Cloud, 'onEvent' | 'onMail'>, now: () => number): void;
  row(at: number, table: TableName, item: Item): void;
  /** Writes down the orders that the simulated malls have, and what they show. */
  books(malls: readonly DeskMall[]): void;
  end(at: number): Promise<void>;
}

/** Opens the journal of a run. A file that is there is carried on, or begun again when the data are. */
export function openRunJournal(path: string, fresh: boolean): RunJournal {
  const journal: Journal = openJournal(path, { startOver: fresh });
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
    exchange({ mall, ...exchange }, malls) {
      const truth = malls.find(({ name }) => name === mall)?.truth;
      const shopOf: ShopOf = () => truth?.callerOf(exchange.request) ?? null;
      if (isJournalMall(mall)) journal.write(exchangeEntry({ ...exchange, mall }, shopOf));
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
      cloud.onMail(({ to, subject, text }) => journal.write({ kind: 'mail', at: now(), to: [...to], subject, text }));
    },
    row: (at, table, item) => journal.write({ kind: 'row', at, table, row: plainRowOf(table, item) }),
    books(malls) {
      const at = malls[0]?.control.nowMs() ?? 0;
      for (const order of bookedOrders(malls)) {
        const mall = mallOf(order.shop);
        const code = order.shop.slice(mall.length + 1);
        if (!isJournalMall(mall)) continue;
        const { visibleAt } = order;
        journal.write({
          ...bookEntry({ mall, ...bookOf(code, order) }, at),
          ...(visibleAt === null ? {} : { visibleAt }),
        });
      }
      for (const { shop, item, level } of shelvesOf(malls)) journal.write({ kind: 'shown', at, shop, item, level });
    },
    async end(at) {
      journal.write({ kind: 'run-end', at });
      await journal.close();
    },
  };
}

function bookOf(shopUrl: string, { orderNumber, orderedAt, visibleAt, status, lines }: BookedOrder) {
  return {
    shopUrl,
    orderNumber,
    orderDatetimeMs: orderedAt,
    visibleAtMs: visibleAt ?? Number.POSITIVE_INFINITY,
    orderProgress: status,
    lines: lines.map(({ lineId, item, units }) => ({
      // A number where the mall has one.
      itemDetailId: String(Number(lineId)) === lineId ? Number(lineId) : lineId,
      units,
      deleted: units === 0,
      ...(item === null ? {} : { item }),
    })),
  };
}

/** A row as the journal has it. What is packed in a row of Pushes is written out. */
function plainRowOf(table: TableName, item: Item): PlainObject {
  const asked = table === 'Pushes' ? requestsIn(item) : null;
  if (asked === null) return plainItem(item);
  const { packed: _, ...rest } = item;
  return { ...plainItem(rest), ...plainRow(asked) };
}
