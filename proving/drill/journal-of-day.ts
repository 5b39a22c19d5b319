import { merchantItem } from '../../aws/dynamodb/merchants.ts';
import { claimId, type StandingClaim } from '../../core/model/claim.ts';
import {
  type BookLine,
  type BookParcel,
  bookEntry,
  exchangeEntry,
  isJournalMall,
  type JournalEntry,
  plainItem,
  plainRow,
  shopsByKey,
  type TableName,
} from '../../journal/index.ts';
import { itemOf } from '../../malls/rms/stock-traits.ts';
import type { BookOrder as RmsOrder } from '../../simulator/rms/index.ts';
import { allClaims, allRows } from '../memory/index.ts';
import { onSet } from '../worlds/outage-watch.ts';
import { codeOf, mallAt } from '../worlds/world-mall.ts';
import type { Asked, Day, DrillCall, ShownLevel, WrittenHealth } from './day.ts';
import type { DrillMail } from './naive.ts';

/** Writes a day down while it passes, and its tables and the mall's books when it has. Its entries are those of `docs/reference/journal.md`. */
export function journalOfDay(write: (entry: JournalEntry) => void) {
  let shopOf: ReturnType<typeof shopsByKey> = () => null;
  const claimsWrittenAt = new Map<string, number>();
  let mall = 'rms';
  return {
    begin(day: Day, design: 'tsunagi' | 'naive'): void {
      mall = day.script.mall ?? 'rms';
      const { script, seed, start, shops, keyless, rms, beside, throttled, missingHints, warmPercent, store, time } =
        day;
      for (const claim of store.claimsById.values())
        for (const [version] of claim.trail) claimsWrittenAt.set(writeOf(claim, version), version);
      onSet(store.claimsById, (claim) => claimsWrittenAt.set(writeOf(claim, claim.version), time.now()));
      shopOf = shopsByKey(() => rms.control.shops());
      const { id, from, to, greyFrom, out, planned, faults } = script;
      const settings = plainRow({
        incident: id,
        mall: script.mall,
        design,
        shops: shops.length,
        malls: beside.map(({ mall }) => mall),
        throttled,
        missingHints,
        warmPercent,
        from,
        to,
        greyFrom,
        out: [...out],
        planned: planned?.capabilities ?? [],
        faults: faults.map((fault) => ({ ...fault })),
        keyless: keyless.map((span) => ({ ...span })),
      });
      write({ kind: 'run', at: start, of: 'drill', mall: 'simulated', seed, settings });
      for (const level of firstLevels(day)) write({ kind: 'level', ...level });
    },
    level(level: ShownLevel): void {
      write({ kind: 'level', ...level });
    },
    call({ startedAt, caller, mall, shop, ...exchange }: DrillCall): void {
      if (mall === 'rms') write({ ...exchangeEntry(exchange, shopOf), startedAt, caller });
      else if (isJournalMall(mall)) write({ ...exchangeEntry(exchange, () => shop), mall, startedAt, caller });
    },
    health({ at, health: { capability, state } }: WrittenHealth): void {
      write({ kind: 'health', at, mall, capability, state: plainRow(state) });
    },
    mail({ at, to, subject, text }: DrillMail): void {
      write({ kind: 'mail', at, to, subject, text });
    },
    asked(asked: Asked): void {
      write({ kind: 'request', ...asked });
    },
    failedMessage({ at, shop }: { readonly at: number; readonly shop: string }): void {
      write({ kind: 'failed-message', at, queue: 'status', shop });
    },
    end({ rms, beside, store, time, glanced }: Day): void {
      const at = time.now();
      for (const [shop, spans] of glanced) for (const span of spans) write({ kind: 'warm-span', at, shop, ...span });
      for (const { kind, ...detail } of store.accepted) {
        write({ kind: 'event', at, source: 'tsunagi', detailType: kind, detail: plainRow(detail) });
      }
      const rows = (table: TableName, all: readonly object[]): void => {
        for (const row of all) write({ kind: 'row', at, table, row: plainRow(row) });
      };
      rows('Orders', allRows(store));
      const writtenAt = (claim: StandingClaim): number[] =>
        claim.trail.map(([version]) => {
          const written = claimsWrittenAt.get(writeOf(claim, version));
          if (written === undefined)
            throw new Error(`No write of ${claimId(claim)} with version ${version} was recorded.`);
          return written;
        });
      rows(
        'Stock',
        allClaims(store).map((claim) => ({ ...claim, writtenAt: writtenAt(claim) })),
      );
      rows('Stock', allIn(store.movementsBySku));
      rows('Stock', [...store.skusById.values()]);
      for (const [merchant, skus] of store.oversoldByMerchant) {
        rows(
          'Stock',
          [...skus].map(([sku, oversoldSince]) => ({ merchant, sku, oversoldSince })),
        );
      }
      rows('Listings', allIn(store.listingsByShop));
      rows('Pushes', allIn(store.pushesByShop));
      rows('Shops', [...store.shopsByKey.values()]);
      for (const merchant of store.merchantsById.values()) {
        write({ kind: 'row', at, table: 'Control', row: plainItem(merchantItem(merchant)) });
      }
      for (const { id, mall, ...incident } of store.incidentsById.values()) {
        const key = { scope: `incidents#${mall}`, entry: id };
        rows('Control', [{ ...key, mall, ...incident }]);
      }
      for (const { orders } of rms.control.books().shops) {
        for (const order of orders) {
          const lines = order.lines.map((line) => ({ ...plainLine(line), item: itemOf(line) }));
          const parcels = parcelsOfBook(order);
          write({ ...bookEntry(order, at), lines, visibleAt: order.visibleAtMs, parcels });
        }
      }
      for (const { mall, journalBooks } of beside) {
        if (!isJournalMall(mall)) continue;
        for (const order of journalBooks()) {
          // One that the mall never lists has a moment in files, too.
          const visibleAt = Math.min(order.visibleAtMs, Number.MAX_SAFE_INTEGER);
          write({ ...bookEntry({ mall, ...order }, at), visibleAt, parcels: [] });
        }
      }
      write({ kind: 'run-end', at });
    },
  };
}

/** Names one write of a claim. */
const writeOf = (claim: StandingClaim, version: number): string => `${claimId(claim)}\n${version}`;

const plainLine = ({ itemDetailId, units, deleted }: BookLine): BookLine => ({ itemDetailId, units, deleted });

/** The rows of 発送明細 that the mall's books have of an order. */
function parcelsOfBook({ model }: RmsOrder): BookParcel[] {
  return model.PackageModelList.flatMap(({ basketId, ShippingModelList }) =>
    ShippingModelList.map(({ deliveryCompany, shippingNumber, shippingDate }) => ({
      basketId: String(basketId),
      carrier: deliveryCompany,
      trackingNumber: shippingNumber,
      shippedOn: shippingDate,
    })),
  );
}

/** What every listing shows when the day begins. */
function firstLevels(day: Day): ShownLevel[] {
  return day.traders.flatMap(({ shops }) =>
    shops.flatMap((shop) =>
      [...mallAt(day, shop).shown(codeOf(shop))].map(
        ([item, level]): ShownLevel => ({ at: day.start, shop, item, level, by: 'person', askedAt: null }),
      ),
    ),
  );
}

function allIn<Row>(rows: ReadonlyMap<string, ReadonlyMap<string, Row>>): Row[] {
  return [...rows.values()].flatMap((some) => [...some.values()]);
}
