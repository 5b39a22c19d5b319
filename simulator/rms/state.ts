import type { World as SharedWorld, SimOrder, SimShop } from '../world.ts';
import type { RmsSettings } from './settings.ts';

/** 100 注文確認待ち … 900 キャンセル確定. */
export const ORDER_PROGRESSES = [100, 200, 300, 400, 500, 600, 700, 800, 900] as const;
export type OrderProgress = (typeof ORDER_PROGRESSES)[number];

export const ORDER_KINDS = [
  'plain',
  'gift',
  'reserve',
  'cod',
  'social-gift',
  'unpriced',
  'several-destinations',
  'convenience-store',
] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

export const API_NAMES = ['order', 'inventory', 'license'] as const;
export type ApiName = (typeof API_NAMES)[number];

/** One thing a shop sells: stock is kept per manageNumber and variantId. */
export interface Sku {
  manageNumber: string;
  /** The manageNumber itself where a product has no variants. */
  variantId: string;
  merchantDefinedSkuId: string | null;
  /** `サイズ:M\nカラー:紺`; null where a product has no variants. */
  skuInfo: string | null;
  itemId: number;
  itemNumber: string;
  itemName: string;
  priceYen: number;
  taxRate: 0.1 | 0.08;
  includeTaxFlag: 0 | 1;
  /** Options of the product that are no variants, `名入れ:なし`. */
  choices: readonly string[];
}

/** One 商品明細. `patch` holds the edited fields of the ItemModel. */
export interface Line {
  itemDetailId: number;
  sku: Sku;
  priceYen: number;
  units: number;
  deleted: boolean;
  patch: Record<string, unknown> | null;
}

/** One 発送明細. */
export interface ShippingRow {
  shippingDetailId: number;
  deliveryCompany: string;
  shippingNumber: string | null;
  /** `yyyy-MM-dd`. */
  shippingDate: string | null;
}

/** One destination. `patch` holds the edited fields of the PackageModel, `sender` those of its SenderModel. */
export interface Package {
  basketId: number;
  lines: Line[];
  rows: ShippingRow[];
  deleted: boolean;
  /** −9999: not fixed yet. */
  postageYen: number;
  /** 代引料; −9999: not fixed yet. */
  codFeeYen: number;
  patch: Record<string, unknown> | null;
  sender: Record<string, unknown> | null;
}

/** What was applied for or done to an order, as its ChangeReasonModelList tells it. */
interface ChangeReason {
  changeId: number;
  changeType: number;
  /** Null if no reason was given: a confirmation. */
  changeReason: number | null;
  changeReasonDetail: number | null;
  appliedAt: number;
  fixedAt: number | null;
}

/** An order as the mall keeps it. Names, addresses and texts are made from `seed` whenever they are needed. */
export interface Order extends SimOrder<Shop> {
  orderNumber: string;
  seed: number;
  kind: OrderKind;
  /** searchOrder lists it from here on. */
  visibleAt: number;
  /** Cancelled by the mall at this moment unless it was confirmed: the end of its cancelDueDate. */
  cancelDueAt: number;
  progress: OrderProgress;
  /** Grows with every change at all. */
  revision: number;
  settlementCode: number;
  orderType: 1 | 4 | 5 | 6;
  packages: Package[];
  usesCoupon: boolean;
  confirmedAt: number | null;
  fixedAt: number | null;
  shippedReportAt: number | null;
  settledAt: number | null;
  /** A social gift whose recipient has given an address. */
  giftAddressAt: number | null;
  edited: boolean;
  subStatusId: number | null;
  /** Edited fields of the OrderModel, OrdererModel and DeliveryModel. */
  patch: Record<string, unknown> | null;
  orderer: Record<string, unknown> | null;
  delivery: Record<string, unknown> | null;
  wrappings: Record<string, unknown>[];
  reasons: ChangeReason[];
  /** 0 商品設定 1 連動する 2 しない, as the cancel asked for. */
  restoreType: number;
  restored: boolean;
}

