import { merchantItem } from '../../aws/dynamodb/merchants.ts';
import type { Listing } from '../../core/model/listing.ts';
import {
  type BookEntry,
  type BookLine,
  bookEntry,
  exchangeEntry,
  type Journal,
  type PlainObject,
  plainItem,
  plainRow,
  shopsByKey,
} from '../../journal/index.ts';
import { itemOf } from '../../malls/rms/stock-traits.ts';
import { itemOf as yahooItemOf } from '../../malls/yahoo/stock-traits.ts';
import type { BookOrder as YahooOrder } from '../../simulator/yahoo/index.ts';
import { allClaims, allRows, type MemoryStore } from '../memory/index.ts';
import type { Day, DrillCall } from './day.ts';
import type { AskedFact, HealthFact } from './facts.ts';
import type { DrillMail } from './naive.ts';
import { allPushes, parcelsOfBook } from './status/facts-of-pushes.ts';
import type { LevelFact } from './stock/facts.ts';

/** Writes a day down while it passes, and its tables and the mall's books when it has. */
export interface DayJournal {
  /** `levels`: what every listing shows when the day begins. */
  begin(day: Day, design: 'tsunagi' | 'naive', levels: readonly LevelFact[]): void;
  level(level: LevelFact): void;
  call(call: DrillCall): void;
  health(written: HealthFact): void;
  mail(mail: DrillMail): void;
  asked(asked: AskedFact): void;
  failedMessage(failed: { readonly at: number; readonly shop: string }): void;
  /** Closes the file, too. */
  end(day: Day): Promise<void>;
}

/** Writes nothing. */
export const noJournal: DayJournal = {
  begin() {},
  level() {},
  call() {},
  health() {},
  mail() {},
  asked() {},
  failedMessage() {},
  async end() {},
};

/** A day's journal in a file. Its entries are those of `docs/reference/journal.md`. */
export function journalOfDay(journal: Journal): DayJournal {
  let shopOf: ReturnType<typeof shopsByKey> = () => null;
  return {
    begin({ script, seed, start, shops, keyless, rms }, design, levels) {
      shopOf = shopsByKey(() => rms.control.shops());
      const { id, from, to, greyFrom, out, planned, faults } = script;
      const settings = plainRow({
        incident: id,
        design,
        shops: shops.length,
        from,
        to,
        greyFrom,
        out: [...out],
        planned: planned?.capabilities ?? [],
        faults: faults.map((fault) => ({ ...fault })),
        keyless: keyless.map((span) => ({ ...span })),
      });
      journal.write({ kind: 'run', at: start, of: 'drill', mall: 'simulated', seed, settings });
      for (const level of levels) journal.write({ kind: 'level', ...level });
    },
    level(level) {
      journal.write({ kind: 'level', ...level });
    },
    call({ startedAt, caller, mall, shop, ...exchange }) {
      if (mall === 'rms') journal.write({ ...exchangeEntry(exchange, shopOf), startedAt, caller });
      else journal.write({ ...exchangeEntry(exchange, () => shop), mall, startedAt, caller });
    },
    health({ at, health: { capability, state } }) {
      journal.write({ kind: 'health', at, mall: 'rms', capability, state: plainRow(state) });
    },
    mail({ at, to, subject, text }) {
      journal.write({ kind: 'mail', at, to, subject, text });
    },
    asked(asked) {
      journal.write({ kind: 'request', ...asked });
    },
    failedMessage({ at, shop }) {
      journal.write({ kind: 'failed-message', at, queue: 'status', shop });
    },
    async end({ rms, yahoo, store, time }) {
      const at = time.now();
      for (const { kind, ...detail } of store.accepted) {
        journal.write({ kind: 'event', at, source: 'tsunagi', detailType: kind, detail: plainRow(detail) });
      }
      for (const row of allRows(store)) journal.write({ kind: 'row', at, table: 'Orders', row: plainRow(row) });
      for (const row of allClaims(store)) journal.write({ kind: 'row', at, table: 'Stock', row: plainRow(row) });
      for (const row of stockRows(store)) journal.write({ kind: 'row', at, table: 'Stock', row });
      for (const row of allListings(store)) journal.write({ kind: 'row', at, table: 'Listings', row: plainRow(row) });
      for (const row of allPushes(store)) journal.write({ kind: 'row', at, table: 'Pushes', row: plainRow(row) });
      for (const shop of store.shopsByKey.values()) {
        journal.write({ kind: 'row', at, table: 'Shops', row: plainRow(shop) });
      }
      for (const merchant of store.merchantsById.values()) {
        journal.write({ kind: 'row', at, table: 'Control', row: plainItem(merchantItem(merchant)) });
      }
      for (const { id, mall, ...incident } of store.incidentsById.values()) {
        const key = { scope: `incidents#${mall}`, entry: id };
        journal.write({ kind: 'row', at, table: 'Control', row: plainRow({ ...key, mall, ...incident }) });
      }
      for (const { orders } of rms.control.books().shops) {
        for (const order of orders) {
          const lines = order.lines.map((line) => ({ ...plainLine(line), item: itemOf(line) }));
          const parcels = parcelsOfBook(order);
          journal.write({ ...bookEntry(order, at), lines, visibleAt: order.visibleAtMs, parcels });
        }
      }
      for (const { orders } of yahoo.control.books().shops) {
        for (const order of orders) journal.write(yahooBook(order, at));
      }
      journal.write({ kind: 'run-end', at });
      await journal.close();
    },
  };
}

const plainLine = ({ itemDetailId, units, deleted }: BookLine): BookLine => ({ itemDetailId, units, deleted });

/** An order of the other mall, under the names of the fields that RMS's have. */
function yahooBook(order: YahooOrder, at: number): BookEntry {
  const { sellerId, orderId, orderTimeMs, visibleAtMs, orderStatus, lines } = order;
  return {
    kind: 'book',
    at,
    mall: 'yahoo',
    shopUrl: sellerId,
    orderNumber: orderId,
    orderDatetimeMs: orderTimeMs,
    orderProgress: orderStatus,
    lines: lines.map(({ lineId, units, itemCode, subCode }) => {
      return { itemDetailId: lineId, units, deleted: false, item: yahooItemOf(itemCode, subCode) };
    }),
    visible: visibleAtMs <= at,
    visibleAt: visibleAtMs,
    parcels: [],
  };
}

function allListings({ listingsByShop }: MemoryStore): Listing[] {
  return [...listingsByShop.values()].flatMap((rows) => [...rows.values()]);
}

/** Movements, SKUs' own rows, and the notes of what is oversold. */
function stockRows({ movementsBySku, skusById, oversoldByMerchant }: MemoryStore): PlainObject[] {
  return [
    ...[...movementsBySku.values()].flatMap((rows) => [...rows.values()].map((row) => plainRow(row))),
    ...[...skusById.values()].map((row) => plainRow(row)),
    ...[...oversoldByMerchant].flatMap(([merchant, skus]) =>
      [...skus].map(([sku, oversoldSince]) => plainRow({ merchant, sku, oversoldSince })),
    ),
  ];
}
