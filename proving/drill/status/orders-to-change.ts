import { hourMs, jstDay } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
import type { Prng } from '../../../simulator/index.ts';
import type { OrderKind } from '../../../simulator/rms/index.ts';
import type { Day, Wish } from '../day.ts';
import type { PlannedOrder } from '../orders-of-day.ts';

/** Orders that wait for something when the day begins were placed so long before. */
const waitingSince = { from: 20 * hourMs, to: 2 * hourMs };
const kinds = ['plain', 'plain', 'plain', 'gift', 'cod', 'several-destinations'] as const;
const carriers = ['1001', '1002', '1003'] as const;
/** Of the orders, those whose goods fill two parcels, and those into which some program has written an empty row. */
const inTwoParcels = 0.15;
const withEmptyRow = 0.3;

/** Puts an order of the day before into the mall, in this progress. */
export function openOrder(
  { day, shop, chance }: Desk,
  progress: 100 | 300,
  kind: OrderKind = chance.pick(kinds),
): string {
  const at = chance.int(day.start - waitingSince.from, day.start - waitingSince.to);
  const [orderNumber = ''] = day.rms.control.addOrders(shop.code, { count: 1, at, kind });
  if (progress !== 100) day.rms.control.moveOrder(shop.code, orderNumber, progress);
  return orderNumber;
}

/** An order that is packed, and the report of its parcels: one a destination mostly. */
export function shipWish(desk: Desk): Wish {
  const { day, shop, chance, batches } = desk;
  const { control } = day.rms;
  const orderNumber = openOrder(desk, 300);
  if (chance.chance(withEmptyRow)) {
    control.shipOrder(shop.code, orderNumber, { deliveryCompany: '1000', shippingNumber: null, shippingDate: null });
  }
  const baskets = control.order(orderNumber)?.model.PackageModelList ?? [];
  const carrier = chance.pick(carriers);
  const at = chance.pick(batches);
  const parcels = baskets.flatMap(({ basketId }) =>
    Array.from({ length: chance.chance(inTwoParcels) ? 2 : 1 }, () => ({
      basketId: String(basketId),
      carrier,
      trackingNumber: String(chance.int(10 ** 11, 10 ** 12 - 1)),
      shippedOn: jstDay(at),
    })),
  );
  // A caller does not know the basket number of an order with one destination.
  const asked = baskets.length > 1 ? parcels : parcels.map(({ basketId: _, ...parcel }) => parcel);
  return { at, shop: shop.key, orderNumber, content: { kind: 'ship', parcels: asked }, parcels };
}

/** What RMS refuses for good: parcels of a cancelled order, an order of another shop, an amount that was not set. */
export function hopelessWish(desk: Desk, others: readonly PlannedOrder[]): Wish {
  const { day, shop, chance, batches } = desk;
  const confirm = (orderNumber: string): Wish => {
    return { at: chance.pick(batches), shop: shop.key, orderNumber, content: { kind: 'confirm' }, parcels: [] };
  };
  const [foreign] = others;
  const kind = chance.int(0, 2);
  if (kind === 0) {
    const wish = shipWish(desk);
    day.rms.control.cancelOrder(shop.code, wish.orderNumber);
    return wish;
  }
  if (kind === 1 && foreign !== undefined && foreign.shop !== shop.code) return confirm(foreign.orderNumber);
  return confirm(openOrder(desk, 100, 'unpriced'));
}

/** What the changes of one shop are planned with. */
export interface Desk {
  readonly day: Pick<Day, 'rms' | 'start' | 'script'>;
  readonly shop: Shop;
  readonly chance: Prng;
  /** When its warehouse hands something in. */
  readonly batches: readonly number[];
}
