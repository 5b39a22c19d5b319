import type { OrderReading } from '../../core/ports/index.ts';
import { mismatch } from '../shape.ts';
import { mapOrder } from './mapping.ts';
import { sortModels } from './sorting.ts';
import { orderModel } from './wire.generated.js';

/**
 * Sorts what came by what was asked: every number asked for ends in exactly one of `orders`, `unreadable` and `absent`.
 * Null when something came that may be any of several orders: ask for fewer.
 */
export function sortReading(asked: readonly string[], models: readonly unknown[]): OrderReading | null {
  return sortModels(asked, models, (model) =>
    orderModel.matches(model) ? mapOrder(model) : { kind: 'unreadable', reason: reasonOf(model) },
  );
}

const reasonOf = (model: unknown): string =>
  mismatch(orderModel.schema, model) ?? 'the order: expected what RMS documents, got something else';
