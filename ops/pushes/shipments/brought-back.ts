import { mapLimited, type Sentence, sentence } from '../../../core/kernel/index.ts';
import { type Shop, unpack } from '../../../core/model/index.ts';
import type { Ports } from '../../../core/ports/index.ts';
import { mallDesks } from '../../../malls/mall-desks.ts';
import {
  destinationsOfCode,
  isEnd,
  type OrderMeant,
  withoutCode,
  withoutDestination,
} from '../../orders/labels/number.ts';
import { type OrderPlace, placesOf, type ShopSearchScope } from '../places.ts';
import type { ShipmentRow } from './formats.ts';
import { type NumberForm, orderNumberOf, plainNumber } from './read-line.ts';

const shopsAtOnce = 16;

export interface BroughtBack {
  readonly rows: readonly ShipmentRow[];
  /** Where each of their orders belongs. */
  readonly places: ReadonlyMap<string, OrderPlace>;
  /** By number: why no order is meant. */
  readonly ambiguous: ReadonlyMap<string, Sentence>;
}

/** Puts the numbers of orders for what labels of ours bring back (`labelNumber`). A stored number stays; full-width forms go where no named shop may know them. */
export async function withOrderNumbers(
  ports: Pick<Ports, 'orders'>,
  written: readonly ShipmentRow[],
  search: ShopSearchScope,
  forms: readonly NumberForm[],
): Promise<BroughtBack> {
  const numberOf = (row: ShipmentRow): string | null => {
    const read = orderNumberOf(row, forms);
    return 'problem' in read ? null : read.orderNumber;
  };
  const numbersIn = (some: readonly ShipmentRow[]) => new Set(some.flatMap((row) => numberOf(row) ?? []));
  const placesFor = (some: Iterable<string>) => placesOf(ports, { ...search, orderNumbers: [...some] });
  const asWritten = await placesFor([...numbersIn(written)].flatMap((number) => [number, plainNumber(number)]));
  const isKnown = (number: string): boolean => asWritten.get(number)?.isStored === true;
  const rows = written.map((row) => {
    const number = numberOf(row);
    if (number === null || isKnown(number)) return row;
    const plain = plainNumber(number);
    return { ...row, cells: { ...row.cells, orderNumber: isKnown(plain) || search.named === null ? plain : number } };
  });
  const unknown = new Set([...numbersIn(rows)].filter((number) => !isKnown(number)));
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
  const meant = await ordersByEnd(ports, ends, search.named === null ? search.among : [search.named]);
  const ambiguous = new Map(
    [...meant].flatMap(([number, orders]) =>
      orders.length > 1
        ? [
            [
              number,
              sentence`is the end of ${[...new Set(orders.map(({ orderNumber }) => orderNumber))].join(', ')}: write the whole number.`,
            ] as const,
          ]
        : [],
    ),
  );
  const whole = rows.map((row) => rewritten(row));
  const more = [...numbersIn(whole)].filter((number) => !asWritten.has(number) && !before.has(number));
  return { rows: whole, places: new Map([...before, ...asWritten, ...(await placesFor(more))]), ambiguous };

  function rewritten(row: ShipmentRow): ShipmentRow {
    const number = numberOf(row);
    if (number === null || !unknown.has(number)) return row;
    const [order, ...others] = meant.get(number) ?? [];
    if (order !== undefined && others.length === 0) return rowOf(row, order);
    const parts = split.get(number);
    return parts === undefined || gone.has(parts.orderNumber) ? row : rowOf(row, parts);
  }
}

/** A destination that the file names by itself counts more. */
function rowOf(row: ShipmentRow, { orderNumber, destination }: OrderMeant): ShipmentRow {
  const basketId = row.cells.basketId || destination || '';
  return { ...row, cells: { ...row.cells, orderNumber, basketId } };
}

/** The open orders that each of these ends may mean: one, where it is clear. */
async function ordersByEnd(
  { orders }: Pick<Ports, 'orders'>,
  ends: readonly string[],
  shops: readonly Shop[],
): Promise<ReadonlyMap<string, readonly OrderMeant[]>> {
  if (ends.length === 0) return new Map();
  const open = (
    await mapLimited(shops, shopsAtOnce, async (shop) =>
      (await orders.openOrders(shop.key)).map(({ orderNumber }) => ({ shop, orderNumber })),
    )
  ).flat();
  const meantBy = async (number: string): Promise<readonly OrderMeant[]> => {
    const coded = withoutCode(number);
    const found = open.filter(({ orderNumber }) => orderNumber.endsWith(coded?.end ?? number));
    if (coded === null) return found.map(({ orderNumber }) => ({ orderNumber, destination: null }));
    const each = found.map(async ({ shop, orderNumber }) =>
      destinationsOfCode(coded.code, await destinationsOf(orders, shop, orderNumber)).map((destination) => ({
        orderNumber,
        destination,
      })),
    );
    return (await Promise.all(each)).flat();
  };
  return new Map(await mapLimited(ends, shopsAtOnce, async (number) => [number, await meantBy(number)] as const));
}

/** The mall's ids of an order's destinations; none where its personal data are gone. */
async function destinationsOf(
  orders: Ports['orders'],
  { key, mall }: Shop,
  orderNumber: string,
): Promise<readonly (string | null)[]> {
  const row = (await orders.rows(key, [orderNumber])).get(orderNumber);
  if (row?.kind !== 'stored' || row.original.length === 0) return [];
  const labels = await mallDesks.of(mall).labels?.();
  return labels?.of(JSON.parse(unpack(row.original))).destinations.map(({ id }) => id) ?? [];
}
