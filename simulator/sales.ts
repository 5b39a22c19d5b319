import type { Prng } from './prng.ts';
import type { World } from './world.ts';

/** What buyers find at a shop. */
export interface Shelf<Sku> {
  skus: readonly Sku[];
  isForSale(sku: Sku): boolean;
  /** Units that can be bought; null: any number. */
  unitsLeft(sku: Sku): number | null;
}

/** Some SKUs sell far better than others. A buyer cannot buy what the mall shows as sold out, unless all of it is. */
export function drawSku<Sku>({ skus, isForSale }: Shelf<Sku>, chance: Prng): Sku {
  const first = skus[Math.floor(chance.next() ** 1.6 * skus.length)] ?? chance.pick(skus);
  return isForSale(first) ? first : (skus.find(isForSale) ?? first);
}

/** What was drawn ahead of time may be sold out when its buyer comes: they take another, and no more than there is. */
export function chooseAgain<Sku, Line extends { sku: Sku; units: number }>(
  shelf: Shelf<Sku>,
  lines: readonly Line[],
  chance: Prng,
): Line[] {
  return lines.map((line) => {
    const sku = shelf.isForSale(line.sku) ? line.sku : drawSku(shelf, chance);
    return { ...line, sku, units: Math.max(1, Math.min(line.units, shelf.unitsLeft(sku) ?? line.units)) };
  });
}

/** Draws a kind of order by its share of 100; the rest is `usual`. */
export function drawKind<Kind>(shares: readonly (readonly [Kind, number])[], usual: Kind, chance: Prng): Kind {
  let rest = chance.int(0, 99);
  for (const [kind, share] of shares) {
    rest -= share;
    if (rest < 0) return kind;
  }
  return usual;
}

/** Lets an order come: now, or when its time has come, after its buyer has chosen again where what it holds was drawn. */
export function admitInTime(
  world: Pick<World, 'timeMs' | 'agenda'>,
  placedAt: number,
  order: { isDrawn: boolean; chooseAgain(): void; admit(): void },
): void {
  if (placedAt <= world.timeMs) order.admit();
  else {
    world.agenda.at(placedAt, () => {
      if (order.isDrawn) order.chooseAgain();
      order.admit();
    });
  }
}

/** The same for an order whose lines are one list. `shelf`: what its buyer finds when they choose again. */
export function admitLines<Sku, Line extends { sku: Sku; units: number }>(
  world: Pick<World, 'timeMs' | 'agenda'>,
  order: { readonly placedAt: number; lines: Line[] },
  { shelf, chance, isDrawn, admit }: { shelf: Shelf<Sku>; chance: Prng; isDrawn: boolean; admit(): void },
): void {
  admitInTime(world, order.placedAt, {
    isDrawn,
    chooseAgain: () => {
      order.lines = chooseAgain(shelf, order.lines, chance);
    },
    admit,
  });
}

type Placed = { placedAt: number };

/** The index of the first order for which `isAt` holds, and with it for all that come after. */
function firstWhere<Order>(orders: readonly Order[], isAt: (order: Order) => boolean): number {
  let low = 0;
  let high = orders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = orders[middle];
    if (one === undefined || isAt(one)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The index of the first order placed at `ms` or later. */
export function firstFrom(orders: readonly Placed[], ms: number): number {
  return firstWhere(orders, (order) => order.placedAt >= ms);
}

/** Puts an order at its place by 注文日時, behind those of the same second unless `isBefore` says otherwise. Most come last. */
export function insertOrder<Order extends Placed>(
  orders: Order[],
  order: Order,
  isBefore: (order: Order, other: Order) => boolean = () => false,
): void {
  const precedes = (other: Order): boolean =>
    order.placedAt < other.placedAt || (order.placedAt === other.placedAt && isBefore(order, other));
  const last = orders.at(-1);
  if (!last || !precedes(last)) orders.push(order);
  else orders.splice(firstWhere(orders, precedes), 0, order);
}
