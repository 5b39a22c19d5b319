import { type FoundOrder, ordersOfSameBuyer } from '../../core/import/index.ts';
import type { EpochMs } from '../../core/kernel/index.ts';
import type { Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { placesOf } from '../pushes/places.ts';
import { shopsToSearch } from '../pushes/shops-to-search.ts';

/** An order that is a buyer's, and how that is known. */
export interface OrderOfBuyer {
  readonly shop: Shop;
  readonly orderNumber: string;
  /** Undefined where nothing readable is stored. */
  readonly orderedAt: EpochMs | undefined;
  readonly because: 'named' | 'same-buyer';
  /** What it was found by; absent where it was named. */
  readonly foundBy?: Pick<FoundOrder, 'mark' | 'sameAs'>;
}

type SearchPorts = Pick<Ports, 'orders' | 'shops' | 'merchants' | 'malls'>;

/** The orders that were named, and with `sameBuyer` the others of the same people in the same shops. Notes every problem. */
export async function buyersOrders(
  ports: SearchPorts,
  wanted: { readonly orderNumbers: readonly string[]; readonly shop: string | undefined; readonly sameBuyer: boolean },
  problems: string[],
  onProgress: (shop: string, rows: number) => void,
): Promise<OrderOfBuyer[]> {
  const scope = await shopsToSearch(ports, { shop: wanted.shop, merchant: undefined }, problems);
  if (scope === null) return [];
  const places = await placesOf(ports, { ...scope, orderNumbers: wanted.orderNumbers });
  const named: { readonly shop: Shop; readonly orderNumber: string }[] = [];
  for (const [orderNumber, { shop, problem, warning }] of places) {
    const trouble = problem ?? warning;
    if (trouble !== null) problems.push(`${orderNumber} ${trouble}`);
    else if (shop !== null) named.push({ shop, orderNumber });
  }
  const found: OrderOfBuyer[] = [];
  for (const [shop, orders] of Map.groupBy(named, (one) => one.shop)) {
    const numbers = orders.map(({ orderNumber }) => orderNumber);
    const rows = await ports.orders.rows(shop.key, numbers);
    for (const orderNumber of numbers) {
      const row = rows.get(orderNumber);
      const orderedAt = row?.kind === 'stored' ? row.orderedAt : undefined;
      found.push({ shop, orderNumber, orderedAt, because: 'named' });
    }
    if (!wanted.sameBuyer) continue;
    const reading = { orders: ports.orders, traits: ports.malls.traits(shop.mall) };
    const others = await ordersOfSameBuyer(reading, shop.key, numbers, (count) => onProgress(shop.key, count));
    found.push(
      ...others.map(({ orderNumber, orderedAt, mark, sameAs }) => {
        const foundBy = { mark, sameAs };
        return { shop, orderNumber, orderedAt, because: 'same-buyer' as const, foundBy };
      }),
    );
  }
  return found;
}
