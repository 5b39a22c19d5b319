import { SKUS_USUAL } from '../../goods/products.ts';
import { DAY_MS, jstMidnight } from '../../jst.ts';
import type { Prng } from '../../prng.ts';
import { catalogue } from '../goods/catalogue.ts';
import { OPERATION_NAMES } from '../routes.ts';
import { type InventoryRow, type LicenseKey, type Shop, type Sku, stockKey } from '../state.ts';
import type { World } from '../world.ts';
import type { RmsControl, ShopCredentials } from './interface.ts';

const SHOP_ID_FIRST = 370_001;
/** Capital i and small L among them: people confuse the two when they copy a key. */
const KEY_LETTERS = 'ABCDEFGHIJKLMNPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Opens a shop with a key and its catalogue, every SKU at the initial level. */
export function addShop(world: World, options: Parameters<RmsControl['addShop']>[0]): ShopCredentials {
  const { shopUrl } = options;
  const shopId = options.shopId ?? SHOP_ID_FIRST + 7 * world.shops.size;
  if (world.shops.has(shopUrl)) throw new Error(`addShop: there is a shop ${shopUrl} already. Give another shopUrl.`);
  const sameId = [...world.shops.values()].find((shop) => shop.shopId === shopId);
  if (sameId) throw new Error(`addShop: shopId ${shopId} belongs to ${sameId.shopUrl}. Give another shopId.`);
  const { keys } = world.chance;
  const serviceSecret = options.serviceSecret ?? `SP${shopId}_${letters(keys)}`;
  const goods = catalogue(options.catalogue ?? 'standard', options.skus ?? SKUS_USUAL);
  const shop: Shop = {
    shopUrl,
    shopId,
    serviceSecret,
    license: newKey(world, shopId, 0, options.keyExpiresAt, options.licenseKey),
    licenseBefore: null,
    autoConfirm: options.autoConfirm ?? false,
    disabledApis: new Set(),
    disabledFunctions: new Set(),
    catalogue: goods,
    orders: [],
    inventory: new Map(goods.map((sku) => [stockKey(sku.manageNumber, sku.variantId), initialRow(world, sku)])),
    migratedToSku: options.migratedToSku ?? true,
    shipFromIds: options.shipFromIds ?? null,
    subStatuses: [
      { subStatusId: shopId * 10 + 1, subStatusName: '入荷待ち', orderProgress: 300 },
      { subStatusId: shopId * 10 + 2, subStatusName: 'お客様へ確認中', orderProgress: 100 },
      { subStatusId: shopId * 10 + 3, subStatusName: '出荷指示済み', orderProgress: 300 },
    ],
    arrivalStream: 0,
    ordersPlaced: 0,
    lastSerial: keys.int(200_000_000, 209_999_999),
    calls: new Map(),
    recentCalls: new Map(),
  };
  world.shops.set(shopUrl, shop);
  world.credentials.set(`${serviceSecret}:${shop.license.key}`, shop);
  return { shopUrl, shopId, serviceSecret, licenseKey: shop.license.key };
}

/** The shop of this address, or an error that names the ones there are. */
export function shopNamed(world: World, shopUrl: string): Shop {
  const shop = world.shops.get(shopUrl);
  if (shop) return shop;
  const known = [...world.shops.keys()].slice(0, 10).join(', ') || 'none yet: add one with addShop';
  throw new Error(`There is no shop ${JSON.stringify(shopUrl)}. Shops: ${known}.`);
}

/** Issues a new key, which works after `activeInMs`, or when the settings say. */
export function rotateKey(world: World, shop: Shop, activeInMs?: number): string {
  const { newKeyRefusedMs, oldKeyWorks } = world.settings.auth;
  const before = shop.license;
  if (shop.licenseBefore) world.credentials.delete(`${shop.serviceSecret}:${shop.licenseBefore.key}`);
  shop.license = newKey(world, shop.shopId, activeInMs ?? newKeyRefusedMs);
  const isKept = oldKeyWorks === 'until-new-works';
  if (!isKept) world.credentials.delete(`${shop.serviceSecret}:${before.key}`);
  const expiresAt = Math.min(before.expiresAt, shop.license.workingFrom - 1);
  shop.licenseBefore = isKept ? { ...before, expiresAt } : null;
  world.credentials.set(`${shop.serviceSecret}:${shop.license.key}`, shop);
  return shop.license.key;
}

/** The newest key works from now on; one before it that is kept ends now. */
export function activateKey(world: World, shop: Shop): void {
  shop.license.workingFrom = world.timeMs;
  if (shop.licenseBefore) shop.licenseBefore.expiresAt = Math.min(shop.licenseBefore.expiresAt, world.timeMs - 1);
}

/** 利用機能編集, one function at a time. */
export function switchFunction(shop: Shop, operation: string, on: boolean): void {
  if (!OPERATION_NAMES.includes(operation)) {
    throw new Error(
      `There is no function ${JSON.stringify(operation)} to be switched. Functions: ${OPERATION_NAMES.join(', ')}.`,
    );
  }
  if (on) shop.disabledFunctions.delete(operation);
  else shop.disabledFunctions.add(operation);
}

/** A key lives to 23:59:59 JST of its last day. */
function newKey(world: World, shopId: number, activeInMs: number, expiresAt?: number, key?: string): LicenseKey {
  const lastDay = jstMidnight(world.timeMs) + world.settings.auth.keyLifeDays * DAY_MS;
  return {
    key: key ?? `SL${shopId}_${letters(world.chance.keys)}`,
    workingFrom: world.timeMs + activeInMs,
    expiresAt: expiresAt ?? lastDay + DAY_MS - 1000,
  };
}

function letters(chance: Prng): string {
  return Array.from({ length: 16 }, () => KEY_LETTERS.charAt(chance.int(0, KEY_LETTERS.length - 1))).join('');
}

function initialRow(world: World, sku: Sku): InventoryRow {
  return {
    manageNumber: sku.manageNumber,
    variantId: sku.variantId,
    quantity: world.settings.inventory.initialQuantity,
    createdAt: world.timeMs,
    updatedAt: world.timeMs,
    operationLeadTime: null,
    shipFromIds: null,
  };
}
