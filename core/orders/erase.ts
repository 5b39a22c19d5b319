import type { Ports } from '../ports/index.ts';
import type { QuarantinedOrder, StoredOrder } from './row.ts';

/**
 * Removes personal data from an order: its history first, then the original in its row. The row itself stays for ever: it
 * is the dedup key. Repeating it changes nothing.
 */
export async function eraseOrder(
  ports: Pick<Ports, 'orders' | 'clock'>,
  row: StoredOrder,
  writer: string,
): Promise<'stored' | 'changed'> {
  await ports.orders.dropRevisions(row);
  const { dueAt: _, ...rest } = row;
  const erased: StoredOrder = {
    ...rest,
    version: row.version + 1,
    writer,
    original: new Uint8Array(),
    erasedAt: ports.clock.now(),
  };
  return ports.orders.put(erased, row.version);
}

/** Removes what came of an order that never became readable, and stops trying. */
export async function eraseQuarantined(
  ports: Pick<Ports, 'orders'>,
  row: QuarantinedOrder,
  writer: string,
): Promise<'stored' | 'changed'> {
  const { dueAt: _, ...rest } = row;
  return ports.orders.put({ ...rest, version: row.version + 1, writer, raw: new Uint8Array() }, row.version);
}
