import type { ExchangeEntry } from '../entry.ts';
import { yahooOrderIn } from './yahoo-reading.ts';

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
export const cancelled = 900;

/** キャンセル of Yahoo's OrderStatus (`docs/malls/yahoo.md`). */
const cancelledAtYahoo = 4;

/** Whether an order in this progress holds nothing any more. */
export function isCancelled(mall: 'rms' | 'yahoo', progress: number): boolean {
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
