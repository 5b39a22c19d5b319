import { fingerprintOf, jstText } from '../kernel/index.ts';
import { type Claim, type ItemSkus, type MallOrder, type OrderRow, storedOrderOf, withSkus } from '../model/index.ts';
import type { ImportSession } from '../session/index.ts';
import type { FamilyLook, Pending } from './look-at-orders.ts';
import { type Look, type OrderPlan, type PlanContext, planReadable } from './plan.ts';
import { planProblem } from './plan-problem.ts';
import { rowProblem } from './storable.ts';

/** Plans what orders that were looked at together imply together. An order without a plan needs no write. */
export async function planOrders(run: ImportSession, looks: readonly FamilyLook[]): Promise<Map<Pending, OrderPlan>> {
  const context: PlanContext = {
    shop: run.shop,
    traits: run.traits,
    settings: run.settings,
    runId: run.runId,
    now: run.ports.clock.now(),
  };
  const plans = new Map<Pending, OrderPlan>();
  for (const look of looks) {
    const plan = await planOf(run, look, context);
    if (plan) plans.set(look.pending, plan);
  }
  return plans;
}

async function planOf(
  run: ImportSession,
  { pending, seen, readAt, read, takesOver, inherited }: FamilyLook,
  context: PlanContext,
): Promise<OrderPlan | null> {
  const { orderNumber, floor, carried = [] } = pending;
  const look: Look = { orderNumber, seen, readAt, floor, carried };
  switch (read.kind) {
    case 'order': {
      const fingerprint = fingerprintOf(read.order.original);
      const skus = await skusOfOrder(read.order, seen, run, fingerprint);
      const plan = planReadable({ ...look, fingerprint, skus, takesOver, inherited }, read.order, context);
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
    case 'unread':
      return null;
    case 'missing':
      return planProblem(look, { kind: 'missing' }, context);
    case 'quarantined':
      return planProblem(look, read, context);
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
