import type { Placing } from '../control.ts';
import { drawBetween, type Prng } from '../prng.ts';
import { admitLines, drawKind, drawSku, type Shelf } from '../sales.ts';
import { chanceOfOrder, later } from '../world.ts';
import { addOrder, cancel, enter, isForSale, nextOrderId, pay, payMethod, stockOf, takeStock } from './lifecycle.ts';
import type { Charges, Line, Order, OrderKind, Shop, Sku, World } from './state.ts';

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
export function placeOrder(world: World, shop: Shop, placing: Placing<OrderKind, Sku>): Order {
  const chance = chanceOfOrder(world, shop, shop.code, placing.placedAt);
  const { kind: asked = placing.isArrival ? 'random' : 'plain' } = placing;
  const kind = asked === 'random' ? drawKind(SHARES, 'plain', chance) : asked;
  const order = drawOrder(world, shop, kind, placing, chance);
  const { buyerCancelShare, cancelWindowMs } = world.settings.flow;
  const cancelledAfterMs = placing.isArrival && chance.chance(buyerCancelShare) ? chance.int(1, cancelWindowMs) : null;
  admitLines(world, order, {
    shelf: shelfOf(world, shop),
    chance,
    isDrawn: placing.lines === undefined,
    admit: () => admit(world, order, cancelledAfterMs),
  });
  return order;
}

function drawOrder(world: World, shop: Shop, kind: OrderKind, placing: Placing<OrderKind, Sku>, chance: Prng): Order {
  const placedAt = Math.floor(placing.placedAt / 1000) * 1000;
  const method = payMethod(drawPayMethod(kind, chance));
  const ahead = chance.int(1, 9);
  const orderId = nextOrderId(shop, ahead);
  shop.lastSerial += ahead;
  const windowEndsAt = placedAt + world.settings.flow.cancelWindowMs;
  const { visibilityDelayMinMs, visibilityDelayMaxMs } = world.settings.list;
  return {
    orderId,
    shop,
    seed: chance.int(0, 0xffff_ffff),
    kind,
    placedAt,
    publishedAt: kind === 'fraud-hold' ? null : publication(world, placedAt, windowEndsAt),
    visibleAt: placedAt + (placing.visibleAfterMs ?? drawBetween(chance, visibilityDelayMinMs, visibilityDelayMaxMs)),
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
    cancelRequested: false,
    cancelledByBuyer: false,
    cancelMails: 0,
    restored: false,
    parentId: '',
    originalId: orderId,
    childIds: [],
  };
}

/** The order exists from here on: its stock is gone, and what will happen to it by itself is on the agenda. */
function admit(world: World, order: Order, cancelledAfterMs: number | null): void {
  const { fraudHoldMs, paymentDelayMs, reservationMs } = world.settings.flow;
  takeStock(world, order);
  addOrder(world, order);
  const after = (ms: number, act: () => void): void =>
    later(world, order, Math.max(0, order.placedAt + ms - world.timeMs), act);
  if (cancelledAfterMs !== null) after(cancelledAfterMs, () => cancelByBuyer(world, order));
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
export function cancelByBuyer(world: World, order: Order): void {
  order.cancelledByBuyer = true;
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

function drawPayMethod(kind: OrderKind, chance: Prng): string {
  if (kind === 'cod') return 'payment_d1';
  if (kind === 'unpaid') return chance.pick(['payment_a6', 'payment_b1']);
  return chance.pick(['payment_a1', 'payment_a1', 'payment_a17', 'payment_a17', 'payment_a17', 'payment_a11']);
}

function drawLines(world: World, shop: Shop, chance: Prng): Omit<Line, 'lineId'>[] {
  const shelf = shelfOf(world, shop);
  const count = chance.pick([1, 1, 1, 1, 1, 2, 2, 3]);
  const lines = Array.from({ length: count }, () => ({
    sku: drawSku(shelf, chance),
    units: chance.pick([1, 1, 1, 1, 2, 3]),
  }));
  // The same thing with another choice, put into the basket twice.
  const twice = lines[0];
  if (twice && chance.chance(0.06)) lines.push({ ...twice, units: 1 });
  return lines;
}

/** What the mall shows as sold out, no buyer can buy, unless a setting says so. */
export function shelfOf(world: World, shop: Shop): Shelf<Sku> {
  const sellsAnyway = (): boolean => world.settings.stock.soldOut === 'sell-anyway';
  return {
    skus: shop.catalogue,
    isForSale: (sku) => sellsAnyway() || isForSale(shop, sku),
    unitsLeft: (sku) => {
      const row = stockOf(shop, sku);
      return sellsAnyway() || row === undefined || row.allowOverdraft ? null : row.quantity;
    },
  };
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
