import { expect, it } from 'vitest';
import type { ExchangeEntry, JournalEntry } from '../../../journal/index.ts';
import { createYahoo } from '../../../simulator/yahoo/index.ts';
import { book, claimRow, orderRow, recountStart, runAt, shopRow } from './small-run.ts';

const shop = 'yahoo#kado';
const orderNumber = 'kado-10000001';

/** An order of Yahoo's as the tables and the books have it, with a line of this many pieces. */
const sound = (units: number, progress = 2): JournalEntry[] => [
  shopRow({ shop, code: 'kado' }),
  orderRow({ shop, orderNumber }),
  claimRow({ shop, orderNumber, lineId: '1' }),
  book({
    mall: 'yahoo',
    shopUrl: 'kado',
    orderNumber,
    orderProgress: progress,
    lines: [{ itemDetailId: 1, units, deleted: false }],
  }),
];

/** orderInfo's answer as the simulator gives it, with a line of two pieces. */
function answered(change: (text: string) => string = (text) => text): ExchangeEntry {
  const yahoo = createYahoo({ now: () => runAt, seed: 1, settings: { throttle: { enforce: false } } });
  const { clientId, clientSecret, refreshToken } = yahoo.control.addShop({ sellerId: 'kado' });
  const [orderId = ''] = yahoo.control.addOrders('kado', {
    count: 1,
    kind: 'plain',
    lines: [{ itemCode: 'kome-0005', units: 2 }],
  });
  const post = (path: string, authorization: string, body: string): string => {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const outcome = yahoo.handle({ method: 'POST', path, headers, body });
    if (outcome.ending !== 'answer') throw new Error('The mall answers.');
    return outcome.body;
  };
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const token = post('/yconnect/v2/token', basic, `grant_type=refresh_token&refresh_token=${refreshToken}`);
  const fields = 'OrderId,OrderStatus,IsSplit,ChildOrderId,LineId,ItemId,Quantity';
  const body = `<Req><Target><OrderId>${orderId}</OrderId><Field>${fields}</Field></Target><SellerId>kado</SellerId></Req>`;
  const path = '/ShoppingWebService/V1/orderInfo';
  const text = post(path, `Bearer ${(JSON.parse(token) as { access_token: string }).access_token}`, body);
  expect(text).toContain(`<OrderId>${orderId}</OrderId>`);
  return {
    kind: 'exchange',
    at: runAt + 20_000,
    mall: 'yahoo',
    shopUrl: 'kado',
    request: { method: 'POST', path, headers: {}, body },
    outcome: {
      ending: 'answer',
      status: 200,
      headers: {},
      body: change(text.replaceAll(orderId, orderNumber)),
      delayMs: 0,
    },
  };
}

it('an order of Yahoo that is stored and claimed once is neither missing nor double', async () => {
  expect((await recountStart(sound(2))).figures).toMatchObject({ orders: { atMall: 1, missing: 0, duplicates: 0 } });
});

it.each([
  ['of other pieces', sound(5)],
  ['that was cancelled', sound(2, 4)],
])('an order of Yahoo %s counts, unless its claims follow an answer that is stored', async (_, entries) => {
  expect((await recountStart(entries)).figures).toMatchObject({ orders: { duplicates: 1 } });
  const read = await recountStart([answered(), ...entries]);
  expect(read.figures).toMatchObject({ orders: { duplicates: 0 }, rmsCalls: 0, yahooCalls: 1 });
});

it.each([
  ['was split', (text: string) => text.replace('<IsSplit>false<', '<IsSplit>true<')],
  ['was cancelled', (text: string) => text.replace(/<OrderStatus>\d/, '<OrderStatus>4')],
  ['came half', (text: string) => text.slice(0, -20)],
])('an answer of an order that %s gives its claims no reason', async (_, change) => {
  const { figures } = await recountStart([answered(change), ...sound(5)]);
  expect(figures).toMatchObject({ orders: { duplicates: 1 } });
});
