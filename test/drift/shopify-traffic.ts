import { hourMs } from '../../core/kernel/time.ts';
import type { ParcelChange } from '../../core/model/push.ts';
import type { MallShop } from '../../core/ports/mall.ts';
import { type Transport, TransportFailure } from '../../malls/http.ts';
import { shopifyDesk } from '../../malls/shopify/desk.ts';
import { shopifyMall } from '../../malls/shopify/index.ts';
import { GENERAL_KINDS } from '../../simulator/faults.ts';
import {
  createShopify,
  type ShopifyFault,
  type ShopifySettingsChange,
  simulator,
} from '../../simulator/shopify/index.ts';
import { MONEY_LOSSES, STATUSES } from '../../simulator/shopify/state.ts';

/** A call of the client, and what the simulated Shopify answered. */
export interface ShopifyExchange {
  /** As the path names it. */
  readonly version: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** `data` of the answer; undefined where it has none. */
  readonly data: unknown;
}

const code = 'kado-no-mise';
const began = Date.parse('2026-11-24T06:45:07Z');

/** What the mall says in more than one way, so that each of them is looked at. */
const variants: readonly ShopifySettingsChange[] = [
  {},
  {
    orders: { amounts: 'plain', cancelledUnits: 'kept', posFulfillmentOrder: 'none' },
    flow: { partlySentStatus: 'OPEN', cancelledStatus: 'CANCELLED', removedUnits: 'none' },
    stock: { unchangedGroup: 'group', afterChange: 'number', oneWrong: 'others' },
  },
];

/** Everything that the client says to the simulated Shopify, and what it hears: each of its documents, orders of each kind in each status. */
export async function shopifyTraffic(): Promise<readonly ShopifyExchange[]> {
  const exchanges: ShopifyExchange[] = [];
  for (const settings of variants) await playShopify(settings, exchanges);
  await playFaults(exchanges);
  return exchanges;
}

function openedMall(settings: ShopifySettingsChange, exchanges: ShopifyExchange[]) {
  const clock = { at: began };
  const shopify = createShopify({
    now: () => clock.at,
    seed: 1,
    settings: { throttle: { enforce: false }, ...settings },
  });
  const { clientId, clientSecret, locationId } = shopify.control.addShop({ shop: code, skus: 70 });
  const transport: Transport = async ({ method, url, headers, body = '' }) => {
    const { pathname } = new URL(url);
    const outcome = shopify.handle({ method, path: pathname, headers: { ...headers }, body: String(body) });
    if (outcome.ending !== 'answer') throw new TransportFailure('reset', 'The connection broke.');
    const [, version] = /\/admin\/api\/([^/]+)\/graphql\.json$/.exec(pathname) ?? [];
    if (version !== undefined) {
      const { query, variables } = JSON.parse(String(body));
      exchanges.push({ version, query, variables, data: dataIn(outcome.body) });
    }
    return { status: outcome.status, headers: outcome.headers, body: Buffer.from(outcome.body) };
  };
  const shop = shopifyMall
    .connect({ baseUrl: 'http://mall.example' }, { transport, now: () => clock.at })
    .open({ key: `shopify#${code}`, code }, { mall: 'shopify', clientId, clientSecret, locationId }, shopifyDesk);
  const nameOf = (orderId: string): string => shopify.control.order(orderId)?.name ?? '';
  return { control: shopify.control, clock, shop, nameOf };
}

