import { fingerprintOf, TsunagiError } from '../core/kernel/index.ts';
import { type MallOrder, type OrderLine, orderKeyOf } from '../core/model/index.ts';
import { readBody } from './body.ts';

/** An order as the business sees it, or why a mall's model is none; the reason holds nothing of its content. */
export type Mapped<Order = MallOrder> =
  | { readonly kind: 'order'; readonly order: Order }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads an order back from what was kept of it. Throws when it is no such thing. */
export function readStored(mall: string, original: string, map: (model: unknown) => Mapped): MallOrder {
  const body = readBody(original);
  const mapped = map(body.kind === 'json' ? body.value : undefined);
  if (mapped.kind === 'order') return mapped.order;
  throw new TsunagiError('mall.unreadable', 'never', `A stored order of ${mall} cannot be read: ${mapped.reason}.`);
}

/**
 * One line an id. An id that comes again with the same SKU is one line with the sum of both: an order that is otherwise sound must
 * not wait for a person. With another SKU there is no telling which one is sold: null.
 */
export function linesById(all: readonly OrderLine[]): readonly OrderLine[] | null {
  const lines = new Map<string, OrderLine>();
  for (const line of all) {
    const before = lines.get(line.lineId);
    if (before && before.sku !== line.sku) return null;
    lines.set(line.lineId, before ? { ...line, quantity: before.quantity + line.quantity } : line);
  }
  return [...lines.values()];
}

/** An order as a listing names it, whatever came. `id` is the same whenever it is listed; its number is, where it has nothing better. */
interface ListedNumber {
  readonly number: unknown;
  readonly id?: string;
}

/**
 * What the orders of a page are stored under (`orderKeyOf`). Null where it has several and none has a number: it is no listing of orders
 * then, and they are not set aside one by one.
 */
export function listedKeys(rows: readonly ListedNumber[]): string[] | null {
  const hasNumber = rows.some(({ number }) => typeof number === 'string' && number !== '');
  if (rows.length > 1 && !hasNumber) return null;
  return rows.map(({ number, id = fingerprintOf(JSON.stringify(number) ?? '') }) => orderKeyOf(number, id));
}
