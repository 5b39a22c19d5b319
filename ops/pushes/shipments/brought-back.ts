import { eachLimited, type Sentence, sentence } from '../../../core/kernel/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import { byEnd, isEnd, withoutDestination } from '../../orders/labels/number.ts';
import { type OrderPlace, placesOf, type ShopSearchScope } from '../places.ts';
import type { ShipmentRow } from './formats.ts';
import { orderNumberOf } from './read-line.ts';

/** Shops asked at once. */
const shopsAtOnce = 16;

/** Lines with the numbers of their orders, and what is wrong with those that may be of several. */
export interface BroughtBack {
  readonly rows: readonly ShipmentRow[];
  /** Where each of their orders belongs. */
  readonly places: ReadonlyMap<string, OrderPlace>;
  /** By number: why no order is meant. */
  readonly ambiguous: ReadonlyMap<string, Sentence>;
}

/**
 * Puts the numbers of orders for what labels of ours bring back (`labelNumber`): a number with a destination behind it, or the end of
 * one, where the carrier's field is too short. A number that is stored stays as it is, and so does one that nothing is found for.
 */
export async function withOrderNumbers(
  ports: Pick<Ports, 'orders'>,
  rows: readonly ShipmentRow[],
  search: ShopSearchScope,
): Promise<BroughtBack> {
  const numbersIn = (some: readonly ShipmentRow[]) => new Set(some.flatMap((row) => numberOf(row) ?? []));
  const placesFor = (some: Iterable<string>) => placesOf(ports, { ...search, orderNumbers: [...some] });
  const asWritten = await placesFor(numbersIn(rows));
  const unknown = new Set([...asWritten].flatMap(([number, { isStored }]) => (isStored ? [] : [number])));
  const split = new Map(
    [...unknown].flatMap((number) => {
      const parts = withoutDestination(number);
      return parts === null ? [] : [[number, parts] as const];
    }),
  );
  const before = await placesFor(new Set([...split.values()].map(({ orderNumber }) => orderNumber)));
  const gone = new Set([...before].flatMap(([number, { isStored }]) => (isStored ? [] : [number])));
  const isLeft = (number: string): boolean => gone.has(split.get(number)?.orderNumber ?? '') || !split.has(number);
  const ends = [...unknown].filter((number) => isEnd(number) && isLeft(number));
  const open = new Set<string>();
  if (ends.length > 0) {
    await eachLimited(search.named === null ? search.among : [search.named], shopsAtOnce, async ({ key }) => {
      for (const { orderNumber } of await ports.orders.openOrders(key)) open.add(orderNumber);
    });
  }
  const meant = new Map(ends.map((number) => [number, byEnd(number, open)]));
  const ambiguous = new Map(
    [...meant].flatMap(([number, found]) =>
      found.kind === 'several'
        ? [[number, sentence`is the end of ${found.orderNumbers.join(', ')}: write the whole number.`] as const]
        : [],
    ),
  );
  const whole = rows.map((row) => rewritten(row));
  const more = [...numbersIn(whole)].filter((number) => !asWritten.has(number) && !before.has(number));
  return { rows: whole, places: new Map([...before, ...asWritten, ...(await placesFor(more))]), ambiguous };

  function rewritten(row: ShipmentRow): ShipmentRow {
    const number = numberOf(row);
    if (number === null || !unknown.has(number)) return row;
    const end = meant.get(number);
    if (end?.kind === 'order') return { ...row, cells: { ...row.cells, orderNumber: end.orderNumber } };
    const parts = split.get(number);
    if (parts === undefined || gone.has(parts.orderNumber)) return row;
    const basketId = (row.cells.basketId ?? '') === '' ? parts.destination : row.cells.basketId;
    return { ...row, cells: { ...row.cells, orderNumber: parts.orderNumber, basketId: basketId as string } };
  }
}

function numberOf(row: ShipmentRow): string | null {
  const read = orderNumberOf(row);
  return 'problem' in read ? null : read.orderNumber;
}
