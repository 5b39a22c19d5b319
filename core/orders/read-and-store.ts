import { TsunagiError } from '../errors.ts';
import type { ClaimKey } from '../stock/claim.ts';
import { tellMoved } from '../stock/tell-moved.ts';
import type { Intent } from './intent.ts';
import { type Look, type OrderPlan, type PlanContext, planReadable } from './plan.ts';
import { planProblem } from './plan-problem.ts';
import { readIsolated } from './read-isolated.ts';
import type { OrderRow, StoredOrder } from './row.ts';
import type { ShopRun } from './run.ts';
import { joinedKeys, writePlans } from './write-plans.ts';

/** An order to be read from the mall and stored. */
export interface Wanted {
  readonly orderNumber: string;
  /** The row seen already: `null` when it was just looked for and not there, absent when nobody has looked. */
  readonly seen?: null;
  /** Claims a dead run may have left behind. */
  readonly carried?: readonly ClaimKey[];
}

/** What became of a batch. */
export interface StoredBatch {
  /** Orders that were not stored before. */
  readonly imported: readonly StoredOrder[];
  /** Orders that got another revision. */
  readonly changed: readonly StoredOrder[];
  readonly missing: readonly string[];
  readonly quarantined: readonly string[];
  /** Orders that were not read, because the run's time or calls ended while a bad neighbour was looked for. */
  readonly unread: readonly string[];
  /** Orders whose claims could not be set right, because the mall did not show them: a dead run's note of them must stay. */
  readonly unsettled: readonly string[];
  /** When the mall first listed every readable order of the batch, by order number: 注文日時 where it knows no other moment. */
  readonly listedAt: ReadonlyMap<string, number>;
}

/** An order edited this often while it is being read is left to the next run. */
const attemptsMax = 6;

interface Pending extends Wanted {
  readonly floor: number;
}

/**
 * Reads up to one call's worth of orders and stores what came, each with everything it implies. A reading that was
 * overtaken by another importer is made again, never dropped, so importers that saw different revisions converge on what
 * the mall shows now. Throws the mall's failures; what was written before stands and is harmless to repeat.
 */
export async function readAndStore(run: ShopRun, wanted: readonly Wanted[]): Promise<StoredBatch> {
  const batch = emptyBatch();
  const intents: Intent[] = [];
  const moved = new Set<string>();
  let pending: readonly Pending[] = wanted.map((order) => ({ ...order, floor: 0 }));
  for (let attempt = 1; pending.length > 0; attempt++) {
    if (attempt > attemptsMax) {
      throw new TsunagiError('order.changing', 'later', 'An order kept changing while it was read; it is read again.', {
        shop: run.shop.key,
        orderNumber: pending[0]?.orderNumber ?? '',
      });
    }
    const plans = await lookAndPlan(run, pending, batch);
    const written = await writePlans(run, [...plans.values()]);
    for (const { claims } of plans.values()) for (const { sku } of claims) moved.add(sku);
    if (written.intent) intents.push(written.intent);
    pending = [...plans.entries()].flatMap(([order, plan], index) => {
      const outcome = written.outcomes[index];
      if (outcome?.kind === 'stored') note(batch, plan);
      if (outcome?.kind !== 'overtaken') return [];
      const carried = joinedKeys(order.carried ?? [], outcome.carried);
      return [{ orderNumber: order.orderNumber, floor: Math.max(order.floor, outcome.floor), carried }];
    });
  }
  await tellMoved(run, moved);
  if (batch.unsettled.length === 0) for (const intent of intents) await run.ports.intents.close(intent);
  return batch;
}

/** The orders of a batch that have a row now. */
export function rowed(orderNumbers: readonly string[], batch: StoredBatch): string[] {
  return orderNumbers.filter((orderNumber) => !batch.unread.includes(orderNumber));
}

async function lookAndPlan(
  run: ShopRun,
  pending: readonly Pending[],
  batch: MutableBatch,
): Promise<Map<Pending, OrderPlan>> {
  const unseen = pending.filter((order) => order.seen === undefined).map((order) => order.orderNumber);
  const rows = unseen.length > 0 ? await run.ports.orders.rows(run.shop.key, unseen) : new Map<string, OrderRow>();
  const readAt = run.ports.clock.now();
  const reading = await readIsolated(
    run,
    pending.map((order) => order.orderNumber),
  );
  const context: PlanContext = {
    shop: run.shop,
    traits: run.traits,
    settings: run.settings,
    writer: run.writer,
    now: run.ports.clock.now(),
  };
  const readable = new Map(reading.orders.map((order) => [order.orderNumber, order]));
  const unreadable = new Map(reading.unreadable.map((order) => [order.orderNumber, order]));
  batch.unread.push(...reading.unread);
  const unread = new Set(reading.unread);
  const plans = new Map<Pending, OrderPlan>();
  for (const order of pending) {
    const found = readable.get(order.orderNumber);
    if (!found && order.carried?.length) batch.unsettled.push(order.orderNumber);
    if (unread.has(order.orderNumber)) continue;
    const look: Look = {
      orderNumber: order.orderNumber,
      seen: rows.get(order.orderNumber) ?? null,
      readAt,
      floor: order.floor,
      carried: order.carried ?? [],
    };
    const spoilt = unreadable.get(order.orderNumber);
    if (found) batch.listedAt.set(order.orderNumber, found.listedAt ?? found.orderedAt);
    const plan = found
      ? planReadable(look, found, context)
      : planProblem(look, spoilt ? { kind: 'quarantined', unreadable: spoilt } : { kind: 'missing' }, context);
    if (plan) plans.set(order, plan);
  }
  return plans;
}

interface MutableBatch extends StoredBatch {
  readonly imported: StoredOrder[];
  readonly changed: StoredOrder[];
  readonly missing: string[];
  readonly quarantined: string[];
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
