import { generateKeyPairSync } from 'node:crypto';
import { dayMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { Shop, ShopKey } from '../../core/model/shop.ts';
import type { MallShop, MallTraits } from '../../core/ports/mall.ts';
import type { Transport } from '../../malls/http.ts';
import { createCallCount } from '../../malls/yahoo/call-count.ts';
import { openYahooShop } from '../../malls/yahoo/client.ts';
import type { YahooCredential } from '../../malls/yahoo/site.ts';
import { createMallTime } from '../../malls/yahoo/times.ts';
import { createYahooTokens } from '../../malls/yahoo/tokens.ts';
import { yahooTraits } from '../../malls/yahoo/traits.ts';
import type { OnLevel, OnStrike, Prng } from '../../simulator/index.ts';
import { createYahoo, type YahooSettingsChange, type YahooSimulator } from '../../simulator/yahoo/index.ts';
import type { Draw, Word } from './draws.ts';
import { drawsOf, type Edition, isNamed } from './edition.ts';
import type { SimulatedProcess } from './process.ts';
import type { StockWatch } from './stock-watch.ts';
import type { Stocks } from './stocks.ts';
import { type MallBeside, type OpenMall, type Storm, saysYes } from './world-mall.ts';
import { changesAtYahoo, drawnChangeSettings } from './yahoo-changes.ts';

const { status: _, ...otherTraits } = yahooTraits;
/** Yahoo!ショッピング where no statuses are sent to it: in worlds of several malls, and in drills. `yahoo-statuses.ts` plays them. */
const yahooWithoutStatuses: MallTraits = { ...otherTraits, capabilities: ['import', 'stock'] };

/** A simulated Yahoo!ショッピング in a world's time, with settings drawn from the third edition on. A signature costs more than a world has; unsigned calls are taken for as long as it lasts. */
export function createWorldsYahoo(
  seed: number,
  now: () => number,
  {
    onLevel,
    onStrike,
    edition = 2,
  }: { readonly onLevel?: OnLevel; readonly onStrike?: OnStrike | undefined; readonly edition?: Edition } = {},
): YahooSimulator {
  const yahoo = createYahoo({
    now,
    seed,
    isNamed: isNamed(edition),
    ...(onLevel && { onLevel }),
    onStrike,
    settings: { throttle: { enforce: false }, auth: { unsignedHours: 24 * 30 } },
  });
  if (edition >= 3) yahoo.control.changeSettings(drawnSettings(drawsOf(edition, seed, 'yahoo-settings').of('all')));
  if (edition >= 6)
    yahoo.control.changeSettings(drawnChangeSettings(drawsOf(edition, seed, 'yahoo-changes').of('all')));
  return yahoo;
}

/** What Yahoo's pages say in two ways, or not at all: a client must work with each of them. */
function drawnSettings(chance: Prng): YahooSettingsChange {
  return {
    answers: {
      zones: chance.pick(['not-publication', 'everywhere', 'nowhere']),
      repeats: chance.chance(0.5),
      items: chance.pick(['first', 'last']),
    },
    split: {
      childIds: chance.pick(['parts', 'source', 'nowhere']),
      original: chance.pick(['kept', 'cancelled']),
      publication: chance.pick(['now', 'now', 'original']),
    },
  };
}

let pem: string | null = null;
/** A key for signatures that are never checked. */
function anyKey(): string {
  pem ??= generateKeyPairSync('rsa', { modulusLength: 512 })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();
  return pem;
}

/** Opens shops at Yahoo!ショッピング for one process, which keeps their access tokens. */
function yahooShops(
  process: Pick<SimulatedProcess, 'clock'>,
  transport: (shop: Pick<Shop, 'key' | 'code'>) => Transport,
): (shop: Shop, credential: YahooCredential) => MallShop {
  const now = (): number => process.clock.now();
  const mallTime = createMallTime(now);
  const callCount = createCallCount(now);
  const timeoutMs = 10 * secondMs;
  const tokensByShop = new Map<ShopKey, ReturnType<typeof createYahooTokens>>();
  return (shop, credential) => {
    const unsigned = withoutSignature(transport(shop));
    const tokens =
      tokensByShop.get(shop.key) ??
      createYahooTokens({ authUrl: 'https://auth.invalid', transport: unsigned, now, timeoutMs, mallTime });
    tokensByShop.set(shop.key, tokens);
    return openYahooShop({
      shop: shop.key,
      sellerId: shop.code,
      credential,
      baseUrl: 'https://yahoo.invalid',
      transport: unsigned,
      tokens,
      mallTime,
      callCount,
      now,
      settings: { timeoutMs: 20 * secondMs },
    });
  };
}

function withoutSignature(transport: Transport): Transport {
  return (request) => {
    const { 'x-sws-signature': _, 'x-sws-signature-version': __, ...headers } = request.headers;
    return transport({ ...request, headers });
  };
}

/** Yahoo!ショッピング beside RMS. */
export function yahooBeside(yahoo: YahooSimulator, shops: number, edition: Edition): MallBeside {
  const { control } = yahoo;
  return {
    ...atYahoo(yahoo),
    ...(edition < 6 ? {} : { traits: yahooTraits, changes: changesAtYahoo(yahoo) }),
    shops,
    codeAt: (index) => `store-${index + 1}`,
    openAccount: (code, start) => openAccount(yahoo, { sellerId: code, overdraftDefault: code === 'store-2' }, start),
    fail(world, { yahooFaults }) {
      for (const { from, ...fault } of yahooFaults) world.time.at(world.start + from, () => control.break(fault));
    },
    letHappen(world, watch, stocks, shop, stormEnd) {
      sellAtYahoo(yahoo, world, watch, stocks, shop, stormEnd);
      if (world.edition >= 3) splitAtYahoo(yahoo, world, shop, stormEnd);
    },
    faultsCountAs: {},
    // The mall never shows an order that was cancelled while it was held back for a check.
    mustBeStored: (code) =>
      (control.books().shops.find(({ sellerId }) => sellerId === code)?.orders ?? [])
        .filter(({ isHeld }) => !isHeld)
        .map(({ orderId, orderTimeMs, orderStatus }) => ({
          orderNumber: orderId,
          orderedAt: orderTimeMs,
          progress: String(orderStatus),
          isAt: (progress) => progress.split('-')[0] === String(orderStatus),
        })),
  };
}

/** Yahoo!ショッピング as people and buyers meet it, and our processes. */
export function atYahoo({ control, handle }: YahooSimulator): OpenMall {
  const named = (item: string): { itemCode: string; subCode: string } => {
    const [itemCode = '', subCode = ''] = item.split(':');
    return { itemCode, subCode };
  };
  return {
    mall: 'yahoo',
    control,
    handle,
    traits: yahooWithoutStatuses,
    highest: 999_999_999,
    sellsBelowZero: true,
    settlesMs: 0,
    hasTaken: saysYes,
    refusesByName: () => false,
    listsOrders: ({ path }) => /\/orderList\/?$/.test(path),
    itemOf: ({ manageNumber, variantId }) =>
      yahooItem({ itemCode: manageNumber, subCode: variantId === manageNumber ? '' : variantId }),
    goneItem: 'gone-0001',
    shown: (code) => new Map(control.stock(code).map((row) => [yahooItem(row), row.quantity])),
    level: (code, item) => control.level(code, named(item)),
    sell: (code, item, units) => void control.addOrders(code, { count: 1, lines: [{ ...named(item), units }] }),
    setLevel: (code, item, quantity) => control.setStock(code, { ...named(item), quantity }),
    orders(code, from) {
      const now = control.nowMs();
      return control.placedBetween(code, from, Number.POSITIVE_INFINITY).map((order) => {
        const isGone = order.orderStatus === 4 || order.childOrderIds.length > 0;
        return {
          orderNumber: order.orderId,
          orderedAt: order.orderTimeMs,
          isShown: order.visibleAtMs <= now && !order.isHeld,
          lines: order.lines.map((line) => ({
            lineId: String(line.lineId),
            item: yahooItem(line),
            units: isGone ? 0 : line.units,
          })),
        };
      });
    },
    taken: (number) =>
      (control.order(number)?.lines ?? []).map((line) => ({ item: yahooItem(line), units: line.units })),
    shopsOf: (process, transport) => {
      const open = yahooShops(process, transport);
      return (shop, credential) => open(shop, credential as YahooCredential);
    },
    openAccount: (code, start, skus) =>
      openAccount({ control }, { sellerId: code, ...(skus === undefined ? {} : { skus }) }, start),
    changeable: (code, from) =>
      control
        .placedBetween(code, from, control.nowMs())
        .filter(({ orderStatus }) => orderStatus < 4)
        .map(({ orderId }) => orderId),
    cancel: (code, orderId) => control.cancelOrder(code, orderId, { reason: 110 }),
    journalBooks: () =>
      control
        .books()
        .shops.flatMap((shop) => shop.orders)
        .map(({ sellerId, orderId, orderTimeMs, orderStatus, visibleAtMs, isHeld, lines }) => ({
          shopUrl: sellerId,
          orderNumber: orderId,
          orderDatetimeMs: orderTimeMs,
          orderProgress: orderStatus,
          visibleAtMs: isHeld ? Number.POSITIVE_INFINITY : visibleAtMs,
          lines: lines.map((line) => ({
            itemDetailId: line.lineId,
            units: line.units,
            deleted: orderStatus === 4,
            item: yahooItem(line),
          })),
        })),
  };
}

const yahooItem = ({ itemCode, subCode }: { itemCode: string; subCode: string }): string =>
  subCode === '' ? itemCode : `${itemCode}:${subCode}`;

function openAccount(
  { control }: Pick<YahooSimulator, 'control'>,
  shop: Parameters<YahooSimulator['control']['addShop']>[0],
  start: number,
): YahooCredential {
  const given = control.addShop(shop);
  return {
    mall: 'yahoo',
    clientId: given.clientId,
    clientSecret: given.clientSecret,
    refreshToken: given.refreshToken,
    consentedAt: start,
    publicKey: anyKey(),
    publicKeyVersion: String(given.publicKeyVersion),
    publicKeyIssuedAt: start,
  };
}

/** Orders at Yahoo!ショッピング, some shown late, some cancelled by their buyers, some by the shop, some edited. */
function sellAtYahoo(
  { control }: YahooSimulator,
  { start, time, counts }: Storm,
  { draws }: StockWatch,
  stocks: Stocks,
  shop: Shop,
  stormEnd: number,
): void {
  const attempt = (work: () => unknown): boolean => {
    try {
      work();
      return true;
    } catch {
      // The order cannot be changed any more: nothing happened.
      return false;
    }
  };
  const someOrder = (chance: Draw): string =>
    chance.among(control.placedBetween(shop.code, time.now() - dayMs, time.now()), ({ orderId }) => orderId).orderId;
  const about = (...words: readonly Word[]): Draw => draws.of('yahoo', shop.code, ...words);
  for (let index = 0; index < stocks.yahooOrders; index++) {
    const chance = about('order', index);
    time.at(chance.int(start, stormEnd), () => {
      const late = chance.chance(0.1) ? { visibleAfterMs: chance.int(2, 200) * minuteMs } : {};
      if (late.visibleAfterMs !== undefined) counts['late-visibility']++;
      const [order = ''] = control.addOrders(shop.code, { count: 1, kind: chance.pick(kinds), ...late });
      if (!chance.chance(0.15)) return;
      time.at(time.now() + chance.int(1, 9) * minuteMs, () => {
        if (attempt(() => control.cancelOrder(shop.code, order, { buyer: true }))) counts.cancel++;
      });
    });
  }
  for (let index = about('changes').int(2, 5); index > 0; index--) {
    const [edit, cancel] = [about('edit', index), about('cancel', index)];
    time.at(edit.int(start, stormEnd), () => {
      if (attempt(() => control.editOrder(shop.code, someOrder(edit)))) counts.edit++;
    });
    time.at(cancel.int(start, stormEnd), () => {
      if (attempt(() => control.cancelOrder(shop.code, someOrder(cancel), { reason: 110 }))) counts.cancel++;
    });
  }
  time.at(about('token').int(start, stormEnd), () => control.expireAccessTokens(shop.code));
  const chance = about('consent');
  if (!chance.chance(0.3)) return;
  time.at(chance.int(start, stormEnd - 50 * minuteMs), () => {
    control.withdrawConsent(shop.code);
    counts['key-refused']++;
    time.at(time.now() + chance.int(5, 45) * minuteMs, () => control.consent(shop.code));
  });
}

/** People of a shop at Yahoo!ショッピング split orders, which go to two addresses say, and parts again. */
function splitAtYahoo(
  { control }: YahooSimulator,
  { seed, start, time, counts, edition }: Storm,
  shop: Shop,
  stormEnd: number,
): void {
  const draws = drawsOf(edition, seed, 'yahoo-splits', shop.code);
  for (let index = draws.of('times').int(2, 5); index > 0; index--) {
    const chance = draws.of('split', index);
    time.at(chance.int(start + 15 * minuteMs, stormEnd), () => {
      const orders = control.placedBetween(shop.code, time.now() - dayMs, time.now());
      const dividable = orders.filter(({ orderStatus, cancelWindowEndsAtMs, childOrderIds, isHeld, lines }) => {
        const isOpen = orderStatus < 4 && cancelWindowEndsAtMs <= time.now() && childOrderIds.length === 0 && !isHeld;
        return isOpen && lines.reduce((sum, { units }) => sum + units, 0) > 1;
      });
      if (dividable.length === 0) return;
      control.splitOrder(shop.code, chance.among(dividable, ({ orderId }) => orderId).orderId);
      counts['order-split']++;
    });
  }
}

const kinds = ['plain', 'plain', 'plain', 'gift', 'cod', 'unpaid', 'fraud-hold'] as const;
