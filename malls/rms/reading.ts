import type { MallOrder, UnreadableOrder } from '../../core/orders/order.ts';
import type { OrderReading } from '../../core/ports/mall.ts';
import { mismatch } from '../shape.ts';
import { mapOrder } from './mapping.ts';
import { orderModel } from './wire.generated.js';

/**
 * Sorts what came by what was asked: every number asked for ends in exactly one of `orders`, `unreadable` and `absent`.
 * Orders nobody asked for are ignored. Null when something came that may be any of several orders: ask for fewer.
 */
export function sortReading(asked: readonly string[], models: readonly unknown[]): OrderReading | null {
  const open = new Set(asked);
  const orders = new Map<string, MallOrder>();
  const unreadable = new Map<string, UnreadableOrder>();
  const nameless: unknown[] = [];

  for (const model of models) {
    const orderNumber = numberOf(model);
    if (orderNumber === null) nameless.push(model);
    else if (open.has(orderNumber)) take(orderNumber, model, orders, unreadable);
  }
  for (const orderNumber of orders.keys()) open.delete(orderNumber);
  for (const orderNumber of unreadable.keys()) open.delete(orderNumber);

  if (nameless.length > 0 && open.size > 0) {
    const [only] = open;
    if (open.size > 1 || only === undefined) return null;
    unreadable.set(only, { orderNumber: only, raw: rawOf(nameless), reason: reasonOf(nameless[0]) });
    open.delete(only);
  }
  return { orders: [...orders.values()], unreadable: [...unreadable.values()], absent: [...open] };
}

/** Puts one model where it belongs. The same order twice with different content is two answers, and neither is trusted. */
function take(
  orderNumber: string,
  model: unknown,
  orders: Map<string, MallOrder>,
  unreadable: Map<string, UnreadableOrder>,
): void {
  const mapped = orderModel.matches(model)
    ? mapOrder(model)
    : ({ kind: 'unreadable', reason: reasonOf(model) } as const);
  const before = orders.get(orderNumber)?.original ?? unreadable.get(orderNumber)?.raw;
  if (before === undefined) {
    if (mapped.kind === 'order') orders.set(orderNumber, mapped.order);
    else unreadable.set(orderNumber, { orderNumber, raw: rawOf(model), reason: mapped.reason });
  } else if (before !== rawOf(model)) {
    orders.delete(orderNumber);
    unreadable.set(orderNumber, {
      orderNumber,
      raw: `${before}\n${rawOf(model)}`,
      reason: 'OrderModelList: expected each order once, got this one again with other content',
    });
  }
}

function numberOf(model: unknown): string | null {
  if (typeof model !== 'object' || model === null || !('orderNumber' in model)) return null;
  const { orderNumber } = model;
  return typeof orderNumber === 'string' && orderNumber.trim() !== '' ? orderNumber : null;
}

const rawOf = (model: unknown): string => JSON.stringify(model);

const reasonOf = (model: unknown): string =>
  mismatch(orderModel.schema, model) ?? 'the order: expected what RMS documents, got something else';
