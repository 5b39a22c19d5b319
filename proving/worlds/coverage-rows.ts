import type { Listing, ListingKey } from '../../core/model/listing.ts';
import type { OrderRow } from '../../core/model/order.ts';
import type { OrderTarget } from '../../core/model/order-target.ts';
import { isDone } from '../../core/model/push-row.ts';
import type { OrderKey } from '../../core/ports/orders.ts';
import type { MemoryStore } from '../memory/index.ts';
import { type Push, pushesIn } from '../memory/push.ts';

/* The states of rows as the tables of coverage have them: few, and in the words of the rows. */

/** Of the row of an order. */
export function orderState(row: OrderRow | undefined): string {
  if (row === undefined) return 'no row';
  if (row.kind !== 'stored') return row.kind;
  if (row.problem !== undefined) return 'stored, now unreadable';
  if (row.unannounced.length > 0) return 'stored, not announced';
  return row.final ? 'final' : 'stored';
}

/** Of a change of an order. */
function pushState({ state }: Push): string {
  return state.kind === 'pushing' && state.tries > 0 ? 'pushing again' : state.kind;
}

/** Of what is asked of an order: in the words of the first change that has not ended, else of the last. */
export function targetState(target: OrderTarget): string {
  const pushes = pushesIn(target);
  const one = pushes.find((push) => !isDone(push)) ?? pushes.at(-1);
  return one === undefined ? 'no row' : pushState(one);
}

/** Of a listing. */
export function listingState({ linked, claim, orphanSince, wait, dueAt, acked }: Listing): string {
  if (claim !== undefined) return claim.batch === undefined ? 'claimed' : 'in a batch';
  if (!linked) return 'not sold';
  if (orphanSince !== undefined) return 'not at the mall';
  if (wait !== undefined) return wait.kind;
  if (dueAt !== undefined) return 'due';
  return acked === undefined ? 'never set' : 'set';
}

/** The state of a row, and whether a call for it may still be carried out. */
function withOpenCall<Row extends Pick<Push | Listing, 'unknownAt'>>(
  row: Row | undefined,
  stateOf: (row: Row) => string,
): string {
  if (row === undefined) return 'no row';
  return row.unknownAt === undefined ? stateOf(row) : `${stateOf(row)}, open call`;
}

/** The rows that are there now. */
export function rowsIn({ rowsByShop, pushesByShop, listingsByShop, skusById }: MemoryStore) {
  return {
    order: ({ shop, orderNumber }: OrderKey): string => orderState(rowsByShop.get(shop)?.get(orderNumber)),
    push: ({ shop, orderNumber, id }: OrderKey & Pick<Push, 'id'>): string =>
      withOpenCall(pushesByShop.get(shop)?.get(`${orderNumber}#${id}`), pushState),
    /** Of the changes of an order that a call is for: those that a worker has in hand, or where none is, all of them. */
    pushes({ shop, orderNumber }: OrderKey): string[] {
      const own = [...(pushesByShop.get(shop)?.values() ?? [])].filter((push) => push.orderNumber === orderNumber);
      const inHand = own.filter(({ state }) => state.kind === 'pushing');
      return own.length === 0
        ? ['no row']
        : (inHand.length > 0 ? inHand : own).map((push) => withOpenCall(push, pushState));
    },
    listing: ({ shop, item }: ListingKey): string => withOpenCall(listingsByShop.get(shop)?.get(item), listingState),
    sku(merchant: string, sku: string): string {
      const row = skusById.get(`${merchant}#${sku}`);
      return row === undefined ? 'no row' : row.dirtySince === undefined ? 'SKU spread' : 'SKU marked';
    },
  };
}
