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
import type { Cloud } from '../../local/cloud.ts';
import type { Item } from '../../local/tables/read-table.ts';
import type { DeskMall, MallExchange } from './desk-mall.ts';

/** The journal of one run of `npm start`. */
export interface RunJournal {
  begin(run: { readonly at: number; readonly seed: number | null; readonly settings: PlainObject }): void;
  /** Writes an exchange down; `mall` tells whose key came with it. */
  exchange(exchange: MallExchange, mall: DeskMall): void;
  follow(cloud: Cloud, now: () => number): void;
  row(at: number, table: TableName, item: Item): void;
  books(mall: DeskMall): void;
  end(at: number): Promise<void>;
}

/** Opens the journal of a run. A file that is there is carried on, or begun again when the data are. */
export function openRunJournal(path: string, fresh: boolean): RunJournal {
  const journal: Journal = openJournal(path, { startOver: fresh });
  let shopOf: ReturnType<typeof shopsByKey> | null = null;
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
    },
    row: (at, table, item) => journal.write({ kind: 'row', at, table, row: plainItem(item) }),
    books(mall) {
      const at = mall.control.nowMs();
      for (const { orders } of mall.control.books().shops) {
        for (const order of orders) journal.write(bookEntry(order, at));
      }
    },
    async end(at) {
      journal.write({ kind: 'run-end', at });
      await journal.close();
    },
  };
}
