import { combinations, type Product, productsFor, SKUS_USUAL } from '../sample-products.ts';
import { rotateSecret } from './auth.ts';
import type { Application, Shop, Sku, World } from './state.ts';

export interface NewShop {
  /** The merchant token, `A3KADONOMISE`. */
  sellerId: string;
  /** Sellers that give the same name share a client id; the sellerId when absent. */
  application?: string;
  /** How many SKUs it sells; 30 when absent. */
  skus?: number;
  /** Instead of made-up ones. */
  clientId?: string;
  clientSecret?: string;
  refreshToken?: string;
}

export type ShopCredentials = ReturnType<typeof credentialsOf>;
export type ShopEntry = ReturnType<typeof shopEntry>;

/** Opens a seller's account that has authorised an application. */
export function addShop(world: World, options: NewShop): ShopCredentials {
  const { sellerId } = options;
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(sellerId)) {
    throw new Error(`addShop: got sellerId ${JSON.stringify(sellerId)}, expected letters, digits, - and _.`);
  }
  if (world.shops.has(sellerId)) {
    throw new Error(`addShop: there is a shop ${sellerId} already. Give another sellerId.`);
  }
  const shop: Shop = {
    code: sellerId,
    application: applicationOf(world, options),
    refreshToken: options.refreshToken ?? `Atzr|${world.chance.keys.hex(64)}`,
    revoked: false,
    catalogue: productsFor(options.skus ?? SKUS_USUAL)
      .flatMap(skusOf)
      .slice(0, options.skus ?? SKUS_USUAL),
    orders: [],
    stock: new Map(),
    arrivalStream: 0,
    ordersPlaced: 0,
    placedInSecond: new Map(),
    subscriptions: new Map(),
    calls: new Map(),
  };
  if (world.refreshTokens.has(shop.refreshToken)) throw new Error('addShop: another shop has this refreshToken.');
  const quantity = world.settings.stock.initialQuantity;
  for (const { sellerSku } of shop.catalogue) {
    shop.stock.set(sellerSku, { sellerSku, quantity, isFba: false, updatedAt: world.timeMs });
  }
  world.shops.set(sellerId, shop);
  world.refreshTokens.set(shop.refreshToken, shop);
  return credentialsOf(shop);
}

function applicationOf(world: World, options: NewShop): Application {
  const name = options.application ?? options.sellerId;
  const clientId = options.clientId ?? `amzn1.application-oa2-client.${Buffer.from(name).toString('hex').slice(0, 40)}`;
  const known = world.applications.get(clientId);
  if (known) return known;
  const application: Application = { clientId, secrets: [], hasRole: true };
  rotateSecret(world, application, options.clientSecret ?? newSecret(world));
  world.applications.set(clientId, application);
  return application;
}

export const newSecret = (world: World): string => `amzn1.oa2-cs.v1.${world.chance.keys.hex(64)}`;

/** What a client needs to call for a shop. All of it is made up. */
function credentialsOf({ code, application, refreshToken }: Shop) {
  return {
    sellerId: code,
    clientId: application.clientId,
    clientSecret: application.secrets.at(-1)?.secret ?? '',
    refreshToken,
  };
}

/** A shop as `shops` lists it. */
export const shopEntry = (shop: Shop) => ({
  ...credentialsOf(shop),
  secretEndsAtMs: shop.application.secrets.at(-1)?.endsAt ?? 0,
  orders: shop.orders.length,
});

/** What a shop sells under this SKU, or an error. */
export function skuOf(shop: Shop, { sellerSku }: { sellerSku: string }): Sku {
  const sku = shop.catalogue.find((one) => one.sellerSku === sellerSku);
  if (sku) return sku;
  const some = shop.catalogue.slice(0, 5).map((one) => one.sellerSku);
  throw new Error(`Shop ${shop.code} sells no ${sellerSku}. It has ${some.join(', ')} and others.`);
}

function skusOf(product: Product): Sku[] {
  const tax = product.includeTaxFlag === 1 ? 0 : product.taxRate;
  return combinations(product).map((values) => {
    const ending = values.map(({ code }) => code).join('-');
    const sellerSku = ending === '' ? product.code : `${product.code}-${ending}`;
    return {
      sellerSku,
      good: ending === '' ? product.code : `${product.code}/${ending}`,
      asin: asinOf(sellerSku),
      title: [product.name.slice(0, 75), ...values.map(({ label }) => label)].join(' | '),
      priceYen: Math.floor(product.priceYen * (1 + tax) + 1e-6),
    };
  });
}

/** `B0` and eight letters or digits. */
function asinOf(sellerSku: string): string {
  let hash = 7;
  for (const character of sellerSku) hash = (hash * 131 + (character.codePointAt(0) ?? 0)) % 2_821_109_907_456;
  return `B0${hash.toString(36).toUpperCase().padStart(8, '0').slice(-8)}`;
}
