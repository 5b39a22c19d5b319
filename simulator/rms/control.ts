import { type ControlParts, drawEdit, type Finder, mustBeOneOf, type SharedControl } from '../control.ts';
import { type ControlRoutes, type Fields, text } from '../control-api.ts';
import { chanceOfEdit } from '../world.ts';
import { activateKey, rotateKey } from './auth.ts';
import { type BookOrder, type BookShop, bookInventory, bookOrder, bookShop } from './books.ts';
import { cancelByHand, editOrder, type OrderEdit, shipByHand } from './edit-order.ts';
import type { FaultKind } from './faults.ts';
import { enter, setLevel } from './lifecycle.ts';
import { placeOrder } from './place-order.ts';
import {
  addShop,
  type NewShop,
  type ShopCredentials,
  type ShopEntry,
  shopEntry,
  skuOf,
  switchFunction,
} from './shops.ts';
import {
  API_NAMES,
  type ApiName,
  linesOf,
  ORDER_KINDS,
  ORDER_PROGRESSES,
  type OrderKind,
  type OrderProgress,
  type RmsState,
  type ShippingRow,
  type Sku,
  SPOILS,
  stockKey,
  type World,
} from './state.ts';

/** The names of a SKU. */
type NamedSku = Pick<Sku, 'manageNumber' | 'variantId'>;

/** The types of this mall. */
export interface Rms extends RmsState {
  faultKind: FaultKind;
  orderKind: OrderKind;
  status: OrderProgress;
  edit: OrderEdit;
  line: NamedSku & { units: number };
  item: NamedSku;
  sku: Sku;
  newShop: NewShop;
  credentials: ShopCredentials;
  shopEntry: ShopEntry;
  bookOrder: BookOrder;
  bookShop: BookShop;
  summary: { shopUrl: string; orders: number; byProgress: Record<string, number>; calls: number };
}

/** What RMS does of the control that every mall has. */
export const controlParts: ControlParts<Rms, World> = {
  words: {
    shop: 'shopUrl',
    order: 'orderNumber',
    status: 'orderProgress',
    statusCounts: 'byProgress',
    item: ['manageNumber', 'variantId'],
  },
  orderKinds: ORDER_KINDS,
  statuses: ORDER_PROGRESSES,
  spoils: SPOILS,
  addShop,
  shopEntry,
  seedName: ({ shopId }) => shopId,
  skuOf,
  placeOrder: (world, shop, placing) => placeOrder(world, shop, placing).orderNumber,
  editOrder,
  randomEdit: (world, order) => {
    const live = linesOf(order).flatMap((line, index) => (line.deleted ? [] : [index]));
    return drawEdit(chanceOfEdit(world, order.orderNumber, 'edit'), live, 'memo');
  },
  statusOf: ({ progress }) => progress,
  enter,
  levelOf: (shop, { manageNumber, variantId }) =>
    shop.inventory.get(stockKey(manageNumber, variantId))?.quantity ?? null,
  bookShop,
  bookOrder,
};

/** What can be done at RMS and at no other mall. Shops are named by their shopUrl. */
export function ownControl(world: World, { shop, order }: Finder<Rms>) {
  return {
    /** A new licence key; it works after `activeInMs`, when absent as the settings of `auth` say, and so does the old one. */
    rotateKey: (shopUrl: string, options: { activeInMs?: number } = {}): string =>
      rotateKey(world, shop(shopUrl), options.activeInMs),
    /** The newest key of the shop works from now on, whenever it was to. */
    activateKey: (shopUrl: string): void => activateKey(world, shop(shopUrl)),
    expireKey: (shopUrl: string): void => {
      const { license, licenseBefore } = shop(shopUrl);
      for (const one of [license, licenseBefore]) if (one) one.expiresAt = world.timeMs - 1;
    },
    /** 利用機能編集: switches an API off or on for a shop. */
    switchApi: (shopUrl: string, api: ApiName, on: boolean): void => {
      mustBeOneOf('switchApi', api, API_NAMES);
      const { disabledApis } = shop(shopUrl);
      if (on) disabledApis.delete(api);
      else disabledApis.add(api);
    },
    /** The same for a single function, by its operation's name: `searchOrder`, `inventory.bulk.get`, `license.expiryDate`. */
    switchFunction: (shopUrl: string, operation: string, on: boolean): void =>
      switchFunction(shop(shopUrl), operation, on),
    /** SKU移行: until then the inventory API answers a shop with IE1105. */
    setMigrated: (shopUrl: string, migrated: boolean): void => {
      shop(shopUrl).migratedToSku = migrated;
    },
    /** 800 and, `finalAfterMs` later, 900; 900 at once when that is absent. */
    cancelOrder: (shopUrl: string, orderNumber: string, options: { finalAfterMs?: number } = {}): void =>
      cancelByHand(world, order(shopUrl, orderNumber), options.finalAfterMs),
    /** A person enters a 発送明細 in RMS, in every destination; `shippingNumber` null leaves it incomplete. */
    shipOrder: (shopUrl: string, orderNumber: string, row: Omit<ShippingRow, 'shippingDetailId'>): void =>
      shipByHand(world, order(shopUrl, orderNumber), row),
    /** A person, or another system, sets the level of a listing. */
    setStock: (shopUrl: string, { manageNumber, variantId, quantity }: NamedSku & { quantity: number }): void => {
      const one = shop(shopUrl);
      const row = one.inventory.get(stockKey(manageNumber, variantId));
      if (!row) throw new Error(`Shop ${shopUrl} has no stock row ${manageNumber} / ${variantId}.`);
      if (!Number.isInteger(quantity) || quantity < 0) {
        throw new Error(`setStock: got ${quantity}, expected a whole number of at least 0.`);
      }
      setLevel(world, one, row, quantity, 'person');
    },
    /** The stock of one shop. */
    inventory: (shopUrl: string) => bookInventory(shop(shopUrl)),
  };
}

type OwnControl = ReturnType<typeof ownControl>;

/** Everything a test or a drill does to the mall behind its API. */
export type RmsControl = SharedControl<Rms> & OwnControl;

export function ownRoutes(control: OwnControl): ControlRoutes {
  const shopUrl = (fields: Fields): string => text(fields, 'shopUrl');
  const orderNumber = (fields: Fields): string => text(fields, 'orderNumber');
  const given = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    'rotate-key': (fields) => ({ licenseKey: control.rotateKey(shopUrl(fields), fields) }),
    'activate-key': (fields) => control.activateKey(shopUrl(fields)),
    'expire-key': (fields) => control.expireKey(shopUrl(fields)),
    'switch-api': (fields) => control.switchApi(shopUrl(fields), text(fields, 'api') as ApiName, fields.on === true),
    'switch-function': (fields) =>
      control.switchFunction(shopUrl(fields), text(fields, 'operation'), fields.on === true),
    'set-migrated': (fields) => control.setMigrated(shopUrl(fields), fields.migrated === true),
    'cancel-order': (fields) => control.cancelOrder(shopUrl(fields), orderNumber(fields), fields),
    'ship-order': (fields) =>
      control.shipOrder(shopUrl(fields), orderNumber(fields), {
        deliveryCompany: text(fields, 'deliveryCompany'),
        shippingNumber: given(fields.shippingNumber),
        shippingDate: given(fields.shippingDate),
      }),
    'set-stock': (fields) =>
      control.setStock(shopUrl(fields), {
        manageNumber: text(fields, 'manageNumber'),
        variantId: text(fields, 'variantId'),
        quantity: Number(fields.quantity),
      }),
    inventory: (fields) => control.inventory(shopUrl(fields)),
  };
}
