import type { OrderReading } from '../../core/ports/index.ts';
import { mismatch } from '../shape.ts';
import { mapOrder } from './mapping.ts';
import { sortModels } from './sorting.ts';
import { orderModel } from './wire.generated.js';

/**
 * Sorts the reply by the request: every requested number ends in exactly one of `orders`, `unreadable` and `absent`.
 * Null when a model in the reply may be any of several orders: request fewer.
 */
export function sortReading(asked: readonly string[], models: readonly unknown[]): OrderReading | null {
  return sortModels(asked, models, (model) =>
    orderModel.matches(model) ? mapOrder(model) : { kind: 'unreadable', reason: reasonOf(model) },
  );
}

const reasonOf = (model: unknown): string =>
  mismatch(orderModel.schema, model) ?? 'the order: expected what RMS documents, got something else';
