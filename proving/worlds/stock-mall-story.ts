import { dayMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import { prng, seedOf } from '../../simulator/index.ts';
import { listingId, type StockWatch } from './stock-watch.ts';
import type { Stocks } from './stocks.ts';
import { latestAppearanceMs } from './swarm.ts';
import type { World } from './world.ts';
import { isAtYahoo } from './yahoo-mall.ts';

/** When, after the storm, the last order has come. */
const quietAfterMs = latestAppearanceMs + 30 * minuteMs;

/** How a mall's one API fails while its other one is up. */
const halfDown = ['refuse', 'server-error-html', 'timeout-before', 'html-200'] as const;

/** What happens at the malls themselves: rushes, orders at Yahoo!ショッピング, levels set by hand, and their faults. */
export function sellStock(world: World, watch: StockWatch, stocks: Stocks, stormEnd: number): void {
  const { start, time, rms, yahoo, counts } = world;
  const { chance, goods } = watch;
  const at = (work: () => void): void => time.at(chance.int(start + 10 * minuteMs, stormEnd - minuteMs), work);
  const times = (count: number, work: () => void): void => {
    for (let index = 0; index < count; index++) work();
  };
  times(stocks.rushes, () => at(() => rush(world, watch)));
  times(stocks.byHand, () => at(() => setByHand(world, watch)));
  // After the last order, so that nothing but the night's comparison can find it.
  times(stocks.byHand, () => time.at(stormEnd + quietAfterMs, () => setByHand(world, watch)));
  times(stocks.refusals, () =>
    at(() => {
      const { shop, item } = chance.pick([...goods.listings.values()].filter(({ isThere }) => isThere));
      const id = listingId(shop.key, item);
      watch.refusing.add(id);
      watch.refused.add(id);
      counts['item-refused']++;
      time.at(Math.min(stormEnd, time.now() + chance.int(10, 60) * minuteMs), () => watch.refusing.delete(id));
    }),
  );
  for (const { from, ...fault } of stocks.faults) time.at(start + from, () => rms.control.break(fault));
  for (const { from, ...fault } of stocks.yahooFaults) time.at(start + from, () => yahoo?.control.break(fault));
  for (const half of stocks.halves) time.at(start + half.from, () => breakHalf(world, watch, half));
  for (const shop of goods.shops) {
    if (!isAtYahoo(shop.key)) continue;
    sellAtYahoo(world, watch, stocks, shop, stormEnd);
    if (world.edition >= 3) splitAtYahoo(world, shop, stormEnd);
  }
}

/** Many want the same thing at once, at all malls: what is left of it goes within a minute. */
function rush({ rms, yahoo, time }: World, { chance, goods }: StockWatch): void {
  const sku = chance.pick([...goods.counted]);
  for (const { shop, item } of [...goods.listings.values()].filter(
    (listing) => listing.sku === sku && listing.isThere,
  )) {
    for (let buyer = chance.int(1, 4); buyer > 0; buyer--) {
      time.at(time.now() + chance.int(0, 90) * secondMs, () => {
        const units = chance.pick([1, 1, 1, 2]);
        const [code = '', variant = ''] = item.split(isAtYahoo(shop.key) ? ':' : '/');
        if (isAtYahoo(shop.key)) {
          yahoo?.control.addOrders(shop.code, { count: 1, lines: [{ itemCode: code, subCode: variant, units }] });
        } else {
          rms.control.addOrders(shop.code, {
            count: 1,
            kind: 'plain',
            lines: [{ manageNumber: code, variantId: variant, units }],
          });
        }
      });
    }
  }
}

/** A person sets a level directly at the mall. */
function setByHand({ rms, yahoo, counts }: World, watch: StockWatch): void {
  const { chance, goods, drifted } = watch;
  const { shop, item } = chance.pick([...goods.listings.values()].filter(({ isThere }) => isThere));
  const quantity = chance.int(0, 30);
  const [code = '', variant = ''] = item.split(isAtYahoo(shop.key) ? ':' : '/');
  if (isAtYahoo(shop.key)) yahoo?.control.setStock(shop.code, { itemCode: code, subCode: variant, quantity });
  else rms.control.setStock(shop.code, { manageNumber: code, variantId: variant, quantity });
  drifted.add(listingId(shop.key, item));
  counts['level-by-hand']++;
}

function breakHalf({ start, rms, yahoo, counts }: World, { chance }: StockWatch, half: Stocks['halves'][number]): void {
  counts[half.api === 'orders' ? 'orders-down' : 'stock-down']++;
  const kind = chance.pick(halfDown);
  const until = start + half.until;
  if (half.mall === 'yahoo') yahoo?.control.break({ kind, api: half.api === 'orders' ? 'order' : 'stock', until });
  else rms.control.break({ kind, api: half.api === 'orders' ? 'order' : 'inventory', until });
}

/** Orders at Yahoo!ショッピング, some shown late, some cancelled by their buyers, some by the shop, some edited. */
function sellAtYahoo(
  { start, yahoo, time, counts }: World,
  { chance }: StockWatch,
  stocks: Stocks,
  shop: Shop,
  stormEnd: number,
): void {
  if (yahoo === null) return;
  const { control } = yahoo;
  const attempt = (work: () => unknown): boolean => {
    try {
      work();
      return true;
    } catch {
      // The order cannot be changed any more: nothing happened.
      return false;
    }
  };
  const someOrder = (): string => chance.pick(control.placedBetween(shop.code, time.now() - dayMs, time.now())).orderId;
  for (let index = 0; index < stocks.yahooOrders; index++) {
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
  for (let index = chance.int(2, 5); index > 0; index--) {
    time.at(chance.int(start, stormEnd), () => {
      if (attempt(() => control.editOrder(shop.code, someOrder()))) counts.edit++;
    });
    time.at(chance.int(start, stormEnd), () => {
      if (attempt(() => control.cancelOrder(shop.code, someOrder(), { reason: 110 }))) counts.cancel++;
    });
  }
  time.at(chance.int(start, stormEnd), () => control.expireAccessTokens(shop.code));
  if (!chance.chance(0.3)) return;
  time.at(chance.int(start, stormEnd - 50 * minuteMs), () => {
    control.withdrawConsent(shop.code);
    counts['key-refused']++;
    time.at(time.now() + chance.int(5, 45) * minuteMs, () => control.consent(shop.code));
  });
}

/** People of a shop at Yahoo!ショッピング split orders, which go to two addresses say, and parts again. */
function splitAtYahoo({ seed, start, yahoo, time, counts }: World, shop: Shop, stormEnd: number): void {
  const chance = prng(seedOf(seed, 'yahoo-splits', shop.code));
  for (let index = chance.int(2, 5); index > 0; index--) {
    time.at(chance.int(start + 15 * minuteMs, stormEnd), () => {
      const orders = yahoo?.control.placedBetween(shop.code, time.now() - dayMs, time.now()) ?? [];
      const dividable = orders.filter(({ orderStatus, cancelWindowEndsAtMs, childOrderIds, isHeld, lines }) => {
        const isOpen = orderStatus < 4 && cancelWindowEndsAtMs <= time.now() && childOrderIds.length === 0 && !isHeld;
        return isOpen && lines.reduce((sum, { units }) => sum + units, 0) > 1;
      });
      if (dividable.length === 0) return;
      yahoo?.control.splitOrder(shop.code, chance.pick(dividable).orderId);
      counts['order-split']++;
    });
  }
}

const kinds = ['plain', 'plain', 'plain', 'gift', 'cod', 'unpaid', 'fraud-hold'] as const;
