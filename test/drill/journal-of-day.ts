import { merchantItem } from '../../aws/dynamodb/merchant-item.ts';
import { bookEntry, exchangeEntry, type Journal, plainItem, plainRow, shopsByKey } from '../../journal/index.ts';
import { allClaims, allRows } from '../support/memory/index.ts';
import type { Day, DrillCall } from './day.ts';
import type { AskedFact, HealthFact } from './facts.ts';
import type { DrillMail } from './play.ts';
import { allPushes, parcelsOfBook } from './status/facts-of-pushes.ts';

/** Writes a day down while it passes, and its tables and the mall's books when it has. */
export interface DayJournal {
  begin(day: Day, design: 'tsunagi' | 'naive'): void;
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
  call() {},
  health() {},
  mail() {},
  asked() {},
  failedMessage() {},
  async end() {},
};

/** A day's journal in a file. Its entries are those of `docs/journal.md`. */
export function journalOfDay(journal: Journal): DayJournal {
  let shopOf: ReturnType<typeof shopsByKey> = () => null;
  return {
    begin({ script, seed, start, shops, keyless, rms }, design) {
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
    },
    call({ startedAt, caller, ...exchange }) {
      journal.write({ ...exchangeEntry(exchange, shopOf), startedAt, caller });
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
    async end({ rms, store, time }) {
      const at = time.now();
      for (const { kind, ...detail } of store.accepted) {
        journal.write({ kind: 'event', at, source: 'tsunagi', detailType: kind, detail: plainRow(detail) });
      }
      for (const row of allRows(store)) journal.write({ kind: 'row', at, table: 'Orders', row: plainRow(row) });
      for (const row of allClaims(store)) journal.write({ kind: 'row', at, table: 'Stock', row: plainRow(row) });
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
          journal.write({ ...bookEntry(order, at), visibleAt: order.visibleAtMs, parcels: parcelsOfBook(order) });
        }
      }
      journal.write({ kind: 'run-end', at });
      await journal.close();
    },
  };
}
