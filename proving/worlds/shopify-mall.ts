import { hintMessage } from '../../aws/queues.ts';
import { dayMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import type { Credential } from '../../core/ports/shops.ts';
import type { Transport } from '../../malls/http.ts';
import { shopifyDesk } from '../../malls/shopify/desk.ts';
import { shopifyHook } from '../../malls/shopify/hook.ts';
import { shopifyMall } from '../../malls/shopify/index.ts';
import type { Prng } from '../../simulator/index.ts';
import {
  type BookOrder,
  createShopify,
  type ShopifyFault,
  type ShopifySettingsChange,
  type ShopifySimulator,
} from '../../simulator/shopify/index.ts';
import type { Draw } from './draws.ts';
import { drawsOf, type Edition, isNamed } from './edition.ts';
import { appliedLater, brokenOff, downFrom, failNowAndThen, pagesInstead } from './fault-tables.ts';
import { changesAtShopify } from './shipping-malls.ts';
import {
  type MallBeside,
  type MallHints,
  type MallHooks,
  type OpenMall,
  openedBy,
  type Storm,
  saysYes,
} from './world-mall.ts';

const statuses = [
  ...['PENDING', 'UNFULFILLED', 'ON_HOLD', 'PARTIALLY_FULFILLED', 'FULFILLED', 'CANCELLED'],
  'FULFILLMENT_NOT_REQUIRED',
];
const changeable = ['PENDING', 'UNFULFILLED', 'FULFILLMENT_NOT_REQUIRED'];

/** Shopify beside RMS, with failures of its own: THROTTLED in 200, STALE, keys of idempotency. */
export function shopifyBeside(seed: number, edition: Edition, hooks: MallHooks): MallBeside {
  const settings = drawnSettings(drawsOf(edition, seed, 'shopify').of('settings'));
  const shopify = createShopify({ ...hooks, seed, isNamed: isNamed(edition), settings });
  const { control } = shopify;
  return {
    ...atShopify(shopify),
    ...(edition < 6 ? {} : { changes: changesAtShopify(shopify) }),
    shops: 1,
    codeAt: (index) => `tsunagi-${index + 1}`,
    fail: (world, _, stormEnd) => fail(shopify, world, stormEnd),
    letHappen: (world, _watch, _stocks, shop, stormEnd) => letHappen(shopify, world, shop, stormEnd),
    faultsCountAs: {
      unavailable: 'stock-error',
      'internal-error': 'stock-error',
      'internal-failure': 'stock-error',
      'too-many-requests': 'stock-throttled',
      stale: 'stock-unproven',
      'key-in-progress': 'stock-unproven',
      'key-failed': 'stock-unproven',
      'delivered-twice': 'stock-applied-later',
    },
    mustBeStored: (code) =>
      (control.books().shops.find(({ shop }) => shop === code)?.orders ?? []).map((order) => ({
        orderNumber: order.name,
        orderedAt: order.createdAtMs,
        progress: order.status,
        isAt: (progress) => progress === progressOf(order),
      })),
  };
}

/** What our rows call the progress of an order: without its money, what waits to be sent waits no more. */
function progressOf({ status, moneyLost }: BookOrder): string {
  if (['FULFILLED', 'CANCELLED', 'FULFILLMENT_NOT_REQUIRED'].includes(status)) return status;
  if (moneyLost !== null) return `PAYMENT_${moneyLost}`;
  return status === 'PENDING' ? 'PAYMENT_PENDING' : status;
}

/** Shopify as people and buyers meet it, and our processes. */
export function atShopify(shopify: ShopifySimulator): OpenMall {
  const { control, handle } = shopify;
  return {
    mall: 'shopify',
    control,
    handle,
    traits: shopifyMall.traits,
    highest: 1_000_000_000,
    sellsBelowZero: control.settings().stock.soldOut === 'sell-anyway',
    settlesMs: 0,
    hasTaken: (outcome) => saysYes(outcome) && outcome.ending === 'answer' && !hasErrors(outcome.body),
    refusesByName: () => false,
    listsOrders: ({ body }) => /\borders\(first:/.test(body),
    itemOf: ({ manageNumber, variantId }) =>
      variantId === manageNumber ? manageNumber : `${manageNumber}-${variantId}`,
    goneItem: 'gone-0001',
    shown: (code) =>
      new Map(
        control
          .stock(code)
          .flatMap(({ sku, available, isActive }) => (isActive ? [[sku, Math.max(0, available)]] : [])),
      ),
    level: (code, sku) => levelOf(shopify, code, sku),
    sell: (code, sku, units) => void control.addOrders(code, { count: 1, kind: 'plain', lines: [{ sku, units }] }),
    setLevel: (code, sku, quantity) => control.setStock(code, { sku, quantity }),
    orders: (code, from) => {
      const present = control.nowMs();
      return control.placedBetween(code, from, Number.POSITIVE_INFINITY).map((order) => ({
        orderNumber: order.name,
        orderedAt: order.createdAtMs,
        isShown: order.visibleAtMs <= present,
        lines: linesOf(order),
      }));
    },
    taken: (number) => {
      const order = control.order(number);
      return order === null ? [] : linesOf(order).map(({ item, units }) => ({ item, units }));
    },
    shopsOf: openedBy(shopifyMall, { baseUrl: 'https://shopify.invalid' }),
    openAccount(code, _, skus) {
      const { clientId, clientSecret, locationId } = control.addShop({
        shop: code,
        ...(skus === undefined ? {} : { skus }),
      });
      return { mall: 'shopify', clientId, clientSecret, locationId };
    },
    changeable: (code, from) => changeableSince(shopify, code, from).map(({ name }) => name),
    cancel: (code, name) => control.cancelOrder(code, name),
    journalBooks: () => control.books().shops.flatMap(({ orders }) => orders.map(journalOrder)),
  };
}

/** Its posts: those that their shops signed come to a queue as hints, as a stage has it. */
export function hintsOfShopify({ control, handle }: ShopifySimulator): MallHints {
  const transport: Transport = async ({ method, url, headers, body = '' }) => {
    const outcome = handle({ method, path: new URL(url).pathname, headers, body: String(body) });
    if (outcome.ending !== 'answer') throw new Error(`${method} ${url} was not answered.`);
    return { status: outcome.status, headers: outcome.headers, body: Buffer.from(outcome.body) };
  };
  const credentials = new Map<string, Credential>();
  return {
    async subscribe(shop, credential) {
      credentials.set(shop.code, credential);
      const site = { baseUrl: 'https://shopify.invalid' };
      const opened = shopifyMall.connect(site, { transport, now: control.nowMs }).open(shop, credential, shopifyDesk);
      await opened.subscribeHints?.('https://hooks.invalid/hooks/shopify');
    },
    messages: () =>
      control.takePosts().flatMap(({ headers, body }) => {
        const post = { headers, body: Buffer.from(body) };
        const code = shopifyHook.codeIn(post) ?? '';
        const order = shopifyHook.orderIn(post);
        const isSigned = shopifyHook.isSigned(post, credentials.get(code) ?? {});
        if (!isSigned || order === null) return [];
        return { about: order.orderNumber, body: hintMessage({ shop: `shopify#${code}`, ...order }) };
      }),
  };
}

const hasErrors = (body: string): boolean => /"errors":\[|"userErrors":\[\{/.test(body);

function levelOf({ control }: ShopifySimulator, code: string, sku: string): number | null {
  const isThere = control.stock(code).some((row) => row.sku === sku && row.isActive);
  return isThere ? Math.max(0, control.level(code, { sku }) ?? 0) : null;
}

/** A line that no variant belongs to is named by itself. */
const linesOf = ({ status, lines }: BookOrder) =>
  lines.map(({ lineId, sku, units }) => ({
    lineId: String(lineId),
    item: sku ?? String(lineId),
    units: status === 'CANCELLED' ? 0 : units,
  }));

const journalOrder = (order: BookOrder) => ({
  shopUrl: order.shop,
  orderNumber: order.name,
  orderDatetimeMs: order.createdAtMs,
  orderProgress: statuses.indexOf(order.status),
  visibleAtMs: order.visibleAtMs,
  lines: linesOf(order).map(({ lineId, units, item }) => ({ itemDetailId: lineId, units, deleted: units === 0, item })),
});

function changeableSince({ control }: ShopifySimulator, code: string, from: number): BookOrder[] {
  return control.placedBetween(code, from, control.nowMs()).filter(({ status }) => changeable.includes(status));
}

/** What its pages say in two ways, or not at all. */
function drawnSettings(chance: Prng): ShopifySettingsChange {
  return {
    throttle: { status: chance.pick([200, 200, 429]) },
    orders: {
      indexDelayMaxMs: chance.pick([0, 0, 20, 60]) * secondMs,
      amounts: chance.pick(['point-zero', 'plain']),
    },
    stock: {
      soldOut: chance.pick(['choose-another', 'sell-anyway']),
      oneWrong: chance.pick(['none', 'others']),
      unchangedGroup: chance.pick(['null', 'group']),
      afterChange: chance.pick(['null', 'number']),
    },
    idempotency: {
      sameCall: chance.pick(['replay', 'again']),
      afterFailure: chance.pick(['refuse', 'again', 'replay']),
    },
  };
}

const faultKinds: readonly ShopifyFault[] = [
  ...brokenOff,
  ...appliedLater(2, 8, 25),
  ...pagesInstead,
  { kind: 'unavailable' },
  { kind: 'internal-error', applied: true },
  { kind: 'throttle' },
  { kind: 'too-many-requests' },
  { kind: 'auth-flap' },
  { kind: 'lost-write' },
];
/** Of calls that set levels alone. */
const setFaults: readonly ShopifyFault[] = [
  { kind: 'stale' },
  { kind: 'stale' },
  { kind: 'key-in-progress' },
  { kind: 'key-failed' },
  { kind: 'delivered-twice' },
];
const down = ['refuse', 'unavailable', 'timeout-before', 'html-200', 'throttle'] as const;

/** Single calls that fail, and times for which all of it is down or lets nothing through. */
function fail(shopify: ShopifySimulator, world: Storm, stormEnd: number): void {
  const { seed, start, edition } = world;
  const draws = drawsOf(edition, seed, 'shopify-faults');
  failNowAndThen(shopify, world, { draws, times: draws.of('times').int(8, 14), stormEnd }, (chance) => {
    const isOfSet = chance.chance(0.6);
    const kind = chance.pick(isOfSet ? [...faultKinds, ...setFaults, ...setFaults] : faultKinds);
    const operations = [isOfSet ? 'inventorySetQuantities' : chance.pick(['orders', 'inventoryItems', 'access_token'])];
    return { ...kind, operations };
  });
  const chance = draws.of('down');
  if (!chance.chance(0.6)) return;
  const from = chance.int(start + 15 * minuteMs, stormEnd - 60 * minuteMs);
  const [kind, until] = [chance.pick(down), from + chance.int(8, 40) * minuteMs];
  downFrom(shopify, world, from, { kind, until });
}

const kinds = ['plain', 'plain', 'plain', 'gift', 'pending', 'guest', 'custom'] as const;

/** Orders, some of which a search finds late, some cancelled, edited, refunded or sent; a token that ends. */
function letHappen(
  shopify: ShopifySimulator,
  { seed, start, time, counts, edition }: Storm,
  { code }: Shop,
  stormEnd: number,
): void {
  const { control } = shopify;
  const draws = drawsOf(edition, seed, 'shopify-orders', code);
  const at = (chance: Draw, work: (chance: Draw) => void): void =>
    time.at(chance.int(start, stormEnd), () => work(chance));
  const change = (kind: 'edit' | 'cancel', work: (orderId: string) => void) => (chance: Draw) => {
    const open = changeableSince(shopify, code, time.now() - dayMs);
    if (open.length === 0) return;
    try {
      work(chance.among(open, ({ orderId }) => orderId).orderId);
      counts[kind]++;
    } catch {
      // Nothing is left of it to be changed: nothing happened.
    }
  };
  for (let index = draws.of('orders').int(14, 22); index > 0; index--) {
    at(draws.of('order', index), (chance) => {
      const late = chance.chance(0.1) ? { visibleAfterMs: chance.int(1, 9) * minuteMs } : {};
      if (late.visibleAfterMs !== undefined) counts['late-visibility']++;
      control.addOrders(code, { count: 1, kind: chance.pick(kinds), ...late });
    });
  }
  for (let index = draws.of('changes').int(2, 5); index > 0; index--) {
    at(
      draws.of('edit', index),
      change('edit', (order) => control.editOrder(code, order)),
    );
    at(
      draws.of('cancel', index),
      change('cancel', (order) => control.cancelOrder(code, order)),
    );
    at(
      draws.of('refund', index),
      change('edit', (order) => control.refundOrder(code, order)),
    );
    at(
      draws.of('send', index),
      change('edit', (order) => control.moveOrder(code, order, 'FULFILLED')),
    );
  }
  at(draws.of('token'), () => void control.rotateToken(code));
}
