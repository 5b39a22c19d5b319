import { fingerprintOf, jstText, sentence, TsunagiError } from '../kernel/index.ts';
import {
  type Claim,
  type Intent,
  type ItemSkus,
  joinedKeys,
  type MallOrder,
  type OrderRow,
  type StoredOrder,
  withSkus,
} from '../model/index.ts';
import { type ImportSession, tellMoved } from '../session/index.ts';
import {
  type Family,
  lookAt,
  type OrderLook,
  type OrderRead,
  type Pending,
  takesOver,
  type Wanted,
  withRelatives,
} from './look-at-orders.ts';
import { type Look, type OrderPlan, type PlanContext, planReadable, storedOrderOf } from './plan.ts';
import { planProblem, rowProblem } from './plan-problem.ts';
import { writePlans } from './write-plans.ts';

/** The result of a batch. */
export interface StoredBatch {
  /** Orders that were not stored before. */
  readonly imported: readonly StoredOrder[];
  /** Orders that got another revision. */
  readonly changed: readonly StoredOrder[];
  readonly missing: readonly string[];
  readonly quarantined: readonly string[];
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
    const plans = await lookAndPlan(run, pending, batch);
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
  return batch;
}

/** Leaves an order to the next run. */
function leave(batch: MutableBatch, { orderNumber, carried }: Pending): void {
  batch.unread.push(orderNumber);
  if (carried?.length) batch.unsettled.push(orderNumber);
}

/** The orders of a batch that have a row now. */
export function rowed(orderNumbers: readonly string[], batch: StoredBatch): string[] {
  return orderNumbers.filter((orderNumber) => !batch.unread.includes(orderNumber));
}

/** Looks at orders, and at those that pieces went to or came from, and plans what all of them imply together. */
async function lookAndPlan(
  run: ImportSession,
  pending: readonly Pending[],
  batch: MutableBatch,
): Promise<Map<Pending, OrderPlan>> {
  const looks = await lookAt(run, pending);
  for (const { pending: order, read } of looks) {
    if (read.kind === 'unread') batch.unread.push(order.orderNumber);
    if (!tellsClaims(read) && order.carried?.length) batch.unsettled.push(order.orderNumber);
    if (read.kind === 'order') batch.listedAt.set(order.orderNumber, read.order.listedAt ?? read.order.orderedAt);
  }
  const family = await withRelatives(run, looks);
  batch.unread.push(...family.waiting);
  const untold = [...family.waiting, ...family.held];
  for (const { orderNumber, carried } of pending) {
    if (carried?.length && untold.includes(orderNumber)) batch.unsettled.push(orderNumber);
  }
  const context: PlanContext = {
    shop: run.shop,
    traits: run.traits,
    settings: run.settings,
    runId: run.runId,
    now: run.ports.clock.now(),
  };
  const plans = new Map<Pending, OrderPlan>();
  for (const look of family.looks) {
    const plan = await planOf(run, look, family, context);
    if (plan) plans.set(look.pending, plan);
  }
  return plans;
}

/** Whether a reading says what the order's claims have to be: that of an order that can be read, stored or not. */
function tellsClaims(read: OrderRead): boolean {
  return read.kind === 'order' || (read.kind === 'quarantined' && read.order !== undefined);
}

