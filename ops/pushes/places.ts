import type { Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { counted } from '../terminal/count.ts';
import { type FoundShop, findShopsOf } from './find-shops.ts';

/** Where an order belongs, as far as it is known before anything is asked for. */
export interface OrderPlace {
  /** Null when it cannot be determined. */
  readonly shop: Shop | null;
  /** Why nothing can be asked for this order. */
  readonly problem: string | null;
  /** What the operator should look at. */
  readonly warning: string | null;
}

/**
 * Where each of these orders belongs: to the shop that was named, else to the one of these shops that has its row. An order of
 * a named shop without a row is only a warning: the mall knows best.
 */
export async function placesOf(
  ports: Pick<Ports, 'orders'>,
  {
    named,
    among,
    orderNumbers,
  }: { readonly named: Shop | null; readonly among: readonly Shop[]; readonly orderNumbers: readonly string[] },
): Promise<ReadonlyMap<string, OrderPlace>> {
  const found = await findShopsOf(ports, named === null ? among : [named], orderNumbers);
  return new Map([...found].map(([number, where]) => [number, placeOf(where, named, among.length)]));
}

function placeOf(where: FoundShop, named: Shop | null, shops: number): OrderPlace {
  switch (where.kind) {
    case 'found':
      return { shop: where.shop, problem: null, warning: null };
    case 'several':
      return { shop: null, problem: `is in ${where.shops.join(' and ')}: name one with --shop.`, warning: null };
    case 'nowhere':
      if (named !== null) {
        return {
          shop: named,
          problem: null,
          warning: `is not stored for ${named.key}: only the mall can tell whether it is right.`,
        };
      }
      return {
        shop: null,
        problem: `is not stored here (${counted(shops, 'shop')} looked through): is it mistyped? If not, name its --shop.`,
        warning: null,
      };
  }
}
