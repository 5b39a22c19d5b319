import { createConsoleApp } from '../../console/app.ts';
import { createLagHistory } from '../../console/lag-history.ts';
import { createLive } from '../../console/live.ts';
import { dayMs, eachLimited } from '../../core/kernel/index.ts';
import { newMerchant } from '../../core/model/index.ts';
import { type SeededOutage, seedOutage } from './console-outage.ts';
import { contents, newest, openStore, shop } from './orders-list.ts';
import { median, rounded } from './statistics.ts';

/** What a view of the console takes over a store that is full of orders, and over one without any. */
export interface ViewCost {
  readonly view: string;
  readonly emptyMs: number;
  readonly fullMs: number;
  readonly ratio: number;
  /** Of a view, and of what it looks at. */
  readonly readUnits: number;
  readonly kilobytes: number;
}

const merchant = 'bench';
const sku = (index: number): string => `sku-${String(index).padStart(5, '0')}`;

/** Stands in both installations. */
const oldestOrder = '370001-20261124-0000000001';

/** A shop whose orders are searched, and how many it has. */
const searched = {
  key: 'rms#bench-searched',
  orders: { count: 1_200, numberedFrom: '370002', open: 0 },
} as const;

/** What is asked for: an address, or a form that is sent there. */
type Asked = string | { readonly path: string; readonly form: Readonly<Record<string, string>> };

const search = (find: string): Asked => ({ path: '/orders', form: { find, shop: searched.key } });

/** A view, and how it is asked for. */
const viewsOf = ({ incident, mail }: SeededOutage): Readonly<Record<string, Asked>> => ({
  'Now, the first view': '/',
  Outages: '/incidents',
  'Outages, one with 200 mails': `/incidents/${incident}`,
  'Orders, the newest': '/orders',
  'Orders, a whole number': `/orders?number=${oldestOrder}`,
  'Orders, not shipped': '/orders?unshipped=yes',
  'Orders, soonest to ship': '/orders?sort=ship-by',
  'Orders, a name in a shop of 1,200': search(contents()[0]?.OrdererModel.familyName ?? ''),
  'Orders, a name that no order of that shop has': search('nobody is called so'),
  'Orders, changes that need attention': '/orders/changes',
  'Orders, labels and files': '/orders/files',
  'Orders, one': `/orders/${encodeURIComponent(shop.key)}/${oldestOrder}`,
  Shipments: '/shipments',
  Stock: '/stock',
  'Stock, SKUs by their beginning': `/stock?merchant=${merchant}&sku=sku-099`,
  'Stock, SKUs that there are not': `/stock?merchant=${merchant}&sku=none`,
  'Stock, a SKU': `/stock/${merchant}/${sku(0)}`,
  Shops: '/shops',
  'Shops, one': `/shops/${encodeURIComponent(shop.key)}`,
  'Mails, the newest 200': '/mails',
  'Mails, one': `/mails/${encodeURIComponent(mail)}`,
});

/** Opens each view over a store with so many orders, and over one with a single one, in turn; both have all shops and SKUs, and an outage. */
export async function measureConsole(
  size: { readonly orders: number; readonly shops: number; readonly skus: number },
  runs: number,
  tell: (what: string) => void,
): Promise<readonly ViewCost[]> {
  const empty = await openConsole({ ...size, orders: 1 }, tell);
  const full = await openConsole(size, tell);
  try {
    const costs: ViewCost[] = [];
    const emptyViews = viewsOf(empty.outage);
    for (const [view, asked] of Object.entries(viewsOf(full.outage))) {
      tell(view);
      const askedOfEmpty = emptyViews[view] ?? asked;
      const first = await full.open(asked);
      const times = { empty: [] as number[], full: [] as number[] };
      for (let run = 0; run < runs; run++) {
        times.empty.push((await empty.open(askedOfEmpty)).ms);
        times.full.push((await full.open(asked)).ms);
      }
      const [emptyMs, fullMs] = [median(times.empty), median(times.full)];
      costs.push({
        view,
        ...{ emptyMs: rounded(emptyMs, 1), fullMs: rounded(fullMs, 1), ratio: rounded(fullMs / emptyMs, 2) },
        ...{ readUnits: first.readUnits, kilobytes: rounded(first.bytes / 1_000, 1) },
      });
    }
    return costs;
  } finally {
    await empty.stop();
    await full.stop();
  }
}

