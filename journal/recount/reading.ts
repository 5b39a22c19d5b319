import type { BookEntry, BookParcel, ExchangeEntry } from '../entry.ts';

/** What each line of an order should claim, by itemDetailId: 0 for a deleted line and in a cancelled order. */
export type Lines = ReadonlyMap<string, number>;

/** What the mall said of an order once. */
export interface Reading {
  /** `<shop>#<order number>` */
  readonly order: string;
  readonly at: number;
  readonly lines: Lines;
}

/** 注文ステータス 900: キャンセル確定 (`docs/malls/rms.md`). */
const cancelled = 900;

/** キャンセル of Yahoo's OrderStatus (`docs/malls/yahoo.md`). */
const cancelledAtYahoo = 4;

/** Whether an order in this progress holds nothing any more. */
function isCancelled(mall: 'rms' | 'yahoo', progress: number): boolean {
  return progress === (mall === 'rms' ? cancelled : cancelledAtYahoo);
}

/** Whose orders these are, everywhere in the tables. */
export function shopKeyOf(shopUrl: string, mall: 'rms' | 'yahoo' = 'rms'): string {
  return `${mall}#${shopUrl}`;
}

/** One identity of an order in all tables, books and readings. */
export function orderIdOf(shop: string, orderNumber: string): string {
  return `${shop}#${orderNumber}`;
}

/** An order in the mall's books. */
export interface BookedOrder {
  readonly id: string;
  readonly shop: string;
  readonly orderNumber: string;
  readonly orderedAt: number;
  readonly lines: Lines;
  /** The mall's key of what each line sells, where the books tell it. */
  readonly items: ReadonlyMap<string, string>;
  readonly visible: boolean;
  /** Since when the mall lists it, and its parcels; in drills. */
  readonly visibleAt: number;
  readonly parcels: readonly BookParcel[];
}

/** Reads an order of the mall's books. */
export function bookedOrder(entry: BookEntry): BookedOrder {
  const { mall = 'rms', orderNumber, orderDatetimeMs: orderedAt, visible, visibleAt = 0, parcels = [] } = entry;
  const shop = shopKeyOf(entry.shopUrl, mall);
  const lines = new Map<string, number>();
  const items = new Map<string, string>();
  for (const { itemDetailId, units, deleted, item } of entry.lines) {
    const lineId = String(itemDetailId);
    const claimed = deleted || isCancelled(mall, entry.orderProgress) ? 0 : units;
    lines.set(lineId, (lines.get(lineId) ?? 0) + claimed);
    if (item !== undefined) items.set(lineId, item);
  }
  return { id: orderIdOf(shop, orderNumber), shop, orderNumber, orderedAt, lines, items, visible, visibleAt, parcels };
}

interface AnsweredOrder {
  readonly orderNumber?: unknown;
  readonly orderProgress?: unknown;
  readonly PackageModelList?: unknown;
}

/** The readable orders in a complete answer of getOrder or orderInfo; none for any other exchange. */
export function readingsOf({ at, mall, shopUrl, request, outcome }: ExchangeEntry): Reading[] {
  if (shopUrl === null || outcome.ending !== 'answer' || outcome.status !== 200) return [];
  if (mall === 'yahoo') {
    if (!/\/orderInfo(\?|$)/.test(request.path)) return [];
    const read = yahooOrderIn(outcome.body);
    return read === null
      ? []
      : [{ order: orderIdOf(shopKeyOf(shopUrl, mall), read.orderNumber), at, lines: read.lines }];
  }
  if (!/\/order\/getOrder\/?(\?|$)/.test(request.path)) return [];
  let body: { readonly OrderModelList?: unknown } | null;
  try {
    body = JSON.parse(outcome.body);
  } catch {
    return [];
  }
  const orders = Array.isArray(body?.OrderModelList) ? (body.OrderModelList as (AnsweredOrder | null)[]) : [];
  return orders.flatMap((order) => {
    const lines = linesOf(order);
    if (lines === null || typeof order?.orderNumber !== 'string') return [];
    return [{ order: orderIdOf(shopKeyOf(shopUrl), order.orderNumber), at, lines }];
  });
}

function linesOf(order: AnsweredOrder | null): Lines | null {
  if (!Array.isArray(order?.PackageModelList) || typeof order.orderProgress !== 'number') return null;
  const lines = new Map<string, number>();
  for (const parcel of order.PackageModelList) {
    if (!Array.isArray(parcel?.ItemModelList)) return null;
    for (const item of parcel.ItemModelList) {
      if (typeof item?.itemDetailId !== 'number' || typeof item.units !== 'number') return null;
      const taken = parcel.packageDeleteFlag === 1 || item.deleteItemFlag === 1 || order.orderProgress === cancelled;
      const lineId = String(item.itemDetailId);
      lines.set(lineId, (lines.get(lineId) ?? 0) + (taken ? 0 : item.units));
    }
  }
  return lines;
}

/** An order as an answer of Yahoo's orderInfo tells it. */
interface YahooOrder {
  readonly orderNumber: string;
  /** Pieces that each line holds, by LineId: 0 of a cancelled order, and of one that was split. */
  readonly lines: ReadonlyMap<string, number>;
}

/**
 * Reads an orderInfo answer with as little as it takes: the elements that say what is held, each of which comes without attributes and
 * never inside another of its name. Null for what is no whole order.
 */
function yahooOrderIn(xml: string): YahooOrder | null {
  if (!/<\/ResultSet>\s*$/.test(xml)) return null;
  const items = [...xml.matchAll(/<Item>(.*?)<\/Item>/gs)].map(([, item]) => item ?? '');
  const rest = xml.replace(/<Item>.*?<\/Item>/gs, '');
  const [orderNumber, status] = [textOf(rest, 'OrderId'), textOf(rest, 'OrderStatus')];
  if (orderNumber === null || status === null) return null;
  const isSplit = textOf(rest, 'IsSplit') === 'true' || (textOf(rest, 'ChildOrderId') ?? '') !== '';
  const isGone = status === String(cancelledAtYahoo) || isSplit;
  const lines = new Map<string, number>();
  for (const item of items) {
    const [lineId, quantity] = [textOf(item, 'LineId'), textOf(item, 'Quantity')];
    if (lineId === null || quantity === null || !/^\d+$/.test(quantity)) return null;
    lines.set(lineId, (lines.get(lineId) ?? 0) + (isGone ? 0 : Number(quantity)));
  }
  return { orderNumber, lines };
}

function textOf(xml: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? null;
}
