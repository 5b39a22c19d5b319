import { dayMs, hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import { amazonMall } from '../../malls/amazon/index.ts';
import {
  type AmazonFault,
  type AmazonSettingsChange,
  type AmazonSimulator,
  type BookOrder,
  createAmazon,
} from '../../simulator/amazon/index.ts';
import { type Prng, prng, seedOf } from '../../simulator/index.ts';
import { type MallBeside, openedBy, type Storm, saysYes } from './world-mall.ts';

const statuses = ['PENDING_AVAILABILITY', 'PENDING', 'UNSHIPPED', 'PARTIALLY_SHIPPED', 'SHIPPED', 'CANCELLED'];
const open = ['PENDING_AVAILABILITY', 'PENDING', 'UNSHIPPED'];
/** It lists nothing that is younger, and a client asks for some seconds less. */
const listedAfterMs = 2 * minuteMs + 5 * secondMs;

/** Amazon beside RMS, with failures of its own, its usage plans, and PATCHes that come into force some time after they were accepted. */
export function amazonBeside(seed: number, now: () => number): MallBeside {
  const chance = prng(seedOf(seed, 'amazon'));
  const amazon = createAmazon({ now, seed, settings: drawnSettings(chance) });
  const { control } = amazon;
  const { applyAfterMs } = control.settings().stock;
  // Smaller pages than the client asks for, so that few orders fill several.
  let pageRows = chance.int(4, 12);
  const shopsOf = openedBy(amazonMall, { baseUrl: 'https://amazon.invalid', authUrl: 'https://auth.invalid' });
  return {
    mall: 'amazon',
    shops: chance.int(1, 2),
    control,
    handle: (request) =>
      amazon.handle({
        ...request,
        path: request.path.replace(/maxResultsPerPage=\d+/, `maxResultsPerPage=${pageRows}`),
      }),
    traits: amazonMall.traits,
    highest: 999_999,
    sellsBelowZero: false,
    settlesMs: applyAfterMs,
    hasTaken: (outcome) => saysYes(outcome) && !isInvalid(outcome),
    refusesByName: isInvalid,
    listsOrders: ({ path }) => /^\/orders\/2026-01-01\/orders\?/.test(path),
    itemOf: ({ manageNumber, variantId }) =>
      variantId === manageNumber ? manageNumber : `${manageNumber}-${variantId}`,
    goneItem: 'gone-0001',
    shown: (code) => new Map(control.stock(code).map(({ sellerSku, quantity }) => [sellerSku, quantity])),
    level: (code, sellerSku) => control.level(code, { sellerSku }),
    sell: (code, sellerSku, units) => void control.addOrders(code, { count: 1, lines: [{ sellerSku, units }] }),
    setLevel: (code, sellerSku, quantity) => control.setStock(code, { sellerSku, quantity }),
    orders(code, from) {
      const listed = control.nowMs() - listedAfterMs;
      return control.placedBetween(code, from, Number.POSITIVE_INFINITY).map((order) => ({
        orderNumber: order.orderId,
        orderedAt: order.createdTimeMs,
        isShown: order.visibleAtMs <= listed,
        lines: order.lines.map(({ orderItemId, sellerSku, units }) => ({
          lineId: orderItemId,
          item: sellerSku,
          units: holdsNothing(order) ? 0 : units,
        })),
      }));
    },
    taken: (number) => (control.order(number)?.lines ?? []).map(({ sellerSku, units }) => ({ item: sellerSku, units })),
    shopsOf,
    openAccount(index, start) {
      const code = `A${index + 1}TSUNAGI`;
      const { clientId, clientSecret, refreshToken } = control.addShop({ sellerId: code });
      control.addOrders(code, { count: 8, at: { from: start - 20 * hourMs, to: start } });
      return { code, credential: { mall: 'amazon', clientId, clientSecret, refreshToken, secretRotatedAt: start } };
    },
    fail(world, _, stormEnd) {
      fail(amazon, world, stormEnd);
      // For some calm hours still: a page that is refused is no weather then.
      world.time.at(stormEnd + 2 * hourMs, () => {
        pageRows = amazonMall.traits.pageSize;
      });
    },
    letHappen: (world, _watch, _stocks, shop, stormEnd) => letHappen(amazon, world, shop, stormEnd),
    faultsCountAs: { overloaded: 'stock-error', 'internal-failure': 'stock-error', invalid: 'item-refused' },
    mustBeStored: (code) =>
      (control.books().shops.find(({ sellerId }) => sellerId === code)?.orders ?? [])
        .filter(({ fulfilledBy }) => fulfilledBy === 'MERCHANT')
        .map(({ orderId, createdTimeMs, fulfillmentStatus }) => ({
          orderNumber: orderId,
          orderedAt: createdTimeMs,
          progress: fulfillmentStatus,
          isAt: (progress) => progress === fulfillmentStatus,
        })),
    journalBooks: () => control.books().shops.flatMap(({ orders }) => orders.map(journalOrder)),
  };
}

const isInvalid: MallBeside['refusesByName'] = (outcome) =>
  outcome.ending === 'answer' && outcome.status === 200 && /"status":"INVALID"/.test(outcome.body);

/** What Amazon sends itself lies on its own shelf. */
const holdsNothing = ({ fulfillmentStatus, fulfilledBy }: BookOrder): boolean =>
  fulfillmentStatus === 'CANCELLED' || fulfilledBy === 'AMAZON';

const journalOrder = (order: BookOrder) => ({
  shopUrl: order.sellerId,
  orderNumber: order.orderId,
  orderDatetimeMs: order.createdTimeMs,
  orderProgress: statuses.indexOf(order.fulfillmentStatus),
  visibleAtMs: order.fulfilledBy === 'AMAZON' ? Number.POSITIVE_INFINITY : order.visibleAtMs,
  lines: order.lines.map(({ orderItemId, units }) => ({
    itemDetailId: orderItemId,
    units,
    deleted: holdsNothing(order),
  })),
});

/** What its pages say in two ways, or not at all. */
function drawnSettings(chance: Prng): AmazonSettingsChange {
  return {
    orders: {
      usualBefore: chance.pick(['age', 'now']),
      sortedBy: chance.pick(['lastUpdatedTime', 'createdTime', 'orderId']),
      fractions: chance.chance(0.5),
      visibilityDelayMaxMs: chance.pick([0, 0, 30, 150]) * secondMs,
    },
    stock: {
      applyAfterMs: chance.pick([1, 5, 5, 20]) * secondMs,
      restoreAtCancel: chance.chance(0.5),
      soldOut: chance.pick(['choose-another', 'sell-anyway']),
      unknownSku: chance.pick(['not-found', 'invalid']),
    },
    auth: { endedTokenStatus: chance.pick([401, 403]) },
  };
}

const faultKinds: readonly AmazonFault[] = [
  { kind: 'refuse' },
  { kind: 'reset' },
  { kind: 'timeout-before' },
  { kind: 'timeout-after' },
  ...[2, 8, 25].map((minutes) => ({ kind: 'apply-later', applyAfterMs: minutes * minuteMs }) as const),
  { kind: 'server-error-html' },
  { kind: 'server-error-html', applied: true },
  { kind: 'html-200', applied: true },
  { kind: 'overloaded' },
  { kind: 'internal-failure', applied: true },
  { kind: 'throttle' },
  { kind: 'auth-flap' },
  { kind: 'lost-write' },
  { kind: 'invalid' },
];
const operations = ['patchListingsItem', 'patchListingsItem', 'patchListingsItem', 'getListingsItem', 'searchOrders'];
const down = ['refuse', 'overloaded', 'timeout-before', 'html-200', 'throttle'] as const;

/** Single calls that fail, and times for which all of it, or one API, is down or lets nothing through. */
function fail({ control }: AmazonSimulator, { seed, start, time, counts }: Storm, stormEnd: number): void {
  const chance = prng(seedOf(seed, 'amazon-faults'));
  for (let index = chance.int(6, 12); index > 0; index--) {
    const operation = chance.pick([...operations, 'getOrder', 'token']);
    const fault = { ...chance.pick(faultKinds), operations: [operation], times: chance.int(1, 3) };
    time.at(chance.int(start + 5 * minuteMs, stormEnd - 15 * minuteMs), () => control.break(fault));
  }
  for (let index = chance.int(1, 2); index > 0; index--) {
    const api = chance.pick(['order', 'order', 'stock', undefined]);
    const kind = chance.pick(down);
    const from = chance.int(start + 15 * minuteMs, stormEnd - 60 * minuteMs);
    const until = from + chance.int(8, 40) * minuteMs;
    time.at(from, () => {
      control.break({ kind, until, ...(api === undefined ? {} : { api }) });
      if (api !== 'stock') counts['orders-down']++;
      if (api !== 'order') counts['stock-down']++;
    });
  }
  if (chance.chance(0.5)) {
    const shift = chance.pick(['appear', 'vanish'] as const);
    const from = chance.int(start, stormEnd - 60 * minuteMs);
    time.at(from, () => control.break({ kind: 'page-shift', probability: 0.5, times: 4, shift, until: from + hourMs }));
  }
}

const kinds = ['plain', 'plain', 'plain', 'gift', 'pending', 'business', 'preorder', 'fba'] as const;

/** Orders, some listed late, some cancelled, edited or shipped; access tokens that end; an authorisation that is taken back for a while. */
function letHappen(
  { control }: AmazonSimulator,
  { seed, start, time, counts }: Storm,
  { code }: Shop,
  stormEnd: number,
): void {
  const chance = prng(seedOf(seed, 'amazon-orders', code));
  const at = (work: () => void): void => time.at(chance.int(start, stormEnd), work);
  const someOrder = (): BookOrder | undefined => {
    const orders = control.placedBetween(code, time.now() - dayMs, time.now());
    const isOpen = ({ fulfillmentStatus }: BookOrder): boolean => open.includes(fulfillmentStatus);
    const [first, ...others] = orders.filter((order) => isOpen(order) && order.fulfilledBy === 'MERCHANT');
    return first && chance.pick([first, ...others]);
  };
  const change = (kind: 'edit' | 'cancel', work: (orderId: string) => void): void => {
    const order = someOrder();
    if (order === undefined) return;
    work(order.orderId);
    counts[kind]++;
  };
  for (let index = chance.int(14, 22); index > 0; index--) {
    at(() => {
      const late = chance.chance(0.1) ? { visibleAfterMs: chance.int(2, 200) * minuteMs } : {};
      if (late.visibleAfterMs !== undefined) counts['late-visibility']++;
      control.addOrders(code, { count: 1, kind: chance.pick(kinds), ...late });
    });
  }
  for (let index = chance.int(2, 5); index > 0; index--) {
    at(() => change('edit', (order) => control.editOrder(code, order)));
    at(() => change('cancel', (order) => control.cancelOrder(code, order)));
    at(() => change('edit', (order) => control.moveOrder(code, order, 'SHIPPED')));
  }
  at(() => control.expireAccessTokens(code));
  if (!chance.chance(0.3)) return;
  time.at(chance.int(start, stormEnd - 50 * minuteMs), () => {
    control.setAuthorized(code, false);
    counts['key-refused']++;
    time.at(time.now() + chance.int(5, 45) * minuteMs, () => control.setAuthorized(code, true));
  });
}
