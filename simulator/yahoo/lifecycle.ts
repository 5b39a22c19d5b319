import { compactDate, DAY_MS } from '../jst.ts';
import { insertOrder } from '../sales.ts';
import type { LevelChange } from '../world.ts';
import {
  type Charges,
  type Line,
  type Order,
  type OrderStatus,
  type PayStatus,
  type Shipment,
  type ShipStatus,
  type Shop,
  type Sku,
  type StockRow,
  stockKey,
  type World,
} from './state.ts';

/** Marks an order as changed: its 最終更新日時, and that the shop has seen it. */
export function touch(world: World, order: Order): void {
  order.updatedAt = world.timeMs;
  if (world.settings.flow.seenByChange) order.isSeen = true;
}

/** Moves an order to a status. */
export function enter(world: World, order: Order, status: OrderStatus): void {
  order.orderStatus = status;
  order.stage += 1;
  touch(world, order);
}

/** Whether the money of a card can still be taken. */
export const isAuthorised = (world: World, order: Order): boolean =>
  world.timeMs <= order.placedAt + world.settings.flow.authorisationDays * DAY_MS;

/** 読み取り専用: the buyer may cancel. */
export const isReadOnly = (world: World, order: Order): boolean => world.timeMs < order.windowEndsAt;

/** 欠品: what the mall takes where a cancel gives no reason. It closes the stock of the order's items. */
export const SHORTAGE = 210;

interface Cancel {
  reason: number;
  detail: string;
  /** The units go back to the shelf of the mall. */
  restores: boolean;
  /** The mall tells the buyer. */
  mails: boolean;
}

/** キャンセル. 欠品 closes the stock of what was ordered: sold out, whatever the quantity, until it is opened again. */
export function cancel(world: World, order: Order, { reason, detail, restores, mails }: Cancel): void {
  order.cancelReason = reason;
  order.cancelReasonDetail = detail;
  if (mails) order.cancelMails += 1;
  if (order.settleStatus !== 6) order.settleStatus = order.captured ? 7 : 6;
  enter(world, order, 4);
  if (restores) restoreStock(world, order);
  if (reason === SHORTAGE && world.settings.stock.closeOnShortage) closeStock(world, order);
}

/** 完了: the money of a card is taken now if it was not when the goods went. */
export function complete(world: World, order: Order): void {
  capture(world, order);
  enter(world, order, 5);
}

/** Notes a shipment. 出荷済み takes the money of a card. */
export function ship(world: World, order: Order, status: ShipStatus, shipment: Shipment): void {
  order.shipment = shipment;
  order.shipStatus = status;
  if (status === 3) {
    order.shippedAt = world.timeMs;
    if (order.shipment.shipDate === '') order.shipment.shipDate = compactDate(world.timeMs);
    capture(world, order);
  }
  touch(world, order);
}

/** The money has come, or has not come after all. */
export function pay(world: World, order: Order, status: PayStatus, date: string): void {
  order.payStatus = status;
  order.payDate = date;
  if (payMethod(order.payMethod).waits) {
    order.settleStatus = status === 1 ? 5 : 4;
    if (status === 1 && order.shipStatus === 0) order.shipStatus = 1;
  }
  touch(world, order);
}

function capture(world: World, order: Order): void {
  if (!isCard(order) || order.captured || !isAuthorised(world, order)) return;
  order.captured = true;
  order.settleStatus = 5;
}

/** The stock row of a SKU; undefined where the mall keeps none. */
export const stockOf = (shop: Shop, { itemCode, subCode }: Pick<Sku, 'itemCode' | 'subCode'>): StockRow | undefined =>
  shop.stock.get(stockKey(itemCode, subCode));

/** Whether the mall sells it: not closed, and something left, unless more than there is may be bought. */
export function isForSale(shop: Shop, sku: Sku): boolean {
  const row = stockOf(shop, sku);
  return row === undefined || (!row.closed && (row.quantity === null || row.quantity > 0 || row.allowOverdraft));
}

/** The mall takes an order's units from its own stock at once, long before orderList shows the order. */
export function takeStock(world: World, order: Order): void {
  const { decrementAtOrder, testOrdersTake } = world.settings.stock;
  if (!decrementAtOrder || (order.kind === 'test' && !testOrdersTake)) return;
  for (const line of order.lines) moveStock(world, order.shop, line, -line.units);
}

/** What a cancel gives back, once. The units of a split order are given back by its parts. */
function restoreStock(world: World, order: Order): void {
  const { decrementAtOrder, restoreAtCancel, testOrdersTake } = world.settings.stock;
  if (order.restored || order.childIds.length > 0) return;
  order.restored = true;
  if (!decrementAtOrder || !restoreAtCancel || (order.kind === 'test' && !testOrdersTake)) return;
  for (const line of order.lines) moveStock(world, order.shop, line, line.units);
}

/** 在庫クローズ of everything in an order. */
function closeStock(world: World, order: Order): void {
  for (const { sku } of order.lines) {
    const row = stockOf(order.shop, sku);
    if (!row) continue;
    row.closed = true;
    row.updatedAt = world.timeMs;
  }
}

