import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { MallShop } from '../../core/ports/mall.ts';
import { amazonDesk } from '../../malls/amazon/desk.ts';
import { amazonMall } from '../../malls/amazon/index.ts';
import type { Transport } from '../../malls/http.ts';
import { type AmazonFault, type AmazonSettingsChange, createAmazon, simulator } from '../../simulator/amazon/index.ts';
import { STATUSES } from '../../simulator/amazon/state.ts';
import { GENERAL_KINDS } from '../../simulator/faults.ts';
import { credentialOf, transportTo } from '../unit/malls/amazon/in-process.ts';
import type { Sent } from './judge-value.ts';

/** A call of the client, and what the simulated Amazon answered. */
export interface AmazonExchange extends Sent {
  readonly status: number;
  /** What was answered as JSON; undefined for anything else. */
  readonly answer: unknown;
}

const sellerId = 'A3KADONOMISE';
const began = Date.parse('2026-11-24T06:45:07Z');
const queueArn = 'arn:aws:sqs:ap-northeast-1:123456789012:hints';

/** What the mall says in more than one way, so that each of them is looked at. */
const variants: readonly AmazonSettingsChange[] = [
  {},
  {
    orders: { fractions: true, pendingPersonalData: true, usualBefore: 'now' },
    shipping: { reference: 'own', carrier: 'name', successStatus: 200 },
    stock: { unknownSku: 'invalid' },
  },
];

/** Everything that the client says to the simulated Amazon, and what it hears: each of its functions, orders of each kind in each status. */
export async function amazonTraffic(): Promise<readonly AmazonExchange[]> {
  const exchanges: AmazonExchange[] = [];
  for (const settings of variants) await playAmazon(settings, exchanges);
  await playFaults(exchanges);
  return exchanges;
}

function openedMall(settings: AmazonSettingsChange, exchanges: AmazonExchange[]) {
  const clock = { at: began };
  const amazon = createAmazon({
    now: () => clock.at,
    seed: 1,
    settings: { throttle: { enforce: false }, ...settings },
  });
  const given = amazon.control.addShop({ sellerId });
  const transport = recorded(transportTo(amazon, []), exchanges);
  const shop = amazonMall
    .connect({ baseUrl: 'https://mall.example', authUrl: 'https://auth.example' }, { transport, now: () => clock.at })
    .open({ key: `amazon#${sellerId}`, code: sellerId }, credentialOf(given, began), amazonDesk);
  return { amazon, clock, shop };
}

