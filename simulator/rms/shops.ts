import { prng, seedOf } from '../prng.ts';
import { combinations, type Product, productsFor, SKUS_USUAL } from '../sample-products.ts';
import { letters, newKey } from './auth.ts';
import { OPERATION_NAMES } from './gateway.ts';
import { newStockRow, type Shop, type Sku, stockKey, type World } from './state.ts';

const SHOP_ID_FIRST = 370_001;

export interface NewShop {
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
}

export type ShopCredentials = ReturnType<typeof addShop>;
export type ShopEntry = ReturnType<typeof shopEntry>;

/** Opens a shop with a key and its catalogue, every SKU at the initial level. */
export function addShop(world: World, options: NewShop) {
  const { shopUrl } = options;
  const shopId = options.shopId ?? SHOP_ID_FIRST + 7 * world.shops.size;
  if (world.shops.has(shopUrl)) throw new Error(`addShop: there is a shop ${shopUrl} already. Give another shopUrl.`);
  const sameId = [...world.shops.values()].find((shop) => shop.shopId === shopId);
  if (sameId) throw new Error(`addShop: shopId ${shopId} belongs to ${sameId.code}. Give another shopId.`);
  const { keys } = world.chance;
  const serviceSecret = options.serviceSecret ?? `SP${shopId}_${letters(keys)}`;
  const goods = catalogue(options.catalogue ?? 'standard', options.skus ?? SKUS_USUAL);
  const rows = goods.map((sku) => newStockRow(world, sku, world.settings.inventory.initialQuantity));
  const shop: Shop = {
    code: shopUrl,
    shopId,
    serviceSecret,
    license: newKey(world, shopId, 0, options.keyExpiresAt, options.licenseKey),
    licenseBefore: null,
    autoConfirm: options.autoConfirm ?? false,
    disabledApis: new Set(),
    disabledFunctions: new Set(),
    catalogue: goods,
    orders: [],
    inventory: new Map(rows.map((row) => [stockKey(row.manageNumber, row.variantId), row])),
    migratedToSku: options.migratedToSku ?? true,
    shipFromIds: options.shipFromIds ?? null,
    subStatuses: [
      { subStatusId: shopId * 10 + 1, subStatusName: '入荷待ち', orderProgress: 300 },
      { subStatusId: shopId * 10 + 2, subStatusName: 'お客様へ確認中', orderProgress: 100 },
      { subStatusId: shopId * 10 + 3, subStatusName: '出荷指示済み', orderProgress: 300 },
    ],
    arrivalStream: 0,
    ordersPlaced: 0,
    placedInSecond: new Map(),
    lastSerial: keys.int(200_000_000, 209_999_999),
    calls: new Map(),
    recentCalls: new Map(),
  };
  world.shops.set(shopUrl, shop);
  world.credentials.set(`${serviceSecret}:${shop.license.key}`, shop);
  return { shopUrl, shopId, serviceSecret, licenseKey: shop.license.key };
}

/** A shop as `shops` lists it. */
export const shopEntry = ({ code, shopId, serviceSecret, license, autoConfirm, orders }: Shop) => ({
  shopUrl: code,
  shopId,
  serviceSecret,
  licenseKey: license.key,
  keyWorksFromMs: license.workingFrom,
  keyExpiresAtMs: license.expiresAt,
  autoConfirm,
  orders: orders.length,
});

/** What a shop sells under these names, or an error. */
export function skuOf(shop: Shop, { manageNumber, variantId }: Pick<Sku, 'manageNumber' | 'variantId'>): Sku {
  const ofItem = shop.catalogue.filter((one) => one.manageNumber === manageNumber);
  const sku = ofItem.find((one) => one.variantId === variantId);
  if (sku) return sku;
  const variants = ofItem.map((one) => one.variantId).join(', ') || 'nothing';
  throw new Error(
    `Shop ${shop.code} sells no ${manageNumber} with variant ${JSON.stringify(variantId)}. ${manageNumber} has: ${variants}.`,
  );
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

/**
 * The first `skus` SKUs of a catalogue. The same name gives the same catalogue, in every world: two shops of one
 * merchant then sell the same things, under the same システム連携用SKU番号.
 */
function catalogue(name: string, skus: number): readonly Sku[] {
  const chance = prng(seedOf(0, 'catalogue', name));
  const all = productsFor(skus).flatMap((product) => skusOf(product, 10_000_000 + chance.int(0, 899_999)));
  return all.slice(0, skus);
}

function skusOf(product: Product, itemId: number): Sku[] {
  const common = {
    manageNumber: product.code,
    itemId,
    itemNumber: product.code.toUpperCase(),
    itemName: product.name,
    priceYen: product.priceYen,
    taxRate: product.taxRate,
    includeTaxFlag: product.includeTaxFlag,
    choices: product.choices,
  };
  if (product.axes.length === 0) {
    // A single SKU often has no システム連携用SKU番号: the field may be null.
    const merchantDefinedSkuId = product.code.startsWith('k') ? null : `W-${product.code.toUpperCase()}`;
    return [{ ...common, variantId: product.code, merchantDefinedSkuId, skuInfo: null }];
  }
  return combinations(product).map((values) => ({
    ...common,
    variantId: values.map((value) => value.code).join('-'),
    merchantDefinedSkuId: `W-${[product.code, ...values.map((value) => value.code)].join('-').toUpperCase()}`,
    skuInfo: values.map((value) => `${value.axis}:${value.label}`).join('\n'),
  }));
}
