import { jstDay, minuteMs } from '../../core/kernel/index.ts';
import type { StockLedger } from '../../core/ports/index.ts';
import { readLevels } from '../../core/stock/index.ts';
import { prng, seedOf } from '../../simulator/index.ts';
import type { BookOrder } from '../../simulator/rms/index.ts';
import type { BusEvent } from '../events/put-events.ts';
import type { DeskMall } from './desk-mall.ts';
import type { Ware } from './goods.ts';

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
  mall: DeskMall,
  isStored: (shop: string, orderNumber: string) => boolean,
): () => WarehouseEvent | null {
  const asked = new Set<string>();
  let turn = 0;
  return () => {
    const { shops } = mall.control.books();
    const shop = shops[turn++ % Math.max(1, shops.length)];
    if (shop === undefined) return null;
    const key = `rms#${shop.shopUrl}`;
    const orders = shop.orders
      .filter(({ orderNumber, orderProgress }) => {
        const isNext = orderProgress === 100 || orderProgress === 300;
        return isNext && !asked.has(`${orderNumber} ${orderProgress}`) && isStored(key, orderNumber);
      })
      .slice(0, ordersMax);
    for (const { orderNumber, orderProgress } of orders) asked.add(`${orderNumber} ${orderProgress}`);
    const wishes = orders.flatMap((order) => wishFor(order, mall));
    if (wishes.length === 0) return null;
    const detail = { format: 1, shop: key, by: 'warehouse', orders: wishes };
    return { source: 'warehouse', 'detail-type': 'StatusPushRequested', detail };
  };
}

function wishFor(order: BookOrder, mall: DeskMall) {
  const { orderNumber, orderProgress, kind } = order;
  // Not for the warehouse: the 送料 of an unpriced order and the address of a gift must be settled first.
  if (kind !== 'plain' && kind !== 'cod') return [];
  if (orderProgress === 100) return [{ orderNumber, change: { kind: 'confirm' } }];
  const isOnItsWay = order.model.PackageModelList.some(({ ShippingModelList }) => (ShippingModelList ?? []).length > 0);
  if (isOnItsWay) return [];
  const parcel = {
    carrier: '1001',
    trackingNumber: trackingNumber(mall.seed, orderNumber),
    shippedOn: jstDay(mall.control.nowMs()),
  };
  return [{ orderNumber, change: { kind: 'ship', parcels: [parcel] } }];
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
