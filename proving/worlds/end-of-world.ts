import { memoryPorts } from '../memory/index.ts';
import { type ComparedEnd, withoutTimes } from './compared-end.ts';
import { bookRows } from './status-books.ts';
import { shownAt } from './stock-books.ts';
import type { World } from './world.ts';
import { besideNamed, isBeside } from './world-mall.ts';

/** How a world ended, as far as two trees that play it are compared. */
export async function endOfWorld(world: World): Promise<ComparedEnd> {
  const { store, stockWatch, watch } = world;
  const { stock } = memoryPorts(store);
  const oversold = stockWatch === null ? [] : await stock.oversoldSkus(stockWatch.goods.merchant);
  const lastNews = new Map(store.accepted.map((news) => [`${news.shop} ${news.orderNumber}`, news.kind]));
  return {
    orders: [...ordersOfRms(world), ...ordersBeside(world)],
    events: [...lastNews].map(([order, kind]) => `${order} ${kind}`),
    requests: [...store.pushesByShop.values()].flatMap((rows) =>
      [...rows.values()].map(
        ({ shop, orderNumber, id, state }) =>
          `${shop} ${orderNumber} ${id} ${state.kind} ${'reason' in state ? state.reason : ''}`,
      ),
    ),
    announced: once(
      store.pushNews.map(({ shop, orderNumber, pushId, kind, reason = '' }) =>
        [shop, orderNumber, pushId, kind, reason].join(' '),
      ),
    ),
    levels: (stockWatch?.goods.shops ?? []).flatMap(({ key }) =>
      [...shownAt(world, key)].map(([item, level]) => `${key} ${item} ${level}`),
    ),
    oversold: oversold.map(({ sku }) => sku),
    incidents: [...store.incidentsById.values()].map(
      ({ affected, stage }) => `${affected.map(({ capability }) => capability).sort()} ${stage.kind}`,
    ),
    mails: watch.mails.map(({ kind, to, subject, text }) => `${kind} to ${to}: ${withoutTimes(`${subject} ${text}`)}`),
  };
}

const once = (lines: readonly string[]): string[] => [...new Set(lines)];

function ordersOfRms({ shops, rms }: World): string[] {
  return shops.flatMap(({ key, code }) =>
    rms.control.placedBetween(code, 0, Number.POSITIVE_INFINITY).map((order) => {
      const { orderNumber, orderProgress, model } = order;
      const parcels = bookRows(order).map(({ carrier, number, date }) => `${carrier}/${number}/${date}`);
      return [key, orderNumber, orderProgress, model.memo ?? '', ...parcels.sort()].join(' ');
    }),
  );
}

function ordersBeside(world: World): string[] {
  const shops = world.stockWatch?.goods.shops.filter(({ key }) => isBeside(key)) ?? [];
  return shops.flatMap(({ key, code, mall }) =>
    besideNamed(world, mall)
      .mustBeStored(code)
      .map(({ orderNumber, progress }) => `${key} ${orderNumber} ${progress}`),
  );
}