/** Changes the level of a line's SKU. It falls below 0 only where overdraft is allowed; 無限大 stays what it is. */
function moveStock(world: World, shop: Shop, { sku }: Pick<Line, 'sku'>, units: number): void {
  const row = stockOf(shop, sku);
  if (!row || row.quantity === null) return;
  const next = row.quantity + units;
  const level = units < 0 && !row.allowOverdraft ? Math.max(Math.min(row.quantity, 0), next) : next;
  setLevel(world, shop, row, level, 'order');
}

/** Moves the pieces of a line that is edited. A cancelled order holds none any more, whatever is edited in it, and a split one's parts hold them. */
export function moveStockOf(world: World, order: Order, line: Pick<Line, 'sku'>, units: number): void {
  if (!order.restored && order.childIds.length === 0) moveStock(world, order.shop, line, units);
}

/** Writes a level, null for 無限大, and tells who follows them. */
export function setLevel(world: World, shop: Shop, row: StockRow, level: number | null, by: LevelChange['by']): void {
  row.quantity = level;
  row.updatedAt = world.timeMs;
  const names = [row.itemCode, row.subCode] as const;
  world.onLevel({ at: world.timeMs, shop: shop.code, names, level, by, askedAt: world.askedAt });
}

/** `<sellerId>-<8 digits>`. Nothing is counted until the order exists: a call whose answer is lost leaves no gap. */
export function nextOrderId(shop: Shop, ahead = 1): string {
  return `${shop.code}-${shop.lastSerial + ahead}`;
}

/** The order exists from here on. */
export function addOrder(world: World, order: Order): void {
  insertOrder(order.shop.orders, order);
  world.orders.set(order.orderId, order);
}

/** One of the two halves that a split asks for: units by LineId. */
export interface Part {
  splitId: number;
  charges: Charges;
  units: ReadonlyMap<number, number>;
}

type NumberedPart = Part & { orderId: string };

/** The numbers that the parts will have. */
export function splitIds(shop: Shop, parts: readonly Part[]): NumberedPart[] {
  return parts.map((part, index) => ({ ...part, orderId: nextOrderId(shop, index + 1) }));
}

/**
 * Makes the parts of an order orders of their own. They hold what the order held: nothing is sold or taken from the stock
 * again. LineIds count from 1 in each.
 */
export function splitOrder(world: World, order: Order, parts: readonly NumberedPart[]): void {
  if (order.childIds.length > 0) return;
  for (const part of parts) {
    const lines = order.lines
      .map((line) => ({ ...line, units: part.units.get(line.lineId) ?? 0 }))
      .filter((line) => line.units > 0)
      .map((line, index) => ({ ...line, lineId: index + 1 }));
    const child: Order = {
      ...order,
      orderId: part.orderId,
      lines,
      charges: part.charges,
      shipment: { ...order.shipment },
      publishedAt: world.settings.split.publication === 'now' ? world.timeMs : order.publishedAt,
      updatedAt: world.timeMs,
      parentId: order.orderId,
      childIds: [],
    };
    order.childIds.push(child.orderId);
    order.shop.lastSerial += 1;
    addOrder(world, child);
  }
  touch(world, order);
  if (world.settings.split.original === 'cancelled') {
    cancel(world, order, { reason: 180, detail: '', restores: false, mails: false });
  }
}

/** A way to pay: its name, and whether the money comes before the goods go. */
interface PayMethod {
  id: string;
  name: string;
  /** 0 後払い 1 前払い. */
  payType: 0 | 1;
  /** A buyer pays some time after the order: it cannot be sent before. */
  waits: boolean;
  /** 決済ステータス of a new order. */
  settleStatus: number;
}

const PAY_METHODS: readonly PayMethod[] = [
  { id: 'payment_a1', name: 'クレジットカード決済', payType: 0, waits: false, settleStatus: 1 },
  { id: 'payment_a17', name: 'PayPay残高等', payType: 0, waits: false, settleStatus: 3 },
  { id: 'payment_a11', name: 'ソフトバンクまとめて支払い', payType: 0, waits: false, settleStatus: 3 },
  { id: 'payment_a6', name: 'コンビニ決済（セブンイレブン）', payType: 1, waits: true, settleStatus: 2 },
  { id: 'payment_b1', name: '銀行振込（みなと信用金庫）', payType: 1, waits: true, settleStatus: 4 },
  { id: 'payment_d1', name: '商品代引', payType: 0, waits: false, settleStatus: 1 },
  { id: 'payment_z1', name: 'ポイント全額払い', payType: 1, waits: false, settleStatus: 5 },
];

export function payMethod(id: string): PayMethod {
  const method = PAY_METHODS.find((one) => one.id === id);
  if (!method) throw new Error(`There is no way to pay ${id}.`);
  return method;
}

export const isCard = (order: Order): boolean => order.payMethod === 'payment_a1';

/** キャリア決済 and コンビニ決済 that were paid give money back at a cancel. */
export const isRefunded = (order: Order): boolean =>
  order.payStatus === 1 && ['payment_a11', 'payment_a6'].includes(order.payMethod);