async function openConsole(
  { orders, shops, skus }: { readonly orders: number; readonly shops: number; readonly skus: number },
  tell: (what: string) => void,
) {
  const store = await openStore(orders, tell);
  const { ports } = store;
  tell(`${shops} shops, ${skus} SKUs`);
  await ports.merchants.put(newMerchant(merchant, { name: merchant, contacts: [], features: ['import', 'stock'] }, 0));
  const searchedShop = { ...shop, key: searched.key, code: 'bench-searched' };
  // The outage and the newest orders of all shops are as without it.
  await store.addOrders(searchedShop, { ...searched.orders, newestAt: newest - 10 * dayMs });
  await eachLimited([...Array(shops - 2).keys()], 8, async (index) => {
    await ports.shops.add({ ...shop, key: `rms#bench-${index}`, code: `bench-${index}`, name: `bench ${index}` });
  });
  await eachLimited([...Array(skus).keys()], 8, async (index) => {
    const row = { shop: shop.key, item: `item-${index}`, merchant, sku: sku(index), version: 1, writer: 'bench' };
    await ports.listings.put({ ...row, terms: 1, linked: true, buffer: 0, cap: null, floor: null });
  });
  const at = Date.now();
  const count = { merchant, sku: sku(0), id: 'count', kind: 'counted', quantity: 30, by: 'bench', note: '' } as const;
  await ports.stock.putMovement({ ...count, at, writtenAt: at });
  const outage = await seedOutage(ports, newest);
  const instance = { ...store, place: 'bench', callsPerSecond: 1, shards: 1, hasSender: true };
  // Every view looks anew.
  const live = createLive(instance, { everyMs: 0, idleMs: 2 ** 30 });
  const context = {
    instance,
    live,
    lags: createLagHistory(live),
    mayChange: true,
    by: 'bench',
    record: () => undefined,
  };
  const app = createConsoleApp(context, () => 1);
  const send = async (path: string, cookie: string, form?: URLSearchParams) => {
    const headers = { host: '127.0.0.1:1', origin: 'http://127.0.0.1:1', cookie };
    const sent = form === undefined ? {} : { method: 'POST', body: form };
    return app.fetch(new Request(`http://127.0.0.1:1${path}`, { headers, ...sent }));
  };
  const entrance = new URL(app.entrance());
  const entered = (await send(`${entrance.pathname}${entrance.search}`, '')).headers.getSetCookie().at(-1) ?? '';
  const cookie = entered.split(';')[0] ?? '';
  const [, csrf = ''] = /name="csrf" value="([\w-]+)"/.exec(await (await send('/shipments', cookie)).text()) ?? [];
  return {
    outage,
    async open(asked: Asked) {
      const { path, form } = typeof asked === 'string' ? { path: asked } : asked;
      const started = performance.now();
      const { result: text, readUnits } = await store.countReads(async () => {
        const given = await send(path, cookie, form && new URLSearchParams({ csrf, ...form }));
        // A whole order number leads to the page of its order.
        const answer = given.status === 303 ? await send(given.headers.get('location') ?? '', cookie) : given;
        const body = await answer.text();
        if (answer.status !== 200) throw new Error(`${path} is answered with ${answer.status}: ${body.slice(-600)}`);
        return body;
      });
      return { ms: performance.now() - started, readUnits, bytes: Buffer.byteLength(text) };
    },
    async stop() {
      live.close();
      await store.stop();
    },
  };
}

/** The figures as a table for people. */
export function consoleTable(costs: readonly ViewCost[]): string {
  const rows = costs.map(({ view, emptyMs, fullMs, ratio, readUnits, kilobytes }) => [
    view,
    ...[emptyMs, fullMs, ratio, readUnits, kilobytes].map(String),
  ]);
  const head = ['view', 'empty, ms', 'full, ms', 'to empty', 'read units', 'kB'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