function dataIn(body: string): unknown {
  try {
    return Object(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

async function playShopify(settings: ShopifySettingsChange, exchanges: ShopifyExchange[]): Promise<void> {
  const { control, shop, nameOf } = openedMall(settings, exchanges);
  const place = (kind: (typeof simulator.orderKinds)[number], count = 1) =>
    control.addOrders(code, { count, kind, at: { from: began - 3 * hourMs, to: began - hourMs } });
  const orders = simulator.orderKinds.flatMap((kind) => place(kind, 2));
  // What is refunded as a whole comes to the other one.
  for (const status of STATUSES.filter((one) => one !== 'FULFILLMENT_NOT_REQUIRED')) {
    const [orderId = ''] = place('plain');
    control.moveOrder(code, orderId, status);
    orders.push(orderId);
  }
  for (const how of MONEY_LOSSES) {
    const [orderId = ''] = place('plain');
    control.loseMoney(code, orderId, how);
    orders.push(orderId);
  }
  const [refunded = '', whole = ''] = place('plain', 2);
  control.refundOrder(code, refunded, { units: 1 });
  control.refundOrder(code, whole);
  const lines = control
    .stock(code)
    .slice(0, 60)
    .map(({ sku }) => ({ sku, units: 2 }));
  // More lines than come with an order, and than come with a fulfillment order.
  const many = control.addOrders(code, { count: 1, at: began - hourMs, lines });
  place('plain', 120);
  await list(shop);
  for (const orderId of [...orders, refunded, whole, ...many]) {
    await shop.readOrders([nameOf(orderId)]);
    await shop.status?.readStates([nameOf(orderId)]);
  }
  await shop.readOrders(['#999999']);
  await ship(shop, place('plain', 2).map(nameOf));
  await workOnStock(shop);
  for (const _ of ['first', 'again']) await shop.subscribeHints?.('https://hooks.example/hooks/shopify');
  for (const capability of shopifyMall.traits.capabilities) await shop.probe(capability, true);
  for (const { name } of shopifyMall.traits.switches.functions) await shop.tryFunction(name).catch(() => undefined);
}

async function list(shop: MallShop): Promise<void> {
  await shop.lastChange?.();
  const span = { from: began - 4 * hourMs, to: began };
  for (const by of ['placed', 'shown'] as const) {
    await shop.listOrders({ ...span, by, page: 1 });
    await shop.listOrders({ ...span, by, page: 2 });
    await shop.listOrders({ ...span, by, page: 1, whole: true });
  }
  for (const progress of shopifyMall.traits.alwaysScanned) await shop.listOrders({ ...span, progress, page: 1 });
}

async function ship(shop: MallShop, orderNumbers: readonly string[]): Promise<void> {
  const { status } = shop;
  if (!status) throw new Error('Shopify takes shipments.');
  for (const orderNumber of orderNumbers) {
    const change = async (changeOf: (rowId: string) => ParcelChange): Promise<void> => {
      const [read] = (await status.readStates([orderNumber])).states;
      if (!read) throw new Error(`${orderNumber} is there, and was not read.`);
      await status.ship(orderNumber, [changeOf(read.baskets[0]?.rows[0]?.rowId ?? '')], read);
    };
    const parcel = { carrier: 'YAMATO', trackingNumber: '123456789012', shippedOn: '2026-11-24' };
    await change(() => ({ kind: 'add', basketId: '1', parcel }));
    await change((rowId) => ({ kind: 'update', basketId: '1', rowId, parcel: { ...parcel, carrier: 'SAGAWA' } }));
    await change((rowId) => ({ kind: 'remove', basketId: '1', rowId }));
  }
}

async function workOnStock(shop: MallShop): Promise<void> {
  const { stock } = shop;
  const items = ['kome-0005', 'sencha-0880', 'nai'];
  const readings = await stock.read(items);
  for (const item of items) {
    const reading = readings.get(item);
    if (reading?.kind !== 'there') continue;
    const level = { item, level: 3, ...(reading.kept === undefined ? {} : { kept: reading.kept }) };
    await stock.set([level]);
    // From a level that is not there any more.
    await stock.set([{ ...level, level: 4 }]);
  }
  await stock.list?.(null);
}

/** Every refusal that the simulator has words for, of each kind of call. */
async function playFaults(exchanges: ShopifyExchange[]): Promise<void> {
  const notOfShopify = new Set<string>([...GENERAL_KINDS, 'all-well']);
  for (const kind of simulator.faultKinds.filter((one) => !notOfShopify.has(one))) {
    const { control, shop, nameOf } = openedMall({}, exchanges);
    const [orderId = ''] = control.addOrders(code, { count: 1, at: began - hourMs });
    const reading = (await shop.stock.read(['kome-0005'])).get('kome-0005');
    const kept = reading?.kind === 'there' ? (reading.kept ?? '') : '';
    control.break({ kind } as ShopifyFault);
    const calls = [
      () => shop.readOrders([nameOf(orderId)]),
      () => shop.stock.read(['kome-0005']),
      () => shop.stock.set([{ item: 'kome-0005', level: 3, kept }]),
    ];
    // What the client makes of a fault is tested elsewhere.
    for (const call of calls) await Promise.resolve(call()).catch(() => undefined);
  }
}
