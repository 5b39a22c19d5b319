import type { Placing } from '../control.ts';
import { compactDate, DAY_MS, jstDate, jstMidnight } from '../jst.ts';
import { drawBetween, type Prng, prng, seedOf } from '../prng.ts';
import { admitInTime, chooseAgain, drawKind, drawSku, insertOrder, type Shelf } from '../sales.ts';
import { chanceOfOrder, later } from '../world.ts';
import { enter, takeStock, touch } from './lifecycle.ts';
import { NOT_FIXED } from './money.ts';
import {
  type Line,
  linesOf,
  ORDER_KINDS,
  type Order,
  type OrderKind,
  type OrderProgress,
  type Package,
  type Shop,
  type Sku,
  stockKey,
  type World,
} from './state.ts';

/** Out of 100 orders: the rest is plain. */
const SHARES: readonly (readonly [OrderKind, number])[] = [
  ['gift', 8],
  ['reserve', 6],
  ['cod', 8],
  ['social-gift', 3],
  ['unpriced', 4],
  ['several-destinations', 9],
  ['convenience-store', 2],
];

/** The same of a shop that was looked at: nearly all orders are plain. */
const SEEN_SHARES: typeof SHARES = [
  ['gift', 2],
  ['reserve', 1],
  ['cod', 3],
  ['several-destinations', 1],
  ['convenience-store', 1],
];

/** The share of orders whose lines are drawn as in a varied mall: this makes 1.13 items an order. */
const SEEN_VARIED_LINES = 0.15;
const SEEN_CANCELLED = 0.02;
/** From 注文日時 to 発送完了報告, of the orders seen; assumed. */
const SEEN_SHIPPED_AFTER_MS = 2 * DAY_MS;

/** A buyer places an order in a shop. Everything about it is drawn from the world's seed, the shop and its count. */
export function placeOrder(world: World, shop: Shop, placing: Placing<OrderKind, Sku>): Order {
  const chance = chanceOfOrder(world, shop, shop.shopId, placing.placedAt);
  const shares = isAsSeen(world) ? SEEN_SHARES : SHARES;
  const { visibilityDelayMinMs, visibilityDelayMaxMs } = world.settings.search;
  const { kind: asked = 'random' } = placing;
  const kind = asked === 'random' ? drawKind(shares, ORDER_KINDS[0], chance) : asked;
  const placedAt = Math.floor(placing.placedAt / 1000) * 1000;
  const order: Order = {
    orderNumber: nextOrderNumber(world, shop, placedAt, chance),
    shop,
    seed: chance.int(0, 0xffff_ffff),
    kind,
    placedAt,
    cancelDueAt: jstMidnight(placedAt) + (world.settings.flow.autoCancelDays + 1) * DAY_MS,
    visibleAt: placedAt + (placing.visibleAfterMs ?? drawBetween(chance, visibilityDelayMinMs, visibilityDelayMaxMs)),
    progress: 100,
    stage: 0,
    revision: 0,
    settlementCode: drawSettlement(kind, chance),
    orderType: kind === 'reserve' ? 6 : 1,
    packages: drawPackages(world, shop, kind, chance, placing.lines),
    usesCoupon: kind !== 'unpriced' && chance.chance(0.2),
    confirmedAt: null,
    fixedAt: null,
    shippedReportAt: null,
    settledAt: null,
    giftAddressAt: null,
    edited: false,
    subStatusId: null,
    patch: null,
    orderer: null,
    delivery: null,
    wrappings: kind === 'gift' && chance.chance(0.6) ? [wrapping(chance)] : [],
    reasons: [],
    restoreType: 0,
    restored: false,
  };
  const shelf = shelfOf(world, shop);
  admitInTime(world, placedAt, {
    isDrawn: placing.lines === undefined,
    chooseAgain: () => {
      for (const pack of order.packages) {
        const lines = chooseAgain(shelf, pack.lines, chance);
        pack.lines = lines.map((line) => ({ ...line, priceYen: line.sku.priceYen }));
      }
    },
    admit: () => admit(world, order),
  });
  return order;
}

/** The order exists from here on. One placed longer ago than the mall waits for a confirmation was confirmed in time. */
function admit(world: World, order: Order): void {
  takeStock(world, order.shop, linesOf(order));
  insertOrder(order.shop.orders, order, (one, other) => one.orderNumber < other.orderNumber);
  world.orders.set(order.orderNumber, order);
  const progress = progressByAge(world, order);
  if (progress >= 500 && progress < 800) noteShipment(world, order);
  enter(world, order, progress);
  if (order.kind === 'social-gift' && order.progress === 100) {
    later(world, order, world.settings.flow.socialGiftInputDelayMs, () => fillGiftAddress(world, order));
  }
}

const isAsSeen = ({ settings }: World): boolean => settings.orders.mix === 'as-seen';

