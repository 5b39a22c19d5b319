import { sentence, TsunagiError } from '../kernel/index.ts';
import { type Intent, joinedKeys, type StoredOrder } from '../model/index.ts';
import { type ImportSession, tellMoved } from '../session/index.ts';
import { type Family, lookAtFamily, type OrderRead, type Pending, type Wanted } from './look-at-orders.ts';
import type { OrderPlan } from './plan.ts';
import { planOrders } from './plan-orders.ts';
import { writePlans } from './write-plans.ts';

/** The result of a batch. */
export interface StoredBatch {
  /** Orders that were not stored before. */
  readonly imported: readonly StoredOrder[];
  /** Orders that got another revision. */
  readonly changed: readonly StoredOrder[];
  readonly missing: readonly string[];
  readonly quarantined: readonly string[];
  /** Those of the wanted orders that have a row now. */
  readonly rowed: readonly string[];
  /** Orders that are left to the next run, because this one's time or calls ended before they could be read or stored. */
  readonly unread: readonly string[];
  /** Orders whose claims could not be corrected, because the mall did not return them: a dead run's note of them must stay. */
  readonly unsettled: readonly string[];
  /** When the mall first listed every readable order of the batch, by order number: 注文日時 where it knows no other moment. */
  readonly listedAt: ReadonlyMap<string, number>;
}

export type { Wanted } from './look-at-orders.ts';

/** An order edited this often while it is being read is left to the next run. */
const attemptsMax = 6;

/**
 * Reads up to one call's worth of orders and stores the results, each with everything it implies. A reading that was
 * overtaken by another importer is made again, never dropped, so importers that saw different revisions converge on what
 * the mall shows now. Throws the mall's failures; earlier writes stay and are safe to repeat.
 */
export async function readAndStore(run: ImportSession, wanted: readonly Wanted[]): Promise<StoredBatch> {
  const batch = emptyBatch();
  const intents: Intent[] = [];
  const moved = new Set<string>();
  let pending: readonly Pending[] = wanted.map((order) => ({ ...order, floor: 0 }));
  for (let attempt = 1; pending.length > 0; attempt++) {
    if (attempt > attemptsMax) {
      throw new TsunagiError(
        'order.changing',
        'later',
        sentence`An order kept changing while it was read; it is read again.`,
        {
          shop: run.shop.key,
          orderNumber: pending[0]?.orderNumber ?? '',
        },
      );
    }
    const family = await lookAtFamily(run, pending);
    noteLooks(batch, pending, family);
    const plans = await planOrders(run, family.looks);
    const written = await writePlans(run, [...plans.values()]);
    for (const sku of written.moved) moved.add(sku);
    intents.push(...written.intents);
    pending = [...plans.entries()].flatMap(([order, plan], index) => {
      const outcome = written.outcomes[index];
      if (outcome?.kind === 'stored') note(batch, plan);
      if (outcome?.kind === 'left') leave(batch, order);
      if (outcome?.kind !== 'overtaken') return [];
      const carried = joinedKeys(order.carried ?? [], outcome.carried);
      // Above our own attempt, too: claims of one version and writer are taken for one, whatever they hold.
      const floor = Math.max(order.floor, outcome.floor, plan.row.version);
      return [{ orderNumber: order.orderNumber, floor, carried }];
    });
  }
  await tellMoved(run, moved);
  if (batch.unsettled.length === 0) for (const intent of intents) await run.ports.intents.close(intent);
  const unread = new Set(batch.unread);
  batch.rowed.push(...wanted.flatMap(({ orderNumber }) => (unread.has(orderNumber) ? [] : [orderNumber])));
  return batch;
}

/** Notes what was looked at and is not planned, and which claims stay as they are. */
function noteLooks(batch: MutableBatch, pending: readonly Pending[], { asked, waiting, held }: Family): void {
  for (const { pending: order, read } of asked) {
    if (read.kind === 'unread') batch.unread.push(order.orderNumber);
    if (!tellsClaims(read) && order.carried?.length) batch.unsettled.push(order.orderNumber);
    if (read.kind === 'order') batch.listedAt.set(order.orderNumber, read.order.listedAt ?? read.order.orderedAt);
  }
  batch.unread.push(...waiting);
  const untold = [...waiting, ...held];
  for (const { orderNumber, carried } of pending) {
    if (carried?.length && untold.includes(orderNumber)) batch.unsettled.push(orderNumber);
  }
}

/** Leaves an order to the next run. */
function leave(batch: MutableBatch, { orderNumber, carried }: Pending): void {
  batch.unread.push(orderNumber);
  if (carried?.length) batch.unsettled.push(orderNumber);
}

/** Whether a reading says what the order's claims have to be: that of an order that can be read, stored or not. */
function tellsClaims(read: OrderRead): boolean {
  return read.kind === 'order' || (read.kind === 'quarantined' && read.order !== undefined);
}

interface MutableBatch extends StoredBatch {
  readonly imported: StoredOrder[];
  readonly changed: StoredOrder[];
  readonly missing: string[];
  readonly quarantined: string[];
  readonly rowed: string[];
  readonly unread: string[];
  readonly unsettled: string[];
  readonly listedAt: Map<string, number>;
}

function emptyBatch(): MutableBatch {
  return {
    imported: [],
    changed: [],
    missing: [],
    quarantined: [],
    rowed: [],
    unread: [],
    unsettled: [],
    listedAt: new Map(),
  };
}

function note(batch: MutableBatch, { row, news }: OrderPlan): void {
  switch (news) {
    case 'imported':
      if (row.kind === 'stored') batch.imported.push(row);
      return;
    case 'changed':
      if (row.kind === 'stored') batch.changed.push(row);
      return;
    case 'missing':
      batch.missing.push(row.orderNumber);
      return;
    case 'quarantined':
      batch.quarantined.push(row.orderNumber);
      return;
    case 'same':
  }
}
