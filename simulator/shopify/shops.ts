import { DAY_MS } from '../jst.ts';
import { seedOf } from '../prng.ts';
import { combinations, type Product, productsFor, SKUS_USUAL } from '../sample-products.ts';
import { ALL_SCOPES, type Location, levelKey, type Shop, type Variant, type World } from './state.ts';
import { newLevel } from './stock.ts';

export interface NewShop {
  /** What stands before `.myshopify.com`. */
  shop: string;
  /** How many variants it sells; 30 when absent. */
  skus?: number;
  /** How many locations it has, each of which stocks everything; 1 when absent. */
  locations?: number;
  /** How many of its variants have another variant with the same SKU beside them; none when absent. */
  sameSkus?: number;
  /** Access scopes of the app; all when absent. */
  scopes?: readonly string[];
  /** Instead of a made-up one. */
  accessToken?: string;
}

export type ShopCredentials = ReturnType<typeof credentialsOf>;
export type ShopEntry = ReturnType<typeof shopEntry>;

/** Locations of every shop, in order. */
const LOCATIONS = ['本店倉庫', '渋谷店', '大阪倉庫', '名古屋店'];

/** Opens a shop with an app that its owner has installed. */
export function addShop(world: World, options: NewShop): ShopCredentials {
  const { shop: code, skus = SKUS_USUAL, locations = 1, sameSkus = 0, scopes = ALL_SCOPES } = options;
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(code)) {
    throw new Error(`addShop: got shop ${JSON.stringify(code)}, expected small letters, digits and -.`);
  }
  if (world.shops.has(code)) throw new Error(`addShop: there is a shop ${code} already. Give another shop.`);
  if (!Number.isInteger(locations) || locations < 1 || locations > LOCATIONS.length) {
    throw new Error(`addShop: got locations ${locations}, expected a whole number from 1 to ${LOCATIONS.length}.`);
  }
  const unknown = scopes.find((scope) => !(ALL_SCOPES as readonly string[]).includes(scope));
  if (unknown !== undefined)
    throw new Error(`addShop: got scope ${unknown}, expected one of ${ALL_SCOPES.join(', ')}.`);
  const hash = hashOf(code);
  const shop: Shop = {
    code,
    shopId: 60_000_000_000 + (hash % 9_000_000_000),
    state: 'open',
    tokens: new Map([[options.accessToken ?? newToken(world), null]]),
    clientId: world.chance.keys.hex(32),
    clientSecret: newSecret(world),
    isInstalled: true,
    scopes: new Set(scopes),
    locations: LOCATIONS.slice(0, locations).map((name, index) => ({
      id: 70_000_000_000 + (hash % 1_000_000_000) * 8 + index,
      name,
    })),
    variants: variantsOf(code, skus, sameSkus),
    levels: new Map(),
    keys: new Map(),
    subscriptions: [],
    bucket: null,
    orders: [],
    arrivalStream: 0,
    ordersPlaced: 0,
    placedInSecond: new Map(),
    lastRecord: 0,
    calls: new Map(),
  };
  for (const [index, location] of shop.locations.entries()) {
    for (const variant of shop.variants)
      stock(world, shop, variant, location, index === 0 ? world.settings.stock.initialQuantity : 0);
  }
  world.shops.set(code, shop);
  return credentialsOf(shop);
}

function stock(world: World, shop: Shop, variant: Variant, location: Location, available: number): void {
  shop.levels.set(levelKey(variant.itemId, location.id), { ...newLevel(world, variant, location), available });
}

const newToken = (world: World): string => `shpat_${world.chance.keys.hex(32)}`;

const newSecret = (world: World): string => `shpss_${world.chance.keys.hex(32)}`;

/** Another client secret, in place of the one before. Answers it. */
export function rotateSecret(world: World, shop: Shop): string {
  shop.clientSecret = newSecret(world);
  return shop.clientSecret;
}

/** Makes another token good, and every one before it bad. Answers it. */
export function rotateToken(world: World, shop: Shop): string {
  const token = newToken(world);
  shop.tokens = new Map([[token, null]]);
  return token;
}

/** What a client needs to call for a shop. All of it is made up. */
const credentialsOf = ({ code, tokens, clientId, clientSecret, locations }: Shop) => ({
  shop: code,
  accessToken: [...tokens].find(([, ends]) => ends === null)?.[0] ?? '',
  clientId,
  clientSecret,
  locationId: String(locations[0]?.id ?? ''),
});

/** A shop as `shops` lists it. */
export const shopEntry = (shop: Shop) => ({
  ...credentialsOf(shop),
  /** The location that is linked, as a key names it. */
  location: String(shop.locations[0]?.id ?? ''),
  state: shop.state,
  scopes: [...shop.scopes],
  locationIds: shop.locations.map(({ id }) => String(id)),
  orders: shop.orders.length,
});

/** What a shop sells under this SKU, or an error. */
export function variantOf(shop: Shop, { sku }: { sku: string }): Variant {
  const found = shop.variants.find((one) => one.sku === sku);
  if (found) return found;
  const some = shop.variants.slice(0, 5).map((one) => one.sku);
  throw new Error(`Shop ${shop.code} sells no ${sku}. It has ${some.join(', ')} and others.`);
}

function variantsOf(code: string, skus: number, sameSkus: number): Variant[] {
  const variants = productsFor(skus)
    .flatMap((product) => ofProduct(code, product))
    .slice(0, skus);
  const twins = variants.slice(0, sameSkus).map((variant) => ({ ...variant, ...idsOf(code, `${variant.sku} again`) }));
  return [...variants, ...twins].map((variant) => {
    skuByItem.set(String(variant.itemId), variant.sku);
    return variant;
  });
}

function ofProduct(code: string, product: Product): Variant[] {
  const tax = product.includeTaxFlag === 1 ? 0 : product.taxRate;
  return combinations(product).map((values) => {
    const ending = values.map((value) => value.code).join('-');
    const sku = ending === '' ? product.code : `${product.code}-${ending}`;
    return {
      ...idsOf(code, sku),
      sku,
      good: ending === '' ? product.code : `${product.code}/${ending}`,
      productId: 8_000_000_000_000 + (hashOf(`${code} ${product.code}`) % 900_000_000_000),
      productTitle: product.name.slice(0, 75),
      title: values.map(({ label }) => label).join(' / ') || 'Default Title',
      priceYen: Math.floor(product.priceYen * (1 + tax) + 1e-6),
      tracked: true,
      isBundle: false,
    };
  });
}

function idsOf(code: string, name: string): { id: number; itemId: number } {
  const hash = hashOf(`${code} ${name}`) * 64 + (hashOf(`${name} ${code}`) % 64);
  return { id: 45_000_000_000_000 + hash, itemId: 47_000_000_000_000 + hash };
}

const hashOf = (text: string): number => seedOf(7, text);

/**
 * The SKU of every inventory item that any shop of this process has: a call that sets a level names the item alone, and who observes calls
 * knows no shop of it. An id is made of the shop and the SKU, so it has the same SKU in every world.
 */
const skuByItem = new Map<string, string>();
export const skuOfItem = (itemId: string): string | undefined => skuByItem.get(itemId);

/** Orders before this moment are shown to apps with read_all_orders only. */
export const shownSince = ({ timeMs, settings }: World, shop: Shop): number =>
  shop.scopes.has('read_all_orders') ? Number.NEGATIVE_INFINITY : timeMs - settings.access.recentDays * DAY_MS;
