import { jstDay, minuteMs } from '../../core/kernel/index.ts';
import { shopKey } from '../../core/model/index.ts';
import type { StockLedger } from '../../core/ports/index.ts';
import { readLevels } from '../../core/stock/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { prng, seedOf, type WaitingOrder } from '../../simulator/index.ts';
import type { BusEvent } from '../events/put-events.ts';
import type { DeskMall } from './desk-mall.ts';
import type { Ware } from './shelves.ts';

/** How often a warehouse asks for changes, in the mall's time. */
export const warehouseEveryMs = 3 * minuteMs;
/** Orders of one event: a van's worth. */
const ordersMax = 8;

/** How often a warehouse looks which shelves are nearly empty, in the mall's time. */
export const refillEveryMs = 10 * minuteMs;
/** A SKU of which fewer are left gets as many more. */
const refill = { below: 8, pieces: 40 } as const;

/** An event as a warehouse's program puts it on the bus. */
export type WarehouseEvent = Pick<BusEvent, 'source' | 'detail-type' | 'detail'>;

/**
 * What the warehouses of the simulated shops ask for: one shop's oldest orders confirmed where they wait for it, and shipped
 * where they may be. They know orders only once these are stored. Null when the shop whose turn it is has nothing to ask.
 */
export function openWarehouse(
  malls: readonly DeskMall[],
  isStored: (shop: string, orderNumber: string) => boolean,
): () => WarehouseEvent | null {
  const asked = new Set<string>();
  let turn = 0;
  return () => {
    const shops = malls.flatMap((mall) => mall.truth.shops().map(({ code }) => ({ mall, code })));
    const next = shops[turn++ % Math.max(1, shops.length)];
    if (next === undefined) return null;
    const { mall, code } = next;
    const shop = shopKey(mall.name, code);
    const orders = [];
    for (const order of mall.truth.waiting(code)) {
      const name = `${shop} ${order.orderNumber} ${order.next}`;
      if (asked.has(name) || !isStored(shop, order.orderNumber)) continue;
      asked.add(name);
      orders.push(wishFor(order, mall));
      if (orders.length === ordersMax) break;
    }
    if (orders.length === 0) return null;
    const detail = { format: 1, shop, by: 'warehouse', orders };
    return { source: 'warehouse', 'detail-type': 'StatusPushRequested', detail };
  };
}

/** The name that every mall has for the same company. */
const carrierName = 'ヤマト運輸';

function wishFor({ orderNumber, next }: WaitingOrder, { name, seed, control }: DeskMall) {
  if (next === 'confirm') return { orderNumber, change: { kind: 'confirm' } };
  const parcel = {
    carrier: mallDesks.of(name).carriers.find((one) => one.name === carrierName)?.code ?? '',
    trackingNumber: trackingNumber(seed, orderNumber),
    shippedOn: jstDay(control.nowMs()),
  };
  return { orderNumber, change: { kind: 'ship', parcels: [parcel] } };
}

/** Twelve digits, the last one the remainder of the others by seven, as ヤマト's are. */
function trackingNumber(seed: number, orderNumber: string): string {
  const digits = String(prng(seedOf(seed, 'parcel', orderNumber)).int(40_000_000_000, 49_999_999_999));
  return `${digits}${Number(digits) % 7}`;
}

/**
 * What comes in at the warehouses of the merchants who have stock: pieces of whatever is nearly sold out, an event a merchant. Reads what is
 * free as `ops stock show` does.
 */
export async function refills(ledger: StockLedger, wares: readonly Ware[]): Promise<WarehouseEvent[]> {
  const events: WarehouseEvent[] = [];
  for (const [merchant, own] of Map.groupBy(wares, (ware) => ware.merchant)) {
    const levels = await readLevels(ledger, merchant, [...new Set(own.map(({ sku }) => sku))]);
    const items = [...levels.values()].flatMap(({ sku, free }) =>
      free !== null && free < refill.below ? [{ sku, quantity: refill.pieces }] : [],
    );
    if (items.length === 0) continue;
    const detail = { format: 1, merchant, by: 'warehouse', items };
    events.push({ source: 'warehouse', 'detail-type': 'StockReceived', detail });
  }
  return events;
}
