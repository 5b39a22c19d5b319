import type { Placing } from '../control.ts';
import { drawBetween, type Prng, prng, seedOf } from '../prng.ts';
import { admitLines, drawKind, drawSku, insertOrder, type Shelf } from '../sales.ts';
import type { LevelChange } from '../world.ts';
import { chanceOfEdit, chanceOfOrder, later } from '../world.ts';
import { notify, notifyLevel } from './notifications.ts';
import type { Line, Listing, Order, OrderKind, Package, Shop, Sku, Status, World } from './state.ts';

/** Out of 100 orders that arrive: the rest is plain. */
const SHARES: readonly (readonly [OrderKind, number])[] = [
  ['pending', 15],
  ['gift', 6],
  ['business', 6],
  ['fba', 10],
  ['preorder', 3],
];

/** Marks an order as changed. */
export function touch(world: World, order: Order): void {
  order.updatedAt = world.timeMs;
  const { visibilityDelayMinMs, visibilityDelayMaxMs } = world.settings.orders;
  const chance = chanceOfEdit(world, order.orderId, 'shown');
  order.visibleAt = world.timeMs + drawBetween(chance, visibilityDelayMinMs, visibilityDelayMaxMs);
}

/** Moves an order to a status, and what follows by itself from there. */
export function enter(world: World, order: Order, status: Status): void {
  order.status = status;
  order.stage += 1;
  touch(world, order);
  notify(world, order);
  if (status === 'PENDING') later(world, order, world.settings.flow.pendingMs, () => enter(world, order, 'UNSHIPPED'));
  if (status === 'CANCELLED') restore(world, order);
}

/** Carries a cancel out. */
export function cancel(world: World, order: Order, cancelled: NonNullable<Order['cancelled']>): void {
  order.cancelled = cancelled;
  enter(world, order, 'CANCELLED');
}

/** Its buyer asks for its cancel. Its status stays; the seller decides. */
export function requestCancel(world: World, order: Order, reason: string): void {
  order.cancelRequest = reason;
  touch(world, order);
  notify(world, order);
}

/** The label of a package is cancelled: what was in it is to be sent again. */
export function cancelPackage(world: World, order: Order, one: Package): void {
  one.isCancelled = true;
  const isAnyLeft = order.packages.some(({ isCancelled }) => isCancelled !== true);
  enter(world, order, isAnyLeft ? 'PARTIALLY_SHIPPED' : 'UNSHIPPED');
}

export const isFba = (order: Order): boolean => order.kind === 'fba';

/** Units of a line that are in packages; of an order that a person has marked as shipped, all. */
export function shippedUnits(
  { status, packages: all }: Order,
  { lineId, units }: Pick<Line, 'lineId' | 'units'>,
): number {
  const packages = all.filter(({ isCancelled }) => isCancelled !== true);
  if (packages.length === 0) return status === 'SHIPPED' ? units : 0;
  const inPackages = packages.flatMap(({ items }) => items).filter((item) => item.lineId === lineId);
  return inPackages.reduce((sum, item) => sum + item.units, 0);
}

function restore(world: World, order: Order): void {
  if (order.restored) return;
  order.restored = true;
  if (world.settings.stock.restoreAtCancel) for (const line of order.lines) moveStock(world, order, line, line.units);
}

/** Takes units of a line from the mall's level, or gives them back. What Amazon sends lies on a shelf of its own. */
function moveStock(world: World, order: Order, { sku }: Pick<Line, 'sku'>, units: number): void {
  const listing = order.shop.stock.get(sku.sellerSku);
  if (!listing || isFba(order) || !world.settings.stock.decrementAtOrder) return;
  setLevel(world, order.shop, listing, Math.max(0, listing.quantity + units), 'order');
}

export function setLevel(world: World, shop: Shop, listing: Listing, level: number, by: LevelChange['by']): void {
  if (level !== listing.quantity) notifyLevel(world, shop, listing.sellerSku, level);
  listing.quantity = level;
  listing.updatedAt = world.timeMs;
  const names = [listing.sellerSku, ''] as const;
  world.onLevel({ at: world.timeMs, shop: shop.code, names, level, by, askedAt: world.askedAt });
}

/** A buyer places an order. Everything about it is drawn from the world's seed, the shop and its count. */
export function placeOrder(world: World, shop: Shop, placing: Placing<OrderKind, Sku>): Order {
  const chance = chanceOfOrder(world, shop, shop.code, placing.placedAt);
  const { kind: asked = placing.isArrival ? 'random' : 'plain' } = placing;
  const kind = asked === 'random' ? drawKind(SHARES, 'plain', chance) : asked;
  const order = drawOrder(world, shop, kind, placing, chance);
  const isCancelled = placing.isArrival === true && chance.chance(world.settings.flow.buyerCancelShare);
  admitLines(world, order, {
    shelf: shelfOf(world, shop),
    chance,
    isDrawn: placing.lines === undefined,
    admit: () => admit(world, order, { isArrival: placing.isArrival === true, isCancelled }),
  });
  return order;
}

