import { readAndStore } from '../orders/read-and-store.ts';
import type { StoredOrder } from '../orders/row.ts';
import type { ShopRun } from '../orders/run.ts';
import { inChunks } from '../units.ts';

/** Orders whose rows are read at once. */
const rowsAtOnce = 200;

/** How orders that the mall lists stand with us, once an audit has set right what it can. */
export interface Standing {
  readonly stored: readonly Pick<StoredOrder, 'orderNumber' | 'orderedAt'>[];
  /** With a row that holds no order: the mall does not hand it out, or it cannot be read. */
  readonly unread: readonly string[];
}

/**
 * Tells the stored orders among these from those that nobody could read. A row of its own does not mean that an order is here. Those are
 * tried once more at once, since an answer that was spoilt by an outage may be whole now; their next turn might come hours later.
 */
export async function standingOf(
  run: ShopRun,
  orderNumbers: readonly string[],
  options: { readonly dryRun?: boolean } = {},
): Promise<Standing> {
  const first = await lookAt(run, orderNumbers);
  if (options.dryRun || first.unread.length === 0) return first;
  for (const chunk of inChunks(first.unread, run.traits.readBatch)) {
    await readAndStore(
      run,
      chunk.map((orderNumber) => ({ orderNumber })),
    );
  }
  const { stored, unread } = await lookAt(run, first.unread);
  return { stored: [...first.stored, ...stored], unread };
}

async function lookAt({ ports, shop }: ShopRun, orderNumbers: readonly string[]): Promise<Standing> {
  const stored: Standing['stored'][number][] = [];
  const unread: string[] = [];
  for (const chunk of inChunks(orderNumbers, rowsAtOnce)) {
    for (const row of (await ports.orders.rows(shop.key, chunk)).values()) {
      const { orderNumber } = row;
      if (row.kind === 'stored') stored.push({ orderNumber, orderedAt: row.orderedAt });
      else unread.push(orderNumber);
    }
  }
  return { stored, unread };
}
