import { TsunagiError } from '../errors.ts';
import type { OrderLook } from './look-at-orders.ts';
import type { StoredOrder } from './row.ts';
import type { ImportRun } from './run.ts';
import { isStoredWhole } from './split-family.ts';

/** A row that others keep writing is left to the next run. */
const attemptsMax = 4;

/**
 * Notes orders that were split off in the row of the order they came from, where that one does not name them itself: nothing else
 * leads from it to its parts. Gives back all looks by order number, with the rows as they stand now.
 *
 * @param parts the orders that may be stored by this run
 * @param all what was looked at, the orders they came from among it
 * @throws `order.changing` where others keep writing such a row
 */
export async function noteParts(
  run: ImportRun,
  parts: readonly OrderLook[],
  all: ReadonlyMap<string, OrderLook>,
): Promise<ReadonlyMap<string, OrderLook>> {
  const looks = new Map(all);
  for (const { read } of parts) {
    const from = read.kind === 'order' ? looks.get(read.order.splitFrom ?? '') : undefined;
    if (read.kind !== 'order' || from === undefined || isNamedBy(from, read.order.orderNumber)) continue;
    looks.set(from.pending.orderNumber, { ...from, seen: await noted(run, from, read.order.orderNumber) });
  }
  return looks;
}

function isNamedBy({ read }: OrderLook, part: string): boolean {
  return read.kind === 'order' && (read.order.splitInto ?? []).includes(part);
}

async function noted(run: ImportRun, { pending, seen: first }: OrderLook, part: string): Promise<OrderLook['seen']> {
  let seen = first;
  for (let attempt = 1; isStoredWhole(seen, run.traits); attempt++) {
    const { parts = [] }: StoredOrder = seen;
    if (parts.includes(part)) return seen;
    if (attempt > attemptsMax) {
      throw new TsunagiError('order.changing', 'later', 'An order that was split kept changing; it is read again.', {
        shop: run.shop.key,
        orderNumber: pending.orderNumber,
      });
    }
    const row: StoredOrder = { ...seen, parts: [...parts, part], version: seen.version + 1, writer: run.writer };
    if ((await run.ports.orders.put(row, seen.version)) === 'stored') return row;
    seen = (await run.ports.orders.rows(run.shop.key, [pending.orderNumber])).get(pending.orderNumber) ?? null;
  }
  return seen;
}
