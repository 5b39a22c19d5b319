import { type Prng, prng, seedOf } from '../../prng.ts';
import { payMethod } from '../orders/pay-methods.ts';
import type { Charges, Line, Order, OrderKind, Shop, Sku } from '../state.ts';
import type { World } from '../world.ts';
import { cancel, enter, later, pay } from './life.ts';
import { insertOrder, nextOrderId } from './order-ids.ts';
import { isForSale, stockOf, takeStock } from './stock.ts';

export interface Placing {
  /** 注文日時, epoch ms; cut to whole seconds, as the API shows it. */
  placedAt: number;
  /** How long after 注文日時 orderList begins to list it; the setting's when absent. */
  visibleAfterMs?: number;
  kind?: OrderKind | 'random';
  /** Lines instead of drawn ones. */
  lines?: readonly { sku: Sku; units: number }[];
  /** A share of such orders is cancelled by its buyer while that is possible. */
  mayBeTakenBack?: boolean;
}

/** Out of 100 orders: the rest is plain. */
const SHARES: readonly (readonly [OrderKind, number])[] = [
  ['gift', 8],
  ['reserve', 4],
  ['cod', 5],
  ['unpaid', 8],
  ['fraud-hold', 3],
  ['subscription', 4],
];

/** A buyer places an order in a shop. Everything about it is drawn from the world's seed, the shop and its count. */
export function placeOrder(world: World, shop: Shop, placing: Placing): Order {
  shop.ordersPlaced += 1;
  const chance = prng(seedOf(world.seed, 'order', shop.sellerId, shop.ordersPlaced));
  const kind = placing.kind === 'random' ? drawKind(chance) : (placing.kind ?? 'plain');
  const order = drawOrder(world, shop, kind, placing, chance);
  const takenBackAfterMs =
    placing.mayBeTakenBack && chance.chance(world.settings.flow.buyerCancelShare)
      ? chance.int(1, world.settings.flow.cancelWindowMs)
      : null;
  const admitNow = (): void => admit(world, order, takenBackAfterMs);
  if (order.placedAt <= world.timeMs) admitNow();
  else {
    world.agenda.at(order.placedAt, () => {
      if (placing.lines === undefined) chooseAgain(world, order, chance);
      admitNow();
    });
  }
  return order;
}

function drawOrder(world: World, shop: Shop, kind: OrderKind, placing: Placing, chance: Prng): Order {
  const placedAt = Math.floor(placing.placedAt / 1000) * 1000;
  const method = payMethod(drawPayMethod(kind, chance));
  const ahead = chance.int(1, 9);
  const orderId = nextOrderId(shop, ahead);
  shop.lastSerial += ahead;
  const windowEndsAt = placedAt + world.settings.flow.cancelWindowMs;
  return {
    orderId,
    shop,
    seed: chance.int(0, 0xffff_ffff),
    kind,
    placedAt,
    publishedAt: kind === 'fraud-hold' ? null : publication(world, placedAt, windowEndsAt),
    visibleAt: placedAt + (placing.visibleAfterMs ?? visibilityDelay(world, chance)),
    windowEndsAt,
    updatedAt: placedAt,
    orderStatus: kind === 'reserve' ? 1 : 2,
    payStatus: method.waits || kind === 'cod' ? 0 : 1,
    settleStatus: method.settleStatus,
    shipStatus: method.waits ? 0 : 1,
    payMethod: method.id,
    payDate: '',
    fraudStatus: kind === 'fraud-hold' ? 1 : 0,
    isSeen: false,
    captured: false,
    shippedAt: null,
    stage: 0,
    lines: (placing.lines ?? drawLines(world, shop, chance)).map((line, index) => ({ ...line, lineId: index + 1 })),
    charges: drawCharges(kind, chance),
    shipment: emptyShipment(),
    notes: '',
    movedSeed: null,
    cancelReason: null,
    cancelReasonDetail: '',
    takenBack: false,
    cancelMails: 0,
    restored: false,
    parentId: '',
    originalId: orderId,
    childIds: [],
  };
}

/** What was drawn ahead of time may be sold out when its buyer comes: they take another, and no more than there is. */
function chooseAgain(world: World, order: Order, chance: Prng): void {
  const { shop } = order;
  if (world.settings.stock.soldOut === 'sell-anyway') return;
  order.lines = order.lines.map((line) => {
    const sku = isForSale(shop, line.sku) ? line.sku : drawSku(world, shop, chance);
    const row = stockOf(shop, sku);
    const left = row === undefined || row.quantity === null || row.allowOverdraft ? line.units : row.quantity;
    return { ...line, sku, units: Math.max(1, Math.min(line.units, left)) };
  });
}