/** How far an order has come that was placed some time ago. In a `varied` mall what is old waits for its shipment. */
function progressByAge(world: World, order: Order): OrderProgress {
  if (!isAsSeen(world)) return order.cancelDueAt > world.timeMs ? 100 : 300;
  const { paymentStartDelayMs, paymentDoneDelayMs } = world.settings.flow;
  const shippedMs = world.timeMs - order.placedAt - SEEN_SHIPPED_AFTER_MS;
  if (shippedMs < 0) return 100;
  if (prng(seedOf(order.seed, 'cancelled')).chance(SEEN_CANCELLED)) return 900;
  if (shippedMs < paymentStartDelayMs) return 500;
  return shippedMs < paymentStartDelayMs + paymentDoneDelayMs ? 600 : 700;
}

/** What was shipped before the mall began has its 発送明細. */
function noteShipment(world: World, order: Order): void {
  const shippingDate = jstDate(order.placedAt + SEEN_SHIPPED_AFTER_MS);
  for (const pack of order.packages) {
    const shippingDetailId = world.nextId.shippingDetail++;
    pack.rows.push({ shippingDetailId, deliveryCompany: '1001', shippingNumber: String(order.seed), shippingDate });
  }
}

/** The recipient of a social gift gives an address: the dummy one goes. */
export function fillGiftAddress(world: World, order: Order): void {
  if (order.kind !== 'social-gift' || order.giftAddressAt !== null) return;
  order.giftAddressAt = world.timeMs;
  touch(order);
  if (order.progress === 100) enter(world, order, 100);
}

/** `<shopId>-<yyyymmdd>-<10 digits>`. The serial only grows, or is the second in a mall that names what it draws: no number comes twice. */
function nextOrderNumber({ isNamed }: World, shop: Shop, placedAt: number, chance: Prng): string {
  shop.lastSerial += chance.int(1, 97);
  const second = placedAt / 1000;
  const nth = shop.placedInSecond.get(second) ?? 0;
  const serial = isNamed ? (second % 1_000_000) * 1000 + nth : shop.lastSerial;
  return `${shop.shopId}-${compactDate(placedAt)}-${String(serial).padStart(10, '0')}`;
}

function drawSettlement(kind: OrderKind, chance: Prng): number {
  if (kind === 'cod') return 2;
  if (kind === 'social-gift') return 1;
  return chance.pick([1, 1, 1, 1, 1, 1, 1, 1, 12, 12, 13, 14, 9, 17, 21, 27]);
}

function drawPackages(
  world: World,
  shop: Shop,
  kind: OrderKind,
  chance: Prng,
  given: Placing<OrderKind, Sku>['lines'],
): Package[] {
  const destinations = kind === 'several-destinations' ? chance.int(2, 4) : 1;
  const firstLines = given?.map(({ sku, units }) => newLine(world, sku, units));
  return Array.from({ length: destinations }, (_, index) => ({
    basketId: world.nextId.basket++,
    lines: (index === 0 ? firstLines : undefined) ?? drawLines(world, shop, chance),
    rows: [],
    deleted: false,
    postageYen: kind === 'unpriced' ? NOT_FIXED : chance.pick([0, 0, 500, 660, 880]),
    codFeeYen: kind === 'cod' && index === 0 ? 330 : 0,
    patch: null,
    sender: null,
  }));
}

function drawLines(world: World, shop: Shop, chance: Prng): Line[] {
  const shelf = shelfOf(world, shop);
  const isOne = isAsSeen(world) && !chance.chance(SEEN_VARIED_LINES);
  const count = isOne ? 1 : chance.pick([1, 1, 1, 1, 1, 1, 2, 2, 3, 4]);
  const skus = Array.from({ length: count }, () => drawSku(shelf, chance));
  // Two lines of the same SKU: the same thing with another choice, put into the basket twice.
  const twice = skus[0];
  if (twice && !isOne && chance.chance(0.06)) skus.push(twice);
  return skus.map((sku) => newLine(world, sku, chance.pick([1, 1, 1, 1, 1, 2, 2, 3])));
}

/** A fresh 商品明細 of a SKU. */
export function newLine(world: World, sku: Sku, units: number): Line {
  return {
    itemDetailId: world.nextId.itemDetail++,
    sku,
    priceYen: sku.priceYen,
    units,
    deleted: false,
    patch: null,
  };
}

/** What the mall shows as sold out, no buyer can buy, unless a setting says so. */
function shelfOf(world: World, shop: Shop): Shelf<Sku> {
  const unitsLeft = (sku: Sku): number | null =>
    world.settings.inventory.soldOut === 'sell-anyway'
      ? null
      : (shop.inventory.get(stockKey(sku.manageNumber, sku.variantId))?.quantity ?? null);
  return { skus: shop.catalogue, unitsLeft, isForSale: (sku) => (unitsLeft(sku) ?? 1) > 0 };
}

function wrapping(chance: Prng): Record<string, unknown> {
  return {
    title: chance.int(1, 2),
    name: chance.pick(['包装紙（和柄・青海波）', '赤いリボン＆メッセージカード「ありがとう」']),
    price: chance.pick([0, 220, 330]),
    includeTaxFlag: 1,
    deleteWrappingFlag: 0,
    taxRate: 0.1,
    taxPrice: 0,
  };
}