function recorded(transport: Transport, exchanges: AmazonExchange[]): Transport {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const answer = await transport(request);
    const isApi = !pathname.startsWith('/auth/') && !pathname.startsWith('/feed-documents/');
    if (isApi) {
      const { method, body = '' } = request;
      const sent = { method, path: `${pathname}${search}`, body: String(body) };
      exchanges.push({ ...sent, status: answer.status, answer: jsonIn(Buffer.from(answer.body).toString('utf8')) });
    }
    return answer;
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function playAmazon(settings: AmazonSettingsChange, exchanges: AmazonExchange[]): Promise<void> {
  const { amazon, clock, shop } = openedMall(settings, exchanges);
  const { control } = amazon;
  const place = (kind: (typeof simulator.orderKinds)[number], count = 1) =>
    control.addOrders(sellerId, { count, kind, at: { from: began - 3 * hourMs, to: began - hourMs } });
  const orders = simulator.orderKinds.flatMap((kind) => place(kind, 2));
  for (const status of STATUSES) {
    const [orderId = ''] = place('plain');
    control.moveOrder(sellerId, orderId, status);
    orders.push(orderId);
  }
  const changes: ((orderId: string) => void)[] = [
    (orderId) => control.cancelOrder(sellerId, orderId),
    (orderId) => control.cancelOrder(sellerId, orderId, 'MERCHANT'),
    (orderId) => control.requestCancel(sellerId, orderId),
    (orderId) => control.setDelivery(sellerId, orderId, { to: 'pickup-point', isCashOnDelivery: true }),
    (orderId) => control.setDelivery(sellerId, orderId, { to: 'in-store', constraint: 'signatureConfirmation' }),
    (orderId) => control.setDelivery(sellerId, orderId, { window: { from: began, to: began + 2 * hourMs } }),
  ];
  for (const change of changes) {
    const [orderId = ''] = place('plain');
    change(orderId);
    orders.push(orderId);
  }
  place('plain', 110);
  await list(shop);
  const shipped = place('plain', 3);
  await ship(shop, shipped);
  for (const orderId of shipped) control.cancelPackage(sellerId, orderId);
  for (const orderNumber of [...orders, ...shipped, '250-9999999-9999999']) {
    await shop.readOrders([orderNumber]);
    await shop.status?.readStates([orderNumber]);
  }
  await workOnStock(shop, clock);
  for (const capability of amazonMall.traits.capabilities) await shop.probe(capability, true);
  for (const { name } of amazonMall.traits.switches.functions) await shop.tryFunction(name);
  await shop.subscribeHints?.(queueArn);
  await shop.subscribeHints?.(queueArn);
}

async function list(shop: MallShop): Promise<void> {
  const span = { from: began - 4 * hourMs, to: began - 10 * minuteMs };
  for (const by of ['placed', 'shown'] as const) {
    await shop.listOrders({ ...span, by, page: 1, whole: true });
    await shop.listOrders({ ...span, by, page: 2, whole: true });
  }
  for (const progress of amazonMall.traits.alwaysScanned) await shop.listOrders({ ...span, progress, page: 1 });
}

async function ship(shop: MallShop, orderNumbers: readonly string[]): Promise<void> {
  const { status } = shop;
  if (!status) throw new Error('Amazon takes shipments.');
  for (const [index, orderNumber] of orderNumbers.entries()) {
    const { states } = await status.readStates([orderNumber]);
    const [read] = states;
    if (!read) throw new Error(`${orderNumber} is there, and was not read.`);
    const carrier = shop.traits.carrierCodes[index] ?? 'OTHER';
    const parcel = { carrier, trackingNumber: `12345678901${index}`, shippedOn: '2026-11-24' };
    await status.ship?.(orderNumber, [{ kind: 'add', basketId: '1', parcel }], read);
    const [after] = (await status.readStates([orderNumber])).states;
    const rowId = after?.baskets[0]?.rows[0]?.rowId;
    if (!after || rowId === undefined) continue;
    await status.ship?.(orderNumber, [{ kind: 'update', basketId: '1', rowId, parcel }], after);
    await shop.readOrders([orderNumber]);
  }
}

async function workOnStock(shop: MallShop, clock: { at: number }): Promise<void> {
  const { stock } = shop;
  await stock.read(['kome-0005']);
  await stock.read(['kome-0005', 'sencha-0880', 'nai', 'nai-1']);
  for (const item of ['kome-0005', 'nai']) await stock.set([{ item, level: 3 }]);
  await stock.list?.(null);
  const sent = [
    { item: 'kome-0005', level: 3 },
    { item: 'nai', level: 4 },
  ];
  const tickets = [...((await stock.batches?.send(sent)) ?? new Map()).values()];
  await stock.batches?.outcomes([...tickets, null], began);
  clock.at += 4 * minuteMs;
  await stock.batches?.outcomes(tickets, began);
}

/** Every refusal that the simulator has words for, of each kind of call. */
async function playFaults(exchanges: AmazonExchange[]): Promise<void> {
  const notOfAmazon = new Set<string>([...GENERAL_KINDS, 'all-well']);
  for (const kind of simulator.faultKinds.filter((one) => !notOfAmazon.has(one))) {
    const { amazon, shop } = openedMall({}, exchanges);
    const [orderNumber = ''] = amazon.control.addOrders(sellerId, { count: 1, at: began - hourMs });
    amazon.control.break({ kind } as AmazonFault);
    const calls = [
      () => shop.readOrders([orderNumber]),
      () => shop.listOrders({ from: began - 2 * hourMs, to: began - 10 * minuteMs, page: 1 }),
      () => shop.stock.read(['kome-0005']),
      () => shop.stock.set([{ item: 'kome-0005', level: 3 }]),
      () => shop.stock.batches?.send([{ item: 'kome-0005', level: 3 }]),
    ];
    // What the client makes of a fault is tested elsewhere.
    for (const call of calls) await Promise.resolve(call()).catch(() => undefined);
  }
}
