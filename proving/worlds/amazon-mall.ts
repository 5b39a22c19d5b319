import { dayMs, hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import { amazonDesk } from '../../malls/amazon/desk.ts';
import { amazonMall } from '../../malls/amazon/index.ts';
import type { Transport } from '../../malls/http.ts';
import {
  type AmazonFault,
  type AmazonSettingsChange,
  type AmazonSimulator,
  type BookOrder,
  createAmazon,
} from '../../simulator/amazon/index.ts';
import type { Prng, SimRequest } from '../../simulator/index.ts';
import type { Draw } from './draws.ts';
import { drawsOf, type Edition, isNamed } from './edition.ts';
import { appliedLater, brokenOff, downFrom, failNowAndThen, pagesInstead } from './fault-tables.ts';
import { changesAtAmazon } from './shipping-malls.ts';
import {
  type MallBeside,
  type MallHints,
  type MallHooks,
  type OpenMall,
  openedBy,
  type Storm,
  saysYes,
} from './world-mall.ts';

const site = { baseUrl: 'https://amazon.invalid', authUrl: 'https://auth.invalid' };
const statuses = ['PENDING_AVAILABILITY', 'PENDING', 'UNSHIPPED', 'PARTIALLY_SHIPPED', 'SHIPPED', 'CANCELLED'];
const open = ['PENDING_AVAILABILITY', 'PENDING', 'UNSHIPPED'];
/** It lists nothing that is younger, and a client asks for some seconds less. */
const listedAfterMs = 2 * minuteMs + 5 * secondMs;

/** Amazon beside RMS, with failures of its own, its usage plans, and PATCHes that come into force some time after they were accepted. */
export function amazonBeside(seed: number, edition: Edition, hooks: MallHooks): MallBeside {
  const draws = drawsOf(edition, seed, 'amazon');
  const settings = drawnSettings(draws.of('settings'));
  const amazon = createAmazon({ ...hooks, seed, isNamed: isNamed(edition), settings });
  const { control } = amazon;
  const drawn = edition < 6 ? null : drawnFeeds(drawsOf(edition, seed, 'amazon-feeds').of('all'));
  if (drawn !== null) control.changeSettings({ feeds: drawn.feeds });
  if (edition >= 13)
    control.changeSettings({ notifications: drawnNotices(drawsOf(edition, seed, 'amazon-notices').of('all')) });
  const { traits } = amazonMall;
  /** When calls came that make feeds. One that is made at another moment was given up, and its caller cannot know of it. */
  const feedsAskedAt = new Set<number>();
  // Smaller pages than the client asks for, so that few orders fill several.
  let pageRows = draws.of('rows').int(4, 12);
  return {
    ...atAmazon(amazon),
    ...(edition >= 13 && { hints: hintsOf(amazon) }),
    shops: draws.of('shops').int(1, 2),
    codeAt: (index) => `A${index + 1}TSUNAGI`,
    handle: (request) => {
      if (makesFeed(request)) feedsAskedAt.add(control.nowMs());
      const path = request.path.replace(/maxResultsPerPage=\d+/, `maxResultsPerPage=${pageRows}`);
      return amazon.handle({ ...request, path });
    },
    traits:
      drawn === null ? traits : { ...traits, stock: { ...traits.stock, batches: { from: drawn.from, most: 100 } } },
    ...(drawn === null
      ? {}
      : {
          changes: changesAtAmazon(amazon),
          batches: (code) =>
            control
              .feeds(code)
              .filter(({ madeAtMs }) => feedsAskedAt.has(madeAtMs))
              .map((feed) => ({
                id: feed.feedId,
                isUnderWay: /^IN_/.test(feed.status),
                get levels() {
                  return new Map(feed.levels.map(({ sellerSku, quantity }) => [sellerSku, quantity]));
                },
              })),
        }),
    fail(world, _, stormEnd) {
      fail(amazon, world, stormEnd);
      // For some calm hours still: a page that is refused is no weather then.
      world.time.at(stormEnd + 2 * hourMs, () => {
        pageRows = amazonMall.traits.pageSize;
      });
    },
    letHappen: (world, _watch, _stocks, shop, stormEnd) => letHappen(amazon, world, shop, stormEnd),
    faultsCountAs: {
      overloaded: 'stock-error',
      'internal-failure': 'stock-error',
      invalid: 'item-refused',
      'feed-fatal': 'stock-unproven',
      'feed-cancelled': 'stock-lost',
      'feed-late': 'stock-applied-later',
    },
    mustBeStored: (code) =>
      (control.books().shops.find(({ sellerId }) => sellerId === code)?.orders ?? [])
        .filter(({ fulfilledBy }) => fulfilledBy === 'MERCHANT')
        .map(({ orderId, createdTimeMs, fulfillmentStatus, cancelRequested }) => ({
          orderNumber: orderId,
          orderedAt: createdTimeMs,
          progress: fulfillmentStatus,
          isAt: (progress) => progress === fulfillmentStatus,
          cancelRequested,
        })),
  };
}

/** Amazon as people and buyers meet it, and our processes. */
export function atAmazon(amazon: AmazonSimulator): OpenMall {
  const { control, handle } = amazon;
  return {
    mall: 'amazon',
    control,
    handle,
    traits: amazonMall.traits,
    highest: 999_999,
    sellsBelowZero: false,
    settlesMs: control.settings().stock.applyAfterMs,
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
    shopsOf: openedBy(amazonMall, site),
    openAccount(code, start, skus) {
      const { clientId, clientSecret, refreshToken } = control.addShop({
        sellerId: code,
        ...(skus === undefined ? {} : { skus }),
      });
      return { mall: 'amazon', clientId, clientSecret, refreshToken, secretRotatedAt: start };
    },
    changeable: (code, from) => changeableSince(amazon, code, from).map(({ orderId }) => orderId),
    cancel: (code, orderId) => control.cancelOrder(code, orderId),
    journalBooks: () => control.books().shops.flatMap(({ orders }) => orders.map(journalOrder)),
  };
}

/** Its messages: what goes to the queue and to the bus comes to one queue, as a stage has it. */
export function hintsOf(amazon: AmazonSimulator): MallHints {
  const now = amazon.control.nowMs;
  const transport: Transport = async ({ method, url, headers, body = '' }) => {
    const { pathname, search } = new URL(url);
    const outcome = amazon.handle({ method, path: `${pathname}${search}`, headers, body: String(body) });
    if (outcome.ending !== 'answer') throw new Error(`${method} ${pathname} was not answered.`);
    return { status: outcome.status, headers: outcome.headers, body: Buffer.from(outcome.body) };
  };
  return {
    async subscribe(shop, credential) {
      const opened = amazonMall.connect(site, { transport, now }).open(shop, credential, amazonDesk);
      await opened.subscribeHints?.('arn:aws:sqs:ap-northeast-1:111122223333:tsunagi-order-hints');
    },
    messages: () => amazon.control.takeNotifications().map(({ body }) => ({ about: aboutOf(body), body })),
  };
}

/** Half a message may name nothing. */
const aboutOf = (body: string): string => /"(?:AmazonOrderId|Sku)":"([^"]*)"/.exec(body)?.[1] ?? 'nothing';