/** The order exists from here on: its stock is gone, and what will happen to it by itself is on the agenda. */
function admit(world: World, order: Order, takenBackAfterMs: number | null): void {
  const { fraudHoldMs, paymentDelayMs, reservationMs } = world.settings.flow;
  takeStock(world, order);
  insertOrder(world, order);
  const after = (ms: number, act: () => void): void =>
    later(world, order, Math.max(0, order.placedAt + ms - world.timeMs), act);
  if (takenBackAfterMs !== null) after(takenBackAfterMs, () => takeBack(world, order));
  if (order.kind === 'fraud-hold') after(fraudHoldMs, () => release(world, order));
  if (order.kind === 'reserve') after(reservationMs, () => unseen(order, () => enter(world, order, 2)));
  if (order.kind === 'unpaid') after(paymentDelayMs, () => unseen(order, () => pay(world, order, 1, '')));
}

/** The mall itself acts, which does not count as the shop having seen the order. */
function unseen(order: Order, act: () => void): void {
  const { isSeen } = order;
  act();
  order.isSeen = isSeen;
}

/** The buyer cancels in the window. The mall does not have to tell a buyer what the buyer did. */
export function takeBack(world: World, order: Order): void {
  order.takenBack = true;
  unseen(order, () => cancel(world, order, { reason: 100, detail: '', restores: true, mails: false }));
}

/** The fraud check lets an order go: only now it becomes public, however long ago it was placed. */
export function release(world: World, order: Order): void {
  if (order.fraudStatus !== 1) return;
  order.fraudStatus = 2;
  order.publishedAt = world.timeMs;
  order.updatedAt = world.timeMs;
}

/** What 公開日時 an order has that nothing held back is not public: a setting. */
function publication(world: World, placedAt: number, windowEndsAt: number): number | null {
  switch (world.settings.list.publication) {
    case 'order-time':
      return placedAt;
    case 'window-end':
      return windowEndsAt;
    case 'empty':
      return null;
  }
}

function drawKind(chance: Prng): OrderKind {
  let rest = chance.int(0, 99);
  for (const [kind, share] of SHARES) {
    rest -= share;
    if (rest < 0) return kind;
  }
  return 'plain';
}

function drawPayMethod(kind: OrderKind, chance: Prng): string {
  if (kind === 'cod') return 'payment_d1';
  if (kind === 'unpaid') return chance.pick(['payment_a6', 'payment_b1']);
  return chance.pick(['payment_a1', 'payment_a1', 'payment_a17', 'payment_a17', 'payment_a17', 'payment_a11']);
}

function visibilityDelay(world: World, chance: Prng): number {
  const { visibilityDelayMinMs, visibilityDelayMaxMs } = world.settings.list;
  return visibilityDelayMaxMs === 0 ? 0 : chance.int(visibilityDelayMinMs, visibilityDelayMaxMs);
}

function drawLines(world: World, shop: Shop, chance: Prng): Omit<Line, 'lineId'>[] {
  const count = chance.pick([1, 1, 1, 1, 1, 2, 2, 3]);
  const lines = Array.from({ length: count }, () => ({
    sku: drawSku(world, shop, chance),
    units: chance.pick([1, 1, 1, 1, 2, 3]),
  }));
  // The same thing with another choice, put into the basket twice.
  const twice = lines[0];
  if (twice && chance.chance(0.06)) lines.push({ ...twice, units: 1 });
  return lines;
}

/** Some SKUs sell far better than others. A buyer cannot buy what the mall shows as sold out, unless all of it is. */
export function drawSku(world: World, shop: Shop, chance: Prng): Sku {
  const first = shop.catalogue[Math.floor(chance.next() ** 1.6 * shop.catalogue.length)] ?? chance.pick(shop.catalogue);
  if (world.settings.stock.soldOut === 'sell-anyway' || isForSale(shop, first)) return first;
  return shop.catalogue.find((sku) => isForSale(shop, sku)) ?? first;
}

function drawCharges(kind: OrderKind, chance: Prng): Charges {
  return {
    pay: kind === 'cod' ? 330 : 0,
    ship: chance.pick([0, 0, 500, 660, 880]),
    giftWrap: kind === 'gift' ? chance.pick([0, 220, 330]) : 0,
    discount: chance.chance(0.15) ? chance.pick([100, 200, 500]) : 0,
    usePoint: chance.chance(0.3) ? chance.int(1, 400) : 0,
  };
}

const emptyShipment = (): Order['shipment'] => ({
  method: 'postage1',
  notes: '',
  companyCode: '',
  invoiceNumber1: '',
  invoiceNumber2: '',
  emptyReason: '',
  url: '',
  shipDate: '',
  arrivalDate: '',
});
