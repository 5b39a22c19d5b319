import type { Ports } from '../ports/index.ts';
import type { MissingOrder, QuarantinedOrder, StoredOrder } from './row.ts';

/**
 * Removes personal data from an order: its history first, then the original in its row. The row itself stays for ever: it
 * is the dedup key; and it is final, whatever became of the order since. Repeating it changes nothing.
 */
export async function eraseOrder(
  ports: Pick<Ports, 'orders' | 'clock'>,
  row: StoredOrder,
  writer: string,
): Promise<'stored' | 'changed'> {
  await ports.orders.dropRevisions(row);
  const { dueAt: _, problem: __, ...rest } = row;
  const erased: StoredOrder = {
    ...rest,
    final: true,
    version: row.version + 1,
    writer,
    original: new Uint8Array(),
    erasedAt: ports.clock.now(),
  };
  return ports.orders.put(erased, row.version);
}

/** Gives up an order that never became readable: what came of it is removed, and nothing tries it again. */
export async function giveUp(
  ports: Pick<Ports, 'orders'>,
  row: MissingOrder | QuarantinedOrder,
  writer: string,
): Promise<'stored' | 'changed'> {
  const { dueAt: _, ...rest } = row;
  const given = { ...rest, version: row.version + 1, writer };
  const raw = new Uint8Array();
  return ports.orders.put(given.kind === 'missing' ? given : { ...given, raw }, row.version);
}
