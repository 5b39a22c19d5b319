import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { MorningReport } from '../../core/model/notice.ts';
import { unpack } from '../../core/model/packing.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { MemoryStore } from '../memory/index.ts';
import type { Edition } from './edition.ts';
import { onSet } from './outage-watch.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The time of every merchant's digest in worlds that have them. */
export const worldsDigestAt = '08:00';
/** So many days an authorisation of a card lasts there: a world is too short for thirty. */
const worldsCardDays = 8;

/** What a shop is given for its digest: that of the second merchant knows only wishes, so that on some mornings nothing is due. */
export function morningDaysOf(index: number): Pick<Shop, 'shipWithinDays' | 'cardDays'> {
  const turn = index >> 1;
  return turn === 1 ? { cardDays: 0 } : { shipWithinDays: turn === 0 ? 0 : 1, cardDays: worldsCardDays };
}

/** One outage world of six has morning digests. */
export function hasMornings(seed: number, edition: Edition): boolean {
  return edition >= 4 && seed % 20 === 11;
}

/** A row of a shop's morning as it was written, with what the stored orders said in that moment. */
export interface WatchedMorning {
  readonly at: number;
  readonly calm: boolean;
  readonly report: MorningReport;
  /** `<group> <order number>`, each once. */
  readonly expected: ReadonlySet<string>;
  /** Orders that were written about then, and may have been read before that. */
  readonly uncertain: ReadonlySet<string>;
  readonly cursor: number;
}

/** Watches what is written of mornings. */
export function watchMornings(world: {
  readonly calmSince: number | null;
  readonly store: MemoryStore;
  readonly time: VirtualTime;
}): WatchedMorning[] {
  const { store, time } = world;
  const seen: WatchedMorning[] = [];
  onSet(store.morningsById, (report) => {
    const { expected, uncertain } = dueIn(store, report);
    const calm = world.calmSince !== null && time.now() > world.calmSince + 5 * minuteMs;
    const cursor = store.shopsByKey.get(report.shop)?.cursor ?? 0;
    seen.push({ at: time.now(), calm, report, expected, uncertain, cursor });
  });
  return seen;
}

/** What an OrderModel says of its shipment. */
interface Model {
  readonly orderNumber: string;
  readonly orderProgress: number;
  readonly orderDatetime: string;
  readonly shopOrderCfmDatetime: string | null;
  readonly shippingInstDatetime: string | null;
  readonly deliveryDate: string | null;
  readonly SettlementModel: { readonly settlementMethodCode: number };
  readonly PackageModelList: readonly {
    readonly packageDeleteFlag: number;
    readonly ShippingModelList: readonly { readonly shippingDate: string | null }[] | null;
  }[];
}

/** A second reading of the rules, by days as text: what of a shop's stored orders is due on the day of a report. */
function dueIn(store: MemoryStore, { shop, day, at }: MorningReport): Pick<WatchedMorning, 'expected' | 'uncertain'> {
  const { shipWithinDays, cardDays = 0 } = store.shopsByKey.get(shop) ?? {};
  const expected = new Set<string>();
  const uncertain = new Set<string>();
  for (const row of store.rowsByShop.get(shop)?.values() ?? []) {
    if (row.kind !== 'stored' || row.final || row.original.length === 0) continue;
    if (isRecent(at - row.readAt)) uncertain.add(row.orderNumber);
    const model = JSON.parse(unpack(row.original)) as Model;
    for (const group of groupsOf(model, { day, at, shipWithinDays, cardDays }))
      expected.add(`${group} ${row.orderNumber}`);
  }
  return { expected, uncertain };
}

function groupsOf(
  model: Model,
  given: {
    readonly day: string;
    readonly at: number;
    readonly shipWithinDays: number | undefined;
    readonly cardDays: number;
  },
): string[] {
  const { day, at, shipWithinDays, cardDays } = given;
  const { orderProgress: progress, deliveryDate, shopOrderCfmDatetime: confirmed } = model;
  if (progress > 400) return [];
  const shipped = model.PackageModelList.filter((pack) => pack.packageDeleteFlag === 0).every((pack) =>
    pack.ShippingModelList?.some((parcel) => parcel.shippingDate !== null),
  );
  if (shipped) return [];
  const groups: string[] = [];
  const since = progress >= 300 ? (model.shippingInstDatetime ?? confirmed) : null;
  const last =
    deliveryDate !== null
      ? dayAfter(deliveryDate, -1)
      : since !== null && shipWithinDays !== undefined
        ? dayAfter(since.slice(0, 10), shipWithinDays)
        : null;
  if (last !== null && last === day) groups.push('today');
  if (last !== null && last < day) groups.push('overdue');
  if (model.SettlementModel.settlementMethodCode === 1 && confirmed !== null) {
    if (cardDays > 0 && dayAfter(confirmed.slice(0, 10), cardDays - 7) <= day) groups.push('card');
  }
  const leftMs = Date.parse(model.orderDatetime.replace('+0900', '+09:00')) + 14 * 24 * hourMs - at;
  if (progress === 100 && leftMs > 0 && leftMs <= 72 * hourMs) groups.push('unconfirmed');
  return groups;
}

function dayAfter(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

/** By any of the clocks of a world, which are an hour wrong at most: a reading minutes ago. */
function isRecent(agoMs: number): boolean {
  const within = ((agoMs % hourMs) + hourMs) % hourMs;
  return Math.abs(agoMs) < 2 * hourMs && (within < 5 * minuteMs || within > 55 * minuteMs);
}
