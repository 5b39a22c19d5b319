import { combinations, type Product, productsFor, SKUS_USUAL } from '../sample-products.ts';
import { consent } from './auth.ts';
import { issueKey, publicPem } from './signature.ts';
import { type Application, newStockRow, type Shop, type Sku, stockKey, type World } from './state.ts';

const SERIAL_FIRST = 10_000_001;

export interface NewShop {
  sellerId: string;
  /** Shops that give the same name share a client id, and its rate; the sellerId when absent. */
  application?: string;
  /** 超過購入設定; the setting's when absent. */
  overdraftDefault?: boolean;
  /** How many SKUs it sells; 30 when absent. */
  skus?: number;
  /** False: no consent has been given yet, and the refresh token is invalid. */
  consented?: boolean;
  /** Instead of made-up ones. */
  clientId?: string;
  clientSecret?: string;
  refreshToken?: string;
}

export type ShopCredentials = ReturnType<typeof credentialsOf>;
export type ShopEntry = ReturnType<typeof shopEntry>;

/** Opens a shop with an application, a consent, a 公開鍵, and everything it sells at the initial level. */
export function addShop(world: World, options: NewShop): ShopCredentials {
  const { sellerId } = options;
  if (!/^[a-z0-9_-]{1,128}$/.test(sellerId)) {
    throw new Error(`addShop: got sellerId ${JSON.stringify(sellerId)}, expected letters a to z, digits, - and _.`);
  }
  if (world.shops.has(sellerId)) {
    throw new Error(`addShop: there is a shop ${sellerId} already. Give another sellerId.`);
  }
  const shop: Shop = {
    code: sellerId,
    application: applicationOf(world, options),
    refreshToken: options.refreshToken ?? `rt.${world.chance.keys.hex(48)}`,
    consent: null,
    keys: [],
    catalogue: catalogue(options.skus ?? SKUS_USUAL),
    orders: [],
    stock: new Map(),
    overdraftDefault: options.overdraftDefault ?? world.settings.stock.overdraftDefault,
    arrivalStream: 0,
    ordersPlaced: 0,
    placedInSecond: new Map(),
    lastSerial: SERIAL_FIRST - 1,
    calls: new Map(),
  };
  if (world.refreshTokens.has(shop.refreshToken)) throw new Error('addShop: another shop has this refreshToken.');
  const quantity = world.settings.stock.initialQuantity;
  for (const sku of shop.catalogue) {
    shop.stock.set(stockKey(sku.itemCode, sku.subCode), newStockRow(world, shop, sku, { quantity, published: true }));
  }
  world.shops.set(sellerId, shop);
  world.refreshTokens.set(shop.refreshToken, shop);
  issueKey(world, shop, world.timeMs);
  if (options.consented ?? true) consent(world, shop);
  return credentialsOf(shop);
}

/** Shops that name the same application share its client id. */
function applicationOf(world: World, options: NewShop): Application {
  const name = options.application ?? options.sellerId;
  const clientId = options.clientId ?? `dj0${Buffer.from(name).toString('base64url')}-`;
  const known = world.applications.get(clientId);
  if (known) return known;
  const clientSecret = options.clientSecret ?? world.chance.keys.hex(40);
  const application: Application = { clientId, clientSecret, hasScope: true, orderApi: 'open' };
  world.applications.set(clientId, application);
  return application;
}

/** What a client needs to call for a shop. All of it is made up. */
export function credentialsOf(shop: Shop) {
  const key = shop.keys.at(-1);
  if (!key) throw new Error(`Shop ${shop.code} has no public key.`);
  return {
    sellerId: shop.code,
    clientId: shop.application.clientId,
    clientSecret: shop.application.clientSecret,
    /** Good from the first consent on. */
    refreshToken: shop.refreshToken,
    publicKeyVersion: key.version,
    /** PEM; made when it is read, which takes a moment. */
    get publicKey(): string {
      return publicPem(key.pair);
    },
  };
}

/** A shop as `shops` lists it. */
export const shopEntry = (shop: Shop) =>
  Object.assign(credentialsOf(shop), {
    consentEndsAtMs: shop.consent && !shop.consent.withdrawn ? shop.consent.endsAt : null,
    publicKeyEndsAtMs: shop.keys.at(-1)?.endsAt ?? 0,
    orderApi: shop.application.orderApi,
    overdraftDefault: shop.overdraftDefault,
    orders: shop.orders.length,
  });

/** What a shop sells under these codes, or an error. */
export function skuOf(shop: Shop, { itemCode, subCode = '' }: { itemCode: string; subCode?: string }): Sku {
  const ofItem = shop.catalogue.filter((one) => one.itemCode === itemCode);
  const sku = ofItem.find((one) => one.subCode === subCode);
  if (sku) return sku;
  const subCodes = ofItem.map((one) => one.subCode || 'no sub code').join(', ') || 'nothing';
  throw new Error(
    `Shop ${shop.code} sells no ${itemCode} with sub code ${JSON.stringify(subCode)}. ${itemCode} has: ${subCodes}.`,
  );
}

/** What a shop of `skus` SKUs sells: an item code for each product, and a sub code for each combination of its axes. */
function catalogue(skus: number): readonly Sku[] {
  return productsFor(skus).flatMap(skusOf).slice(0, skus);
}

function skusOf(product: Product): Sku[] {
  return combinations(product).map((values) => ({
    itemCode: product.code,
    subCode: values.map((value) => value.code).join('-'),
    title: product.name.slice(0, 75),
    priceYen: product.includeTaxFlag === 1 ? product.priceYen : taxed(product),
    taxRatio: product.taxRate === 0.1 ? 10 : 8,
    variant: values.map(({ axis, label }) => ({ name: axis, value: label })),
    options: product.choices,
  }));
}

/** Prices here hold the tax, fractions of a yen cut off. */
const taxed = ({ priceYen, taxRate }: Product): number => Math.floor(priceYen * (1 + taxRate) + 1e-6);
