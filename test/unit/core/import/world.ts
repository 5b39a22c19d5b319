import { importShop, type ShopImport } from '../../../../core/import/import-shop.ts';
import { scanShop } from '../../../../core/import/scan-shop.ts';
import { type ReconcileReport, reconcileShard } from '../../../../core/jobs/reconcile.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Claim } from '../../../../core/model/claim.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { budgetUntil } from '../../../../core/ports/system.ts';
import { createProcessCache, type ImportSession, openImportSession } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import type { RateShare } from '../../../../core/session/pacer.ts';
import type { Transport } from '../../../../malls/http.ts';
import { createMalls } from '../../../../malls/registry.ts';
import { allClaims, allRows, createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';
import type { YahooSettingsChange, YahooSimulator } from '../../../../simulator/yahoo/index.ts';
import { began, sellerId, shopKey, yahooInProcess } from '../../malls/yahoo/in-process.ts';

/** One shop of the simulated Yahoo!ショッピング, tables in memory, and a clock that advances with each wait. */
export interface YahooWorld {
  readonly yahoo: YahooSimulator;
  readonly ports: Ports;
  /** Begins to note, after every write of a claim, how many pieces all claims of a SKU hold. */
  watch(sku: string): readonly number[];
  now(): number;
  pass(ms: number): void;
  place(order: Partial<Parameters<YahooSimulator['control']['addOrders']>[1]>): string[];
  /** A person of the shop splits an order in two, by units of each LineId; answers the numbers of the parts. */
  split(orderNumber: string, one: Units, other: Units): Promise<string[]>;
  /** One run of the minute's import. */
  poll(): Promise<ShopImport>;
  /** One run of the state scan. */
  scan(): Promise<{ readonly imported: number; readonly changed: number; readonly finished: boolean }>;
  /** One run of reconcile at this moment. */
  reconcile(): Promise<ReconcileReport>;
  run(share: RateShare, calls?: number): Promise<ImportSession<Ports>>;
  order(orderNumber: string): StoredOrder | undefined;
  orderNumbers(): string[];
  /** Pieces that claims hold, by SKU; none that hold nothing. */
  claimed(): Record<string, number>;
  callsOf(operation: string): number;
}

/** Units by LineId. */
type Units = Readonly<Record<number, number>>;

/** @param between stands between the shop and the mall, as a broken line does */
export async function openYahooWorld(
  settings: YahooSettingsChange = {},
  between?: (transport: Transport) => Transport,
): Promise<YahooWorld> {
  const mall = yahooInProcess(settings, between);
  const { clock, yahoo, credential } = mall;
  const store = createMemoryStore();
  const memory = memoryPorts(store);
  const time = {
    now: () => clock.at,
    sleep: async (ms: number) => {
      clock.at += Math.max(0, ms);
    },
  };
  let words = 0;
  let watched: string | null = null;
  const held: number[] = [];
  const stock: Ports['stock'] = {
    ...memory.stock,
    async putClaim(claim) {
      const result = await memory.stock.putClaim(claim);
      if (watched !== null) held.push(sumBySku(allClaims(store))[watched] ?? 0);
      return result;
    },
  };
  const ports: Ports = {
    ...memory,
    stock,
    clock: time,
    random: { next: () => 0.5, id: () => `word-${++words}` },
    malls: createMalls({
      sites: {
        rms: { baseUrl: 'https://rms.invalid' },
        yahoo: { baseUrl: 'https://mall.example/', authUrl: 'https://auth.example/' },
      },
      transport: mall.transport,
      vault: memory.vault,
      clock: time,
    }),
  };
  const first: Shop = {
    key: shopKey,
    mall: 'yahoo',
    code: sellerId,
    name: '角の店',
    merchant: 'kado',
    shard: 0,
    importFrom: began - dayMs,
    cursor: began - hourMs,
    scannedAt: 0,
    rereadDay: '',
    rereadAfter: '',
    callsPerSecond: 1,
    credential: await memory.vault.seal(shopKey, 0, 1, credential),
  };
  await ports.shops.add(first);
  const cache = createProcessCache(time);
  const round = (share: RateShare) => ({
    ports,
    cache,
    share,
    settings: defaultImportSettings,
    budget: budgetUntil(time, time.now() + 5 * minuteMs),
    runId: ports.random.id(),
  });
  const world: YahooWorld = {
    yahoo,
    ports,
    watch(sku) {
      watched = sku;
      return held;
    },
    now: () => clock.at,
    pass: (ms) => {
      clock.at += ms;
    },
    place: (order) => yahoo.control.addOrders(sellerId, { count: 1, kind: 'plain', ...order }),
    async split(orderNumber, one, other) {
      const path = '/ShoppingWebService/V1/orderSplit';
      const authorization = `Bearer ${await mall.tokens().of(shopKey, credential)}`;
      const parts = [one, other].map((units, index) => partXml(index + 1, units)).join('');
      const target = `<OrderId>${orderNumber}</OrderId><IsPointFix>true</IsPointFix><OperationUser>角田</OperationUser>`;
      const body = `<Req><Target>${target}</Target>${parts}<SellerId>${sellerId}</SellerId></Req>`;
      const outcome = yahoo.handle({ method: 'POST', path, headers: { authorization }, body });
      if (outcome.ending !== 'answer' || outcome.status !== 200) throw new Error('The order was not split.');
      return yahoo.control.order(orderNumber)?.childOrderIds ?? [];
    },
    async run(share, calls = Number.POSITIVE_INFINITY) {
      const shop = (await ports.shops.get(shopKey)) as Shop;
      return openImportSession({ ...round(share), shop, mall: await ports.malls.shop(shop), calls });
    },
    poll: async () => importShop(await world.run('import')),
    scan: async () => scanShop(await world.run('scan')),
    reconcile: () => reconcileShard(round('scan'), 0, 1),
    order: (orderNumber) =>
      allRows(store).find((row): row is StoredOrder => row.kind === 'stored' && row.orderNumber === orderNumber),
    orderNumbers: () =>
      allRows(store)
        .filter(({ kind }) => kind === 'stored')
        .map(({ orderNumber }) => orderNumber)
        .sort(),
    claimed: () => Object.fromEntries(Object.entries(sumBySku(allClaims(store))).filter(([, pieces]) => pieces !== 0)),
    callsOf: (operation) => mall.paths.filter((path) => path.endsWith(`/${operation}`)).length,
  };
  return world;
}

function partXml(splitId: number, units: Units): string {
  const charges = ['PayCharge', 'ShipCharge', 'GiftWrapCharge', 'Discount', 'UsePoint'].map(
    (name) => `<${name}>0</${name}>`,
  );
  const items = Object.entries(units).map(
    ([lineId, count]) => `<Item><LineId>${lineId}</LineId><Quantity>${count}</Quantity></Item>`,
  );
  return `<Order><SplitId>${splitId}</SplitId><Detail>${charges.join('')}</Detail>${items.join('')}</Order>`;
}

function sumBySku(claims: readonly Claim[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { sku, quantity } of claims) sums[sku] = (sums[sku] ?? 0) + quantity;
  return sums;
}
