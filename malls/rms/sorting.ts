import type { UnreadableOrder } from '../../core/model/index.ts';
import type { Mapped } from '../mapping.ts';

/** Every number asked for, in exactly one of these. */
export interface Sorted<T> {
  readonly orders: readonly T[];
  readonly unreadable: readonly UnreadableOrder[];
  readonly absent: readonly string[];
}

/**
 * Sorts the models of getOrder by the request. Orders that were not requested are ignored. If an order appears twice with different
 * content, neither model is trusted. Null when a model may be any of several orders: request fewer.
 */
export function sortModels<T>(
  asked: readonly string[],
  models: readonly unknown[],
  read: (model: unknown) => Mapped<T>,
): Sorted<T> | null {
  const open = new Set(asked);
  const orders = new Map<string, { readonly order: T; readonly model: unknown }>();
  const unreadable = new Map<string, UnreadableOrder>();
  const nameless: unknown[] = [];

  const take = (orderNumber: string, model: unknown): void => {
    const first = orders.get(orderNumber);
    const before = first === undefined ? unreadable.get(orderNumber)?.raw : rawOf(first.model);
    if (before === undefined) {
      const result = read(model);
      if (result.kind === 'order') orders.set(orderNumber, { order: result.order, model });
      else unreadable.set(orderNumber, { orderNumber, raw: rawOf(model), reason: result.reason });
      return;
    }
    const raw = rawOf(model);
    if (before !== raw) {
      orders.delete(orderNumber);
      unreadable.set(orderNumber, {
        orderNumber,
        raw: `${before}\n${raw}`,
        reason: 'OrderModelList: expected each order once, got this one again with other content',
      });
    }
  };

  for (const model of models) {
    const orderNumber = numberOf(model);
    if (orderNumber === null) nameless.push(model);
    else if (open.has(orderNumber)) take(orderNumber, model);
  }
  for (const orderNumber of orders.keys()) open.delete(orderNumber);
  for (const orderNumber of unreadable.keys()) open.delete(orderNumber);

  if (nameless.length > 0 && open.size > 0) {
    const [only] = open;
    if (open.size > 1 || only === undefined) return null;
    const result = read(nameless[0]);
    const reason = result.kind === 'unreadable' ? result.reason : 'the order: expected its number, got none';
    unreadable.set(only, { orderNumber: only, raw: rawOf(nameless), reason });
    open.delete(only);
  }
  return {
    orders: [...orders.values()].map(({ order }) => order),
    unreadable: [...unreadable.values()],
    absent: [...open],
  };
}

function numberOf(model: unknown): string | null {
  if (typeof model !== 'object' || model === null || !('orderNumber' in model)) return null;
  const { orderNumber } = model;
  return typeof orderNumber === 'string' && orderNumber.trim() !== '' ? orderNumber : null;
}

const rawOf = (model: unknown): string => JSON.stringify(model);