/** What is wrong with an order's getOrder answer. */
export const SPOILS = [
  'wrong-type',
  'broken-json',
  'missing-field',
  'server-error',
  'future-date',
  'huge',
  'huge-unreadable',
  'long-sku',
  'absurd-units',
  'many-lines',
] as const;
export type Spoil = (typeof SPOILS)[number];

export interface InventoryRow {
  manageNumber: string;
  variantId: string;
  quantity: number;
  createdAt: number;
  updatedAt: number;
  operationLeadTime: Record<string, unknown> | null;
  shipFromIds: number[] | null;
}

/** A row of a shop's stock, as it is when it is made. */
export function newStockRow(
  { timeMs }: Pick<World, 'timeMs'>,
  { manageNumber, variantId }: Pick<InventoryRow, 'manageNumber' | 'variantId'>,
  quantity: number,
): InventoryRow {
  const [createdAt, updatedAt] = [timeMs, timeMs];
  return { manageNumber, variantId, quantity, createdAt, updatedAt, operationLeadTime: null, shipFromIds: null };
}

export interface LicenseKey {
  key: string;
  workingFrom: number;
  expiresAt: number;
}

interface SubStatus {
  subStatusId: number;
  subStatusName: string;
  orderProgress: OrderProgress;
}

/** One shop: its key, its orders by 注文日時 and then by number, its stock. */
export interface Shop extends SimShop<Order> {
  shopId: number;
  serviceSecret: string;
  license: LicenseKey;
  /** The key before, where it goes on working until the new one does. */
  licenseBefore: LicenseKey | null;
  autoConfirm: boolean;
  disabledApis: Set<ApiName>;
  /** Single functions switched off, by their operation's name. */
  disabledFunctions: Set<string>;
  catalogue: readonly Sku[];
  inventory: Map<string, InventoryRow>;
  /** False: its items are still without SKUs, and the inventory API is closed to it (IE1105). */
  migratedToSku: boolean;
  /** 出荷元 as its settings define them; null: whatever is sent is taken. */
  shipFromIds: readonly number[] | null;
  subStatuses: SubStatus[];
  ordersPlaced: number;
  /** How many orders were placed in a second, by seconds since 1970. */
  placedInSecond: Map<number, number>;
  lastSerial: number;
  /** Arrival times of recent calls, per rate. */
  recentCalls: Map<string, number[]>;
}

/** The key of a stock row. */
export function stockKey(manageNumber: string, variantId: string): string {
  return `${manageNumber} ${variantId}`;
}

/** All lines of an order, over all its destinations. */
export function linesOf(order: Order): Line[] {
  return order.packages.length === 1 ? (order.packages[0]?.lines ?? []) : order.packages.flatMap((one) => one.lines);
}

/** The types of this mall's world. */
export interface RmsState {
  settings: RmsSettings;
  shop: Shop;
  order: Order;
  spoil: Spoil;
}

/** The whole mall. */
export interface World extends SharedWorld<RmsState> {
  /** By `serviceSecret:licenseKey`. */
  credentials: Map<string, Shop>;
  /** Orders at 300 whose rows are complete: the next night batch moves them. */
  reported: Set<Order>;
  nightBatchAt: number | null;
  asyncResults: Map<string, AsyncResult>;
  nextId: { basket: number; itemDetail: number; shippingDetail: number; change: number };
  /** Orders as getOrder shows them, kept until they change. */
  orderJson: Map<Order, { revision: number; version: number; json: string; readAt: number }>;
}

/** What an accepted updateOrderShippingAsync will have answered. */
interface AsyncResult {
  shop: Shop;
  forgottenAt: number;
  /** The ResultShippingModelList, once it was carried out. */
  results: unknown[];
}

/** What an empty RMS holds beside what every empty mall does. */
export const ownWorld = (): Omit<World, keyof SharedWorld> => ({
  credentials: new Map(),
  reported: new Set(),
  nightBatchAt: null,
  asyncResults: new Map(),
  nextId: { basket: 10_746_402, itemDetail: 10_666_496, shippingDetail: 415_419, change: 90_001 },
  orderJson: new Map(),
});
