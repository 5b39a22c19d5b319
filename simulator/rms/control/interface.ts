import type { ActiveFault, Fault } from '../../faults/fault.ts';
import type { OrderModel } from '../model/compose-order.ts';
import type { RmsSettings, RmsSettingsChange } from '../settings.ts';
import type { ApiName, OrderKind, OrderProgress, Spoil } from '../state.ts';

export interface ShopCredentials {
  shopUrl: string;
  shopId: number;
  serviceSecret: string;
  licenseKey: string;
}

export interface ShopEntry extends ShopCredentials {
  keyWorksFromMs: number;
  keyExpiresAtMs: number;
  autoConfirm: boolean;
  orders: number;
}

/** One order as the mall truly has it. */
export interface BookOrder {
  shopUrl: string;
  orderNumber: string;
  orderDatetimeMs: number;
  visibleAtMs: number;
  orderProgress: OrderProgress;
  kind: OrderKind;
  lines: {
    itemDetailId: number;
    manageNumber: string;
    variantId: string;
    merchantDefinedSkuId: string | null;
    units: number;
    deleted: boolean;
  }[];
  /** The OrderModel of the newest version, composed when it is read: read it before the mall changes again. */
  readonly model: OrderModel;
}

export interface BookShop {
  shopUrl: string;
  shopId: number;
  /** By 注文日時. */
  orders: BookOrder[];
  inventory: { manageNumber: string; variantId: string; merchantDefinedSkuId: string | null; quantity: number }[];
  /** How often each operation was asked for with this shop's key, answered or not. */
  calls: Record<string, number>;
}

export interface Books {
  shops: BookShop[];
}

/** What a person changes in RMS by hand. Lines are counted over all destinations, from 0. */
export interface OrderEdit {
  units?: Record<number, number>;
  memo?: string;
  removeLine?: number;
  addLine?: boolean;
  address?: boolean;
  /** Fixes what is −9999, in yen per destination. */
  postage?: number;
  /** The recipient of a social gift gives an address. */
  giftAddress?: boolean;
}

/** Everything a test or a drill does to the mall behind its API. All of it takes effect at once. */
export interface RmsControl {
  addShop(shop: {
    shopUrl: string;
    shopId?: number;
    serviceSecret?: string;
    licenseKey?: string;
    /** Epoch ms; 23:59:59 JST of day 90 when absent. */
    keyExpiresAt?: number;
    /** 自動注文確認. */
    autoConfirm?: boolean;
    /** Shops of one name sell the same SKUs; `standard` when absent. */
    catalogue?: string;
    /** How many SKUs the catalogue has; 30 when absent. */
    skus?: number;
    /** False: SKU移行 is still to come, and the inventory API is closed to it; true when absent. Orders look the same. */
    migratedToSku?: boolean;
    /** 出荷元 as its settings define them; whatever an upsert names is taken when absent. */
    shipFromIds?: readonly number[];
  }): ShopCredentials;
  /** A new licence key; the new one works after `activeInMs`, when absent as the settings of `auth` say, and so does the old one. */
  rotateKey(shopUrl: string, options?: { activeInMs?: number }): string;
  /** The newest key of the shop works from now on, whenever it was to. */
  activateKey(shopUrl: string): void;
  expireKey(shopUrl: string): void;
  /** 利用機能編集: switches an API off or on for a shop. */
  switchApi(shopUrl: string, api: ApiName, on: boolean): void;
  /** The same for a single function, by its operation's name: `searchOrder`, `inventory.bulk.get`, `license.expiryDate`. */
  switchFunction(shopUrl: string, operation: string, on: boolean): void;
  /** SKU移行: until then the inventory API answers a shop with IE1105. */
  setMigrated(shopUrl: string, migrated: boolean): void;
  shops(): ShopEntry[];

  /** New orders, at `at` (now when absent; spread evenly over a span). Those of the future come when it is time. */
  addOrders(
    shopUrl: string,
    orders: {
      count: number;
      at?: number | { from: number; to: number };
      visibleAfterMs?: number;
      kind?: OrderKind | 'random';
      /** Instead of drawn lines; each order gets all of them. */
      lines?: readonly { manageNumber: string; variantId: string; units: number }[];
    },
  ): string[];
  /** A standing stream of new orders at random moments; null ends it. */
  arrivals(shopUrl: string, arrivals: { perHour: number } | null): void;
  /** A random edit when `edit` is absent. */
  editOrder(shopUrl: string, orderNumber: string, edit?: OrderEdit): void;
  /** 800 and, `finalAfterMs` later, 900; 900 at once when that is absent. */
  cancelOrder(shopUrl: string, orderNumber: string, options?: { finalAfterMs?: number }): void;
  /** To any progress; what follows by itself from there follows. */
  moveOrder(shopUrl: string, orderNumber: string, orderProgress: OrderProgress): void;
  /** A person enters a 発送明細 in RMS, in every destination; `shippingNumber` null leaves it incomplete. */
  shipOrder(
    shopUrl: string,
    orderNumber: string,
    row: { deliveryCompany: string; shippingNumber: string | null; shippingDate: string | null },
  ): void;
  /** What the mall shows of a SKU; null where it has none. */
  level(shopUrl: string, sku: { manageNumber: string; variantId: string }): number | null;
  /** A person, or another system, sets the level of a listing. */
  setStock(shopUrl: string, stock: { manageNumber: string; variantId: string; quantity: number }): void;

  spoilOrder(orderNumber: string, how: Spoil): void;
  mendOrder(orderNumber: string): void;
  /** searchOrder lists it, getOrder does not know it. */
  hideOrder(orderNumber: string): void;
  showOrder(orderNumber: string): void;

  break(fault: Fault): string;
  /** All when `id` is absent. */
  mend(id?: string): void;
  faults(): ActiveFault[];

  /** Adds to the clock; returns the new now. */
  advance(ms: number): number;
  nowMs(): number;

  books(): Books;
  /** The stock of one shop. */
  inventory(shopUrl: string): BookShop['inventory'];
  /** The orders of one shop placed at `from` or later and before `to`, by 注文日時. */
  placedBetween(shopUrl: string, from: number, to: number): BookOrder[];
  /** Counts only. */
  summary(): { shops: { shopUrl: string; orders: number; byProgress: Record<string, number>; calls: number }[] };
  order(orderNumber: string): BookOrder | null;

  settings(): RmsSettings;
  changeSettings(change: RmsSettingsChange): RmsSettings;
}
