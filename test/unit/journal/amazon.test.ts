import { expect, it } from 'vitest';
import { type BookEntry, exchangeEntry, type JournalEntry } from '../../../journal/index.ts';
import { amazon as read } from '../../../journal/malls/amazon.ts';
import { parseEntry } from '../../../journal/recount/parse-entry.ts';
import { createAmazon } from '../../../simulator/amazon/index.ts';
import type { SimRequest } from '../../../simulator/index.ts';
import { book, claimRow, endAt, orderRow, recountStart, runAt, shopRow } from './small-run.ts';

const minute = 60_000;
const shop = 'amazon#A1';
const marketplace = 'A1VC38T7YXB528';

/** An Amazon with an order of two pieces, and what it answers. */
function mall() {
  const amazon = createAmazon({ now: () => runAt, seed: 1, settings: { throttle: { enforce: false } } });
  const { clientId, clientSecret, refreshToken } = amazon.control.addShop({ sellerId: 'A1' });
  const [orderNumber = ''] = amazon.control.addOrders('A1', {
    ...{ count: 1, at: runAt - 600_000 },
    lines: [{ sellerSku: 'kome-0005', units: 2 }],
  });
  const exchange = (request: SimRequest) => {
    const outcome = amazon.handle(request);
    if (outcome.ending !== 'answer') throw new Error('The mall answers.');
    return { at: runAt + 20_000, mall: 'amazon' as const, request, outcome };
  };
  const grant = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
  grant.append('client_id', clientId);
  grant.append('client_secret', clientSecret);
  const token = exchange({ method: 'POST', path: '/auth/o2/token', headers: {}, body: grant.toString() });
  const headers = { 'x-amz-access-token': String(JSON.parse(token.outcome.body).access_token) };
  const call = (method: string, path: string, body = '') => exchange({ method, path, headers, body });
  const lineId = amazon.control.order(orderNumber)?.lines[0]?.orderItemId ?? '';
  const patch = (quantity: unknown) =>
    call(
      'PATCH',
      `/listings/2021-08-01/items/A1/kome-0005?marketplaceIds=${marketplace}`,
      JSON.stringify({
        productType: 'PRODUCT',
        patches: [
          {
            ...{ op: 'merge', path: '/attributes/fulfillment_availability' },
            value: [{ fulfillment_channel_code: 'DEFAULT', quantity }],
          },
        ],
      }),
    );
  return { amazon, token, call, patch, orderNumber, lineId, refreshToken };
}

const sound = (orderNumber: string, lineId: string, units: number): JournalEntry[] => [
  shopRow({ shop, code: 'A1' }),
  orderRow({ shop, orderNumber }),
  claimRow({ shop, orderNumber, lineId }),
  book({
    ...{ mall: 'amazon', shopUrl: 'A1', orderNumber, orderProgress: 2 },
    lines: [{ itemDetailId: lineId, units, deleted: false }],
  }),
];

it('an order of Amazon that is stored and claimed once is neither missing nor double, and only then its calls are figures', async () => {
  const { orderNumber, lineId } = mall();
  const { figures } = await recountStart(sound(orderNumber, lineId, 2));
  expect(figures).toMatchObject({ orders: { atMall: 1, missing: 0, duplicates: 0 } });
  expect(figures).not.toHaveProperty('amazonCalls');
});

it.each(['searchOrders', 'getOrder'] as const)(
  'claims of Amazon follow an answer of %s that is stored',
  async (name) => {
    const { amazon, call, orderNumber, lineId } = mall();
    const path =
      name === 'getOrder'
        ? `/orders/2026-01-01/orders/${orderNumber}`
        : '/orders/2026-01-01/orders?createdAfter=2026-01-01T00:00:00Z';
    const entry = exchangeEntry(call('GET', path), () => amazon.control.shops()[0]?.sellerId ?? null);
    expect((await recountStart(sound(orderNumber, lineId, 5))).figures).toMatchObject({ orders: { duplicates: 1 } });
    const { figures } = await recountStart([entry, ...sound(orderNumber, lineId, 5)]);
    expect(figures).toMatchObject({ orders: { duplicates: 0 }, amazonCalls: 1 });
  },
);

it('a line id of Amazon that begins with a 0 is the same in books and claims: as a number it lost the 0', async () => {
  const { figures } = await recountStart(sound('250-0123456-1234567', '01234561234001', 2));
  expect(figures).toMatchObject({ orders: { duplicates: 0 } });
});

it('an order of Amazon that no listing shows yet is missing some minutes later, and counted at once where it is stored', async () => {
  const [orderNumber, lineId] = ['250-0123456-1234567', '01234561234001'];
  const [placed, row, claim, booked] = sound(orderNumber, lineId, 2) as [
    JournalEntry,
    JournalEntry,
    JournalEntry,
    BookEntry,
  ];
  const ordersOf = async (...entries: JournalEntry[]) => (await recountStart([placed, ...entries])).figures.orders;
  const at = (agoMs: number): BookEntry => ({ ...booked, orderDatetimeMs: endAt - agoMs });
  expect(await ordersOf(at(6 * minute))).toMatchObject({ atMall: 0, missing: 0 });
  expect(await ordersOf(at(7 * minute))).toMatchObject({ atMall: 1, missing: 1 });
  expect(await ordersOf(row, claim, at(minute))).toMatchObject({ atMall: 1, stored: 1, missing: 0 });
  // Its claims were written, its row was not, and it has been edited since.
  const edited = (agoMs: number) => ({ ...at(agoMs), lines: [{ itemDetailId: lineId, units: 1, deleted: false }] });
  expect(await ordersOf(claim, edited(6 * minute))).toMatchObject({ duplicates: 0 });
  expect(await ordersOf(claim, edited(7 * minute))).toMatchObject({ missing: 1, duplicates: 1 });
  const ofRms = { ...at(minute), mall: 'rms' as const, shopUrl: 'shop-1' };
  expect(await ordersOf(shopRow(), ofRms)).toMatchObject({ atMall: 1, missing: 1 });
});

it('ACCEPTED takes a level, INVALID and a probe do not', () => {
  const { patch, call } = mall();
  const [taken, refused] = [patch(7), patch('none')];
  const levels = ({ request }: typeof taken) => read.levelsIn(request.path, request.body);
  expect(levels(taken)).toEqual([{ item: 'kome-0005', level: 7 }]);
  expect(levels(refused)).toEqual([]);
  expect(read.takesLevels(taken.outcome)).toBe(true);
  expect(read.takesLevels(refused.outcome)).toBe(false);
  expect(read.levelsIn(`${taken.request.path}&mode=VALIDATION_PREVIEW`, taken.request.body)).toEqual([]);
  const reading = call('GET', `/listings/2021-08-01/items/A1/kome-0005?marketplaceIds=${marketplace}`);
  expect(levels(reading)).toEqual([]);
});

it('no key of Amazon gets into a journal', () => {
  const { token, call, refreshToken, orderNumber } = mall();
  const entries = [token, call('GET', `/orders/2026-01-01/orders/${orderNumber}`)].map((one) =>
    JSON.stringify(exchangeEntry(one, () => 'A1')),
  );
  for (const entry of entries) {
    expect(entry).not.toMatch(/Atz[ar]|amzn1\.oa2-cs/);
    expect(entry).not.toContain(encodeURIComponent(refreshToken));
    expect(parseEntry(entry).kind).toBe('entry');
  }
});