async function planOf(
  run: ImportSession,
  { pending, seen, readAt, read }: OrderLook,
  { parents }: Pick<Family, 'parents'>,
  context: PlanContext,
): Promise<OrderPlan | null> {
  const { orderNumber, floor, carried = [] } = pending;
  const look: Look = { orderNumber, seen, readAt, floor, carried };
  switch (read.kind) {
    case 'unread':
      return null;
    case 'missing':
      return planProblem(look, { kind: 'missing' }, context);
    case 'quarantined':
      return planProblem(look, read, context);
    case 'order': {
      const fingerprint = fingerprintOf(read.order.original);
      const skus = await skusOfOrder(read.order, seen, run, fingerprint);
      const parent = read.order.splitFrom === undefined ? null : (parents.get(read.order.splitFrom) ?? null);
      const family = { takesOver: takesOver(parent, run.traits), inherited: parent?.redacted };
      const plan = planReadable({ ...look, fingerprint, skus, ...family }, read.order, context);
      const reason = plan?.row.kind === 'stored' ? rowProblem(plan.row) : null;
      if (plan === null) return null;
      if (reason === null) {
        reportWrongDate(run, read.order, plan);
        const elsewhere = await movingElsewhere(run, seen, read.order, plan);
        return elsewhere.length === 0 ? plan : { ...plan, moving: [...plan.moving, ...elsewhere] };
      }
      const unreadable = { orderNumber, raw: read.order.original, reason };
      return planProblem(look, { kind: 'quarantined', unreadable, order: read.order }, context);
    }
  }
}

/**
 * An order that changes moves the levels of its items at the mall. An item that is listed as another SKU by now than the order's claims stand
 * on shows that SKU's level, which is to be set again: that SKU is marked, too.
 */
async function movingElsewhere(
  { traits, listedSkus }: Pick<ImportSession, 'traits' | 'listedSkus'>,
  seen: OrderRow | null,
  order: MallOrder,
  { row, moving: [moved] }: OrderPlan,
): Promise<Claim[]> {
  if (moved === undefined || row.kind !== 'stored' || seen?.kind !== 'stored') return [];
  const lines = [
    ...(seen.original.length === 0 ? [] : storedOrderOf(seen.original, seen, traits).lines),
    ...(row.original.length === 0 ? [] : withSkus(order, row.skus).lines),
  ];
  const items = lines.flatMap(({ item }) => item ?? []);
  const listed = items.length === 0 ? null : await listedSkus([...new Set(items)]);
  return lines.flatMap(({ item = '', sku }) => {
    const other = listed?.get(item);
    return other === undefined || other === sku ? [] : [{ ...moved, sku: other }];
  });
}

/** Logs an order whose 注文日時 cannot be right, so that an operator can ask the mall about it. */
function reportWrongDate(
  { ports, shop }: ImportSession,
  { orderNumber, orderedAt }: MallOrder,
  { row }: OrderPlan,
): void {
  if (row.kind !== 'stored' || row.orderedAt === orderedAt) return;
  const dates = { orderedAt: jstText(orderedAt), storedAs: jstText(row.orderedAt) };
  ports.log.warn('order.date-wrong', { shop: shop.key, orderNumber, ...dates });
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

/**
 * The SKUs of an order's items: those that were taken when it was stored, and those of items that are new in it. An item that was in
 * it before and had no listing keeps the SKU its order names, whatever was listed since. `fingerprint` is that of the order's original.
 */
async function skusOfOrder(
  order: MallOrder,
  seen: OrderRow | null,
  { traits, listedSkus }: Pick<ImportSession, 'traits' | 'listedSkus'>,
  fingerprint: string,
): Promise<ItemSkus | undefined> {
  const before = seen?.kind === 'stored' ? seen : null;
  if (order.lines.every(({ item }) => item === undefined)) return before?.skus;
  if (before?.fingerprint === fingerprint) return before.skus;
  const known = new Set(
    before === null || before.original.length === 0
      ? []
      : storedOrderOf(before.original, before, traits).lines.map(({ item }) => item),
  );
  const fresh = order.lines.filter(({ item }) => item !== undefined && !known.has(item));
  if (fresh.length === 0) return before?.skus;
  const found = await listedSkus([...new Set(fresh.map(({ item }) => item as string))]);
  const skus = new Map(Object.entries(before?.skus ?? {}));
  for (const { item = '', sku } of fresh) {
    const listed = found.get(item);
    if (listed !== undefined && listed !== sku) skus.set(item, listed);
  }
  return skus.size === 0 ? undefined : Object.fromEntries(skus);
}
