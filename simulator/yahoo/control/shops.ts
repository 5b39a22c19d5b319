import { SKUS_USUAL } from '../../goods/products.ts';
import { catalogue } from '../goods/catalogue.ts';
import { type Application, type Shop, type StockRow, stockKey } from '../state.ts';
import { consent } from '../way-in/consent.ts';
import { publicPem } from '../way-in/key-pairs.ts';
import { issueKey } from '../way-in/signature.ts';
import type { World } from '../world.ts';
import type { ShopCredentials, ShopEntry, YahooControl } from './interface.ts';

const SERIAL_FIRST = 10_000_001;

/** Opens a shop with an application, a consent, a 公開鍵, and everything it sells at the initial level. */
export function addShop(world: World, options: Parameters<YahooControl['addShop']>[0]): ShopCredentials {
  const { sellerId } = options;
  if (!/^[a-z0-9_-]{1,128}$/.test(sellerId)) {
    throw new Error(`addShop: got sellerId ${JSON.stringify(sellerId)}, expected letters a to z, digits, - and _.`);
  }
  if (world.shops.has(sellerId)) {
    throw new Error(`addShop: there is a shop ${sellerId} already. Give another sellerId.`);
  }
  const shop: Shop = {
    sellerId,
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
    lastSerial: SERIAL_FIRST - 1,
    calls: new Map(),
  };
  if (world.refreshTokens.has(shop.refreshToken)) throw new Error('addShop: another shop has this refreshToken.');
  for (const { itemCode, subCode } of shop.catalogue) {
    shop.stock.set(stockKey(itemCode, subCode), initialRow(world, shop, itemCode, subCode));
  }
  world.shops.set(sellerId, shop);
  world.refreshTokens.set(shop.refreshToken, shop);
  issueKey(world, shop, world.timeMs);
  if (options.consented ?? true) consent(world, shop);
  return credentialsOf(shop);
}

/** Shops that name the same application share its client id. */
function applicationOf(world: World, options: Parameters<YahooControl['addShop']>[0]): Application {
  const name = options.application ?? options.sellerId;
  const clientId = options.clientId ?? `dj0${Buffer.from(name).toString('base64url')}-`;
  const known = world.applications.get(clientId);
  if (known) return known;
  const clientSecret = options.clientSecret ?? world.chance.keys.hex(40);
  const application: Application = { clientId, clientSecret, hasScope: true, orderApi: 'open' };
  world.applications.set(clientId, application);
  return application;
}

function initialRow(world: World, shop: Shop, itemCode: string, subCode: string): StockRow {
  return {
    itemCode,
    subCode,
    quantity: world.settings.stock.initialQuantity,
    allowOverdraft: shop.overdraftDefault,
    closed: false,
    published: true,
    updatedAt: world.timeMs,
  };
}

export function credentialsOf(shop: Shop): ShopCredentials {
  const key = shop.keys.at(-1);
  if (!key) throw new Error(`Shop ${shop.sellerId} has no public key.`);
  return {
    sellerId: shop.sellerId,
    clientId: shop.application.clientId,
    clientSecret: shop.application.clientSecret,
    refreshToken: shop.refreshToken,
    publicKeyVersion: key.version,
    get publicKey() {
      return publicPem(key.pair);
    },
  };
}

export function entryOf(shop: Shop): ShopEntry {
  const credentials = credentialsOf(shop);
  const entry = {
    consentEndsAtMs: shop.consent && !shop.consent.withdrawn ? shop.consent.endsAt : null,
    publicKeyEndsAtMs: shop.keys.at(-1)?.endsAt ?? 0,
    orderApi: shop.application.orderApi,
    overdraftDefault: shop.overdraftDefault,
    orders: shop.orders.length,
  };
  // Not spread: that would create the public key before it is read.
  return Object.defineProperties(credentials, Object.getOwnPropertyDescriptors(entry)) as ShopEntry;
}

/** The shop of this account, or an error that names the ones there are. */
export function shopNamed(world: World, sellerId: string): Shop {
  const shop = world.shops.get(sellerId);
  if (shop) return shop;
  const known = [...world.shops.keys()].slice(0, 10).join(', ') || 'none yet: add one with addShop';
  throw new Error(`There is no shop ${JSON.stringify(sellerId)}. Shops: ${known}.`);
}