const makesFeed = ({ method, path }: SimRequest): boolean => method === 'POST' && path === '/feeds/2021-06-30/feeds';

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
  lines: order.lines.map(({ orderItemId, units, sellerSku }) => ({
    itemDetailId: orderItemId,
    units,
    deleted: holdsNothing(order),
    item: sellerSku,
  })),
});

function changeableSince({ control }: AmazonSimulator, code: string, from: number): BookOrder[] {
  return control
    .placedBetween(code, from, control.nowMs())
    .filter(({ fulfillmentStatus, fulfilledBy }) => open.includes(fulfillmentStatus) && fulfilledBy === 'MERCHANT');
}

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

/** Messages that overtake each other, some of which it never sent; what else befalls them is the world's. */
function drawnNotices(chance: Prng) {
  const delayMaxMs = chance.pick([1, 5, 90]) * secondMs;
  return { delayMinMs: 0, delayMaxMs, silentNewShare: 0.1, lateShare: 0, lostShare: 0, forgedShare: 0.2 };
}

/** Feeds of few listings, so that a world's few make some; a mall that works one through faster or slower. */
export function drawnFeeds(chance: Prng) {
  const feeds: AmazonSettingsChange['feeds'] = {
    queueMs: chance.pick([10, 60, 120, 300]) * secondMs,
    runMs: chance.pick([5, 60]) * secondMs,
    landMs: chance.pick([1, 5, 20]) * secondMs,
    laterPatchWins: chance.chance(0.25),
    // The transport of a world carries texts.
    zipped: false,
  };
  return { feeds, from: chance.pick([1, 1, 2, 3]) };
}

const faultKinds: readonly AmazonFault[] = [
  ...brokenOff,
  ...appliedLater(2, 8, 25),
  ...pagesInstead,
  { kind: 'overloaded' },
  { kind: 'internal-failure', applied: true },
  { kind: 'throttle' },
  { kind: 'auth-flap' },
  { kind: 'lost-write' },
  { kind: 'invalid' },
];
/** How a feed ends that was taken. */
const feedEnds: readonly AmazonFault[] = [
  { kind: 'feed-fatal' },
  { kind: 'feed-cancelled' },
  { kind: 'feed-late', applyAfterMs: 10 * minuteMs },
  { kind: 'feed-late', applyAfterMs: 35 * minuteMs },
];
const feedOperations = ['getFeed', 'getFeeds', 'getFeedDocument', 'createFeedDocument', 'putFeedDocument'];
const operations = ['patchListingsItem', 'patchListingsItem', 'patchListingsItem', 'getListingsItem', 'searchOrders'];
const down = ['refuse', 'overloaded', 'timeout-before', 'html-200', 'throttle'] as const;

