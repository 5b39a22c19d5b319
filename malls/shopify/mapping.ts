import type { MallOrder } from '../../core/model/index.ts';
import { isoMoment } from '../jst.ts';
import { linesById, type Mapped, readStored } from '../mapping.ts';
import { mismatch } from '../shape.ts';
import { progressOf } from './progress.ts';
import { numberIn } from './site.ts';
import { orderModel } from './wire.generated.js';

/** Maps an order that may be anything. The whole of it is kept as `original`. */
export function mapOrder(model: unknown, original?: string): Mapped {
  const unreadable = (reason: string): Mapped => ({ kind: 'unreadable', reason });
  if (!orderModel.matches(model)) {
    return unreadable(
      mismatch(orderModel.schema, model) ?? 'the order: expected what Shopify documents, got something else',
    );
  }
  const orderedAt = isoMoment(model.createdAt);
  const changedAt = isoMoment(model.updatedAt);
  if (orderedAt === null || changedAt === null) {
    return unreadable('createdAt, updatedAt: expected moments that exist, got one that does not');
  }
  const { nodes, pageInfo } = model.lineItems;
  if (pageInfo.hasNextPage === true) return unreadable('lineItems: expected all of them, got the first page');
  const lines = linesById(
    nodes.map(({ id, sku, currentQuantity, elsewhere = 0 }) => {
      const lineId = numberIn(id);
      // What has no SKU, such as an item that was made up for one order, is a line of its own.
      const code = sku?.trim() || lineId;
      return { lineId, item: code, sku: code, quantity: Math.max(0, currentQuantity - elsewhere) };
    }),
  );
  if (lines === null) return unreadable('lineItems: expected each id once, got one of two different items');
  const order: MallOrder = {
    orderNumber: model.name,
    progress: progressOf(model),
    orderedAt,
    // A listing goes by the last change, and so does the cursor.
    listedAt: changedAt,
    changedAt,
    lines,
    original: original ?? JSON.stringify(model),
  };
  return { kind: 'order', order };
}

/** Reads an order back from what `mapOrder` kept. Throws when it is no such thing. */
export const readOriginal = (original: string): MallOrder =>
  readStored('Shopify', original, (model) => mapOrder(model, original));