function drawOrder(world: World, shop: Shop, kind: OrderKind, placing: Placing<OrderKind, Sku>, chance: Prng): Order {
  const placedAt = Math.floor(placing.placedAt / 1000) * 1000;
  const { visibilityDelayMinMs, visibilityDelayMaxMs } = world.settings.orders;
  return {
    orderId: drawOrderId(world, chance),
    shop,
    seed: chance.int(0, 0xffff_ffff),
    kind,
    placedAt,
    updatedAt: placedAt,
    visibleAt: placedAt + (placing.visibleAfterMs ?? drawBetween(chance, visibilityDelayMinMs, visibilityDelayMaxMs)),
    status: kind === 'pending' ? 'PENDING' : kind === 'preorder' ? 'PENDING_AVAILABILITY' : 'UNSHIPPED',
    stage: 0,
    lines: (placing.lines ?? drawLines(world, shop, chance)).map((line, index) => ({ ...line, lineId: index + 1 })),
    movedSeed: null,
    cancelRequest: null,
    cancelled: null,
    delivery: { window: null, isCashOnDelivery: false, to: 'address', constraint: null },
    sellerNote: '',
    restored: false,
    packages: [],
  };
}

/** `250-1234567-1234567`. */
function drawOrderId(world: World, chance: Prng): string {
  for (;;) {
    const part = (digits: number): string => String(chance.int(0, 10 ** digits - 1)).padStart(digits, '0');
    const id = `${chance.pick(['249', '250', '503'])}-${part(7)}-${part(7)}`;
    if (!world.orders.has(id)) return id;
  }
}

/** What its seller still has to send. */
const isToShip = ({ status }: Order): boolean => status === 'UNSHIPPED' || status === 'PARTIALLY_SHIPPED';

/** The order exists from here on. */
function admit(
  world: World,
  order: Order,
  { isArrival, isCancelled }: { isArrival: boolean; isCancelled: boolean },
): void {
  for (const line of order.lines) moveStock(world, order, line, -line.units);
  insertOrder(order.shop.orders, order);
  world.orders.set(order.orderId, order);
  notify(world, order, true);
  const after = (ms: number, act: () => void): void =>
    later(world, order, Math.max(0, order.placedAt + ms - world.timeMs), act);
  const { pendingMs } = world.settings.flow;
  if (isCancelled) {
    after(Math.floor(pendingMs / 2), () => cancel(world, order, { by: 'BUYER', reason: 'BUYER_CANCELLED' }));
  }
  const { cancelRequestShare, cancelRequestAfterMs } = world.settings.flow;
  if (isArrival && !isFba(order) && prng(seedOf(order.seed, 'cancel-request')).chance(cancelRequestShare)) {
    after(cancelRequestAfterMs, () => {
      if (isToShip(order)) requestCancel(world, order, 'Changed mind about purchase');
    });
  }
  if (order.kind === 'pending') after(pendingMs, () => enter(world, order, 'UNSHIPPED'));
  if (order.kind === 'preorder') after(7 * 86_400_000, () => enter(world, order, 'PENDING'));
}

function drawLines(world: World, shop: Shop, chance: Prng): Omit<Line, 'lineId'>[] {
  const shelf = shelfOf(world, shop);
  const count = chance.pick([1, 1, 1, 1, 1, 1, 2, 3]);
  const skus = new Set(Array.from({ length: count }, () => drawSku(shelf, chance)));
  return [...skus].map((sku) => ({ sku, units: chance.pick([1, 1, 1, 1, 2, 3]) }));
}

/** What the mall shows as sold out, no buyer can buy, unless a setting says so. */
function shelfOf(world: World, shop: Shop): Shelf<Sku> {
  const sellsAnyway = (): boolean => world.settings.stock.soldOut === 'sell-anyway';
  const left = ({ sellerSku }: Sku): number | null => shop.stock.get(sellerSku)?.quantity ?? null;
  return {
    skus: shop.catalogue,
    isForSale: (sku) => sellsAnyway() || (left(sku) ?? 1) > 0,
    unitsLeft: (sku) => (sellsAnyway() ? null : left(sku)),
  };
}

/** What the order's merchant, or its buyer, changes by hand. Lines are named by their number. */
export interface OrderEdit {
  units?: Record<number, number>;
  removeLine?: number;
  addLine?: boolean;
  address?: boolean;
  sellerNote?: string;
}

export function editOrder(world: World, order: Order, edit: OrderEdit): void {
  for (const [lineId, units] of Object.entries(edit.units ?? {})) {
    if (!Number.isInteger(units) || units < 0)
      throw new Error(`editOrder: got ${units} units, expected a whole number.`);
    const line = lineOf(order, Number(lineId));
    if (!order.restored) moveStock(world, order, line, line.units - units);
    line.units = units;
  }
  if (edit.removeLine !== undefined) {
    const line = lineOf(order, edit.removeLine);
    if (!order.restored) moveStock(world, order, line, line.units);
    order.lines = order.lines.filter((one) => one !== line);
  }
  if (edit.addLine) {
    const lineId = Math.max(0, ...order.lines.map((line) => line.lineId)) + 1;
    const line = {
      lineId,
      sku: drawSku(shelfOf(world, order.shop), chanceOfEdit(world, order.orderId, 'line')),
      units: 1,
    };
    if (!order.restored) moveStock(world, order, line, -1);
    order.lines = [...order.lines, line];
  }
  if (edit.address) order.movedSeed = chanceOfEdit(world, order.orderId, 'address').int(0, 0xffff_ffff);
  if (edit.sellerNote !== undefined) order.sellerNote = edit.sellerNote;
  touch(world, order);
}

function lineOf(order: Order, lineId: number): Line {
  const line = order.lines.find((one) => one.lineId === lineId);
  if (line) return line;
  throw new Error(`Order ${order.orderId} has no line ${lineId}.`);
}