/** Single calls that fail, and times for which all of it, or one API, is down or lets nothing through. */
function fail(amazon: AmazonSimulator, world: Storm, stormEnd: number): void {
  const { seed, start, time, edition } = world;
  const { control } = amazon;
  const draws = drawsOf(edition, seed, 'amazon-faults');
  failNowAndThen(amazon, world, { draws, times: draws.of('times').int(6, 12), stormEnd }, (chance) => {
    const operation = chance.pick([...operations, 'getOrder', 'token']);
    return { ...chance.pick(faultKinds), operations: [operation] };
  });
  for (let index = draws.of('downs').int(1, 2); index > 0; index--) {
    const chance = draws.of('down', index);
    const api = chance.pick(['order', 'order', 'stock', undefined]);
    const kind = chance.pick(down);
    const from = chance.int(start + 15 * minuteMs, stormEnd - 60 * minuteMs);
    const until = from + chance.int(8, 40) * minuteMs;
    downFrom(amazon, world, from, { kind, until, ...(api === undefined ? {} : { api }) });
  }
  if (edition >= 6) {
    const feeds = drawsOf(edition, seed, 'amazon-feed-faults');
    failNowAndThen(amazon, world, { draws: feeds, times: feeds.of('times').int(3, 8), stormEnd }, (ofFeeds) => {
      const isOfMaking = ofFeeds.chance(0.6);
      const kinds = isOfMaking ? [...faultKinds, ...feedEnds, ...feedEnds] : faultKinds;
      return { ...ofFeeds.pick(kinds), operations: [isOfMaking ? 'createFeed' : ofFeeds.pick(feedOperations)] };
    });
  }
  const chance = draws.of('shift');
  if (chance.chance(0.5)) {
    const shift = chance.pick(['appear', 'vanish'] as const);
    const from = chance.int(start, stormEnd - 60 * minuteMs);
    time.at(from, () => control.break({ kind: 'page-shift', probability: 0.5, times: 4, shift, until: from + hourMs }));
  }
}

const kinds = ['plain', 'plain', 'plain', 'gift', 'pending', 'business', 'preorder', 'fba'] as const;

/** Orders, some listed late, some cancelled, edited or shipped; access tokens that end; an authorisation that is taken back for a while. */
function letHappen(
  amazon: AmazonSimulator,
  { seed, start, time, counts, edition }: Storm,
  { code }: Shop,
  stormEnd: number,
): void {
  const { control } = amazon;
  if (edition >= 10) {
    const cancels = drawsOf(edition, seed, 'amazon-cancel-requests', code);
    for (let index = cancels.of('times').int(1, 4); index > 0; index--) {
      const ofCancels = cancels.of('cancel', index);
      time.at(ofCancels.int(start, stormEnd), () => {
        const open = changeableSince(amazon, code, time.now() - dayMs);
        if (open.length === 0) return;
        control.requestCancel(code, ofCancels.among(open, ({ orderId }) => orderId).orderId);
        counts.edit++;
      });
    }
  }
  const draws = drawsOf(edition, seed, 'amazon-orders', code);
  const at = (chance: Draw, work: (chance: Draw) => void): void =>
    time.at(chance.int(start, stormEnd), () => work(chance));
  const change = (kind: 'edit' | 'cancel', work: (orderId: string) => void) => (chance: Draw) => {
    const changeable = changeableSince(amazon, code, time.now() - dayMs);
    if (changeable.length === 0) return;
    work(chance.among(changeable, ({ orderId }) => orderId).orderId);
    counts[kind]++;
  };
  for (let index = draws.of('orders').int(14, 22); index > 0; index--) {
    at(draws.of('order', index), (chance) => {
      const late = chance.chance(0.1) ? { visibleAfterMs: chance.int(2, 200) * minuteMs } : {};
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
      draws.of('ship', index),
      change('edit', (order) => control.moveOrder(code, order, 'SHIPPED')),
    );
  }
  at(draws.of('token'), () => control.expireAccessTokens(code));
  const chance = draws.of('authorisation');
  if (!chance.chance(0.3)) return;
  time.at(chance.int(start, stormEnd - 50 * minuteMs), () => {
    control.setAuthorized(code, false);
    counts['key-refused']++;
    time.at(time.now() + chance.int(5, 45) * minuteMs, () => control.setAuthorized(code, true));
  });
}
