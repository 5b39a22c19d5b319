import type { Shop } from '../../core/model/shop.ts';
import type { MallShop, MallTraits } from '../../core/ports/mall.ts';
import type { Malls } from '../../core/ports/ports.ts';
import type { StockApi, StockOutcome } from '../../core/ports/stock-api.ts';
import type { Transport } from '../../malls/http.ts';
import { openRmsShop } from '../../malls/rms/client.ts';
import type { RmsCredential } from '../../malls/rms/site.ts';
import { rmsTraits } from '../../malls/rms/traits.ts';
import { memoryRests } from '../memory/leases.ts';
import { memoryVault } from '../memory/vault.ts';
import { watchChangeCall } from './changes-beside.ts';
import { noteListing } from './law-notes.ts';
import { type Exchange, mallTransport } from './mall-transport.ts';
import { meddle } from './meddle.ts';
import type { Caller } from './process.ts';
import { watchCall } from './status-watch.ts';
import { stockCallArrives, stockCallEnds, watchStockCall } from './stock-calls.ts';
import { stockStrikesSoFar } from './stock-strikes.ts';
import { listingId, type StockWatch } from './stock-watch.ts';
import { isQuiet, type World } from './world.ts';
import { besideNamed, mallAt } from './world-mall.ts';

/** How one process comes to the malls of a world. `traits` are RMS's here. */
export function worldMalls(
  world: Omit<World, 'shops'>,
  process: Caller,
  traits: MallTraits,
  onExchange: (exchange: Exchange, shop: Shop) => void,
): Malls {
  const { rms, beside, time, swarm, statusWatch, stockWatch } = world;
  const by = process.name;
  const vault = memoryVault();
  const strikes = watchStrikes(world, by);
  const transportTo = (shop: Shop, mall: Parameters<typeof mallTransport>[0]['rms']): Transport =>
    mallTransport({
      rms: mall,
      time,
      chance: ({ url }) => process.turn(shop.key, pathOf(url)),
      isAlive: process.isAlive,
      isCutOff: () => world.cutOff,
      pageRows: () => (isQuiet(world) ? rmsTraits.pageSize : swarm.pageRows),
      onArrival: (request) => {
        strikes.arrives(request);
        stockCallArrives(world, by, shop, request);
      },
      onExchange: (exchange) => {
        if (shop.mall === 'rms' && statusWatch !== null)
          watchCall(statusWatch, by, shop.key, exchange, rms.control.faults());
        if (shop.mall !== 'rms') watchChangeCall(world, by, shop, exchange);
        watchStockCall(world, by, shop, exchange);
        strikes.ended();
        world.running.get(by)?.calls.push({
          ...{ at: time.now(), shop: shop.key, isAnswered: hasAnswered(exchange) },
          lists: mallAt(world, shop.key).listsOrders(exchange.request),
        });
        noteListing(world, by, shop, exchange);
        onExchange(exchange, shop);
        world.noteCall(shop, exchange);
        return shop.mall === 'rms' ? meddle(world, shop, exchange, by) : 0;
      },
      onEnd: (exchange) => stockCallEnds(exchange, time.now()),
    });
  const rests = memoryRests(world.store);
  const opened = (mall: MallShop, { key }: Shop): MallShop => world.coverage?.around(mall, key) ?? mall;
  const shopsBeside = new Map(
    beside.map((other) => [
      other.mall,
      other.shopsOf({ ...process, rests }, (shop) => transportTo(shop as Shop, other)),
    ]),
  );
  return {
    names: ['rms', ...beside.map(({ mall }) => mall)],
    traits: (mall) => (mall === 'rms' ? traits : besideNamed(world, mall).traits),
    async shop(shop) {
      const credential = await vault.open(shop.key, shop.credential);
      const openBeside = shopsBeside.get(shop.mall);
      if (openBeside !== undefined) {
        const { traits } = besideNamed(world, shop.mall);
        return refusing(opened({ ...openBeside(shop, credential), traits }, shop), shop, stockWatch);
      }
      const mall = openRmsShop({
        shop,
        credential: credential as RmsCredential,
        baseUrl: 'https://rms.invalid',
        now: () => process.clock.now(),
        settings: { timeoutMs: 20_000 },
        transport: transportTo(shop, rms),
      });
      return refusing(opened({ ...mall, traits }, shop), shop, stockWatch);
    },
    shopWith: () => {
      throw new Error('No shop is added while a world runs.');
    },
  };
}

/** True of a call that the mall itself has answered in time, and not for a while only. */
const hasAnswered = ({ outcome, isTooLate }: Exchange): boolean =>
  outcome.ending === 'answer' && !isTooLate && outcome.status < 429 && !outcome.body.startsWith('<');

/** The path of an address, without its query. */
const pathOf = (url: string): string => url.slice(url.indexOf('/', 'https://'.length)).split('?', 1)[0] ?? '';

/** Notes which calls of a process are struck: between a call's arrival and its outcome nothing else happens at the mall. */
function watchStrikes({ outages, stocks, rms, time, watch, running }: Omit<World, 'shops'>, by: string) {
  const isWatched = outages !== null && stocks !== null;
  let before: number | null = null;
  return {
    arrives({ path }: { readonly path: string }): void {
      before = isWatched && path.includes('/inventories/') ? stockStrikesSoFar(rms) : null;
    },
    ended(): void {
      if (before === null || stockStrikesSoFar(rms) === before) return;
      const run = running.get(by);
      watch.stockStrikes.push({ at: time.now(), round: run?.kind === 'probe' ? run : null });
    },
  };
}

/** A shop whose mall now refuses some items by name, and with them the whole call. */
export function refusing(mall: MallShop, shop: Pick<Shop, 'key'>, watch: StockWatch | null): MallShop {
  if (watch === null) return mall;
  const set: StockApi['set'] = async (levels) => {
    const isBad = (item: string): boolean => watch.refusing.has(listingId(shop.key, item));
    if (!levels.some(({ item }) => isBad(item))) return mall.stock.set(levels);
    const outcomeOf = (item: string): StockOutcome =>
      isBad(item) ? { kind: 'refused', code: 'IE0104', words: '在庫数が不正です' } : { kind: 'not-tried' };
    return { requestId: null, items: new Map(levels.map(({ item }) => [item, outcomeOf(item)])) };
  };
  return { ...mall, stock: { ...mall.stock, set } };
}
