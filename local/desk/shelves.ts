import { type MallName, type ShopKey, shopKey } from '../../core/model/index.ts';
import { adapterOf } from '../../malls/registry.ts';
import type { TrueOrder } from '../../simulator/index.ts';
import type { DeskMall } from './desk-mall.ts';

/** Simulated malls, as far as their truth is looked at; none where real ones are asked. */
export type Malls = readonly Pick<DeskMall, 'name' | 'truth'>[];

/** What a mall truly shows of an item; null is 無限大. */
export interface Shelf {
  readonly shop: ShopKey;
  readonly item: string;
  readonly level: number | null;
}

/** An order as a simulated mall truly has it. */
export type BookedOrder = Omit<TrueOrder, 'shop'> & { readonly shop: ShopKey };

/** One thing that a merchant sells at a mall. */
export interface Ware {
  readonly merchant: string;
  readonly sku: string;
  readonly shop: ShopKey;
  readonly item: string;
  /** How a new order there names it. */
  readonly named: Readonly<Record<string, string>>;
}

/** The item as listings name it. */
const itemAt = (mall: MallName, item: string): string => adapterOf(mall).traits.stock.normalItem(item);

/** Every item of every shop with its level. */
export function shelvesOf(malls: Malls): Shelf[] {
  return malls.flatMap(({ name, truth }) =>
    truth.items().map(({ shop, item, level }) => ({ shop: shopKey(name, shop), item: itemAt(name, item), level })),
  );
}

/** Every order of every shop. */
export function bookedOrders(malls: Malls): BookedOrder[] {
  return malls.flatMap(({ name, truth }) =>
    truth.orders().map((order) => ({
      shop: shopKey(name, order.shop),
      orderNumber: order.orderNumber,
      orderedAt: order.orderedAt,
      visibleAt: order.visibleAt,
      status: order.status,
      // Some malls compose them only when they are read.
      get lines() {
        return order.lines.map((line) => ({ ...line, item: line.item === null ? null : itemAt(name, line.item) }));
      },
    })),
  );
}

/**
 * What merchants sell at more than one simulated mall: each ware of the first, followed by the same one at the others. A merchant's id is
 * the code of the shops.
 */
export function waresOf(malls: Malls): Ware[] {
  const all = malls.flatMap(({ name, truth }) => truth.items().map((item) => ({ ...item, mall: name })));
  return [...Map.groupBy(all, ({ shop, good }) => `${shop}\n${good}`).values()].flatMap((those) => {
    if (those.length < 2) return [];
    const sku = those.find((one) => one.sku !== null)?.sku ?? those[0]?.good ?? '';
    return those.map(({ mall, shop, item, named }) => {
      return { merchant: shop, sku, shop: shopKey(mall, shop), item: itemAt(mall, item), named };
    });
  });
}
