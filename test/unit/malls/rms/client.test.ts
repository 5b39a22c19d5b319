import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { type HttpAnswer, type HttpRequest, type Transport, TransportFailure } from '../../../../malls/http.ts';
import { openRmsShop, type RmsShopOptions } from '../../../../malls/rms/client.ts';
import { orderModelOf } from './order-model.ts';

const now = Date.parse('2026-11-24T06:45:07Z');
const credential = { serviceSecret: 'SP000000_made-up-secret', licenseKey: 'SL000000_made+up/key' };
const window = { from: now - 60_000, to: now, page: 1 };
const number = (index: number): string => `502763-20261124-${String(index).padStart(10, '0')}`;

interface Script {
  readonly requests: HttpRequest[];
  readonly shop: ReturnType<typeof openRmsShop>;
}

/** A shop whose transport answers each call with the next of these, and then always with the last one. */
function shopAnswering(answers: readonly Partial<HttpAnswer>[], options: Partial<RmsShopOptions> = {}): Script {
  const requests: HttpRequest[] = [];
  const transport: Transport = async (request) => {
    requests.push(request);
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    return { status: 200, headers: {}, body: '', ...answer };
  };
  const shop = openRmsShop({
    shop: { key: 'rms#tsunagi-shop' },
    credential,
    baseUrl: 'https://rms.example/',
    transport,
    now: () => now,
    ...options,
  });
  return { requests, shop };
}

const body = (value: unknown): Partial<HttpAnswer> => ({ body: Buffer.from(JSON.stringify(value)) });
const info = (code: string): object => ({ messageType: 'INFO', messageCode: `ORDER_EXT_API_${code}`, message: '' });
const page = (orderNumberList: unknown, counts: unknown): Partial<HttpAnswer> =>
  body({ orderNumberList, MessageModelList: [info('SEARCH_ORDER_INFO_101')], PaginationResponseModel: counts });
const orders = (models: unknown): Partial<HttpAnswer> =>
  body({ version: 10, MessageModelList: [info('GET_ORDER_INFO_101')], OrderModelList: models });

describe('a shop at RMS', () => {
  it('signs its calls, names the charset and its limits, and uses the documented paths', async () => {
    const { shop, requests } = shopAnswering(
      [page([], null), orders([]), body({ expiryDate: '2026-11-28T23:59:59' })],
      {
        settings: { timeoutMs: 5_000, maxBytes: 123 },
      },
    );
    await shop.listOrders(window);
    await shop.readOrders([number(1)]);
    await shop.keyExpiry();
    const authorization = `ESA ${Buffer.from('SP000000_made-up-secret:SL000000_made+up/key').toString('base64')}`;
    const post = { method: 'POST', headers: { authorization, 'content-type': 'application/json; charset=utf-8' } };
    expect(requests).toMatchObject([
      { ...post, url: 'https://rms.example/es/2.0/order/searchOrder/', timeoutMs: 5_000, maxBytes: 123 },
      {
        ...post,
        url: 'https://rms.example/es/2.0/order/getOrder/',
        body: `{"orderNumberList":["${number(1)}"],"version":10}`,
      },
      {
        method: 'GET',
        headers: { authorization },
        url: 'https://rms.example/es/1.0/license-management/license-key/expiry-date?licenseKey=SL000000_made%2Bup%2Fkey',
      },
    ]);
  });

  it('lets a failure of the transport through as what it means', async () => {
    const { shop } = shopAnswering([], {
      transport: () => Promise.reject(new TransportFailure('timeout', 'No whole answer within 30000 ms.')),
    });
    await expect(shop.listOrders(window)).rejects.toMatchObject({ code: 'mall.timeout', retry: 'later' });
  });

  it('never repeats key or secret in a failure', async () => {
    const { shop } = shopAnswering([
      { status: 401, body: `{"errors":[{"code":"GA0001","message":"${credential.licenseKey}"}]}` },
    ]);
    const failures = [shop.listOrders(window), shop.readOrders([number(1)]), shop.keyExpiry()];
    for (const failure of await Promise.allSettled(failures)) {
      const error = (failure as PromiseRejectedResult).reason as TsunagiError;
      expect(error.code).toBe('key.refused');
      expect(`${error.message} ${JSON.stringify(error.context)}`).not.toMatch(/made.?up/);
    }
  });
});

describe('listing orders', () => {
  it('gives the numbers, the counts and the time RMS said it was', async () => {
    const counts = { totalRecordsAmount: 1_001, totalPages: 2, requestPage: 1 };
    const { shop } = shopAnswering([{ ...page([number(1)], counts), headers: { timestamp: '2026-11-24T06:44:00' } }]);
    expect(await shop.listOrders(window)).toEqual({
      orderNumbers: [number(1)],
      total: 1_001,
      pages: 2,
      mallTime: Date.parse('2026-11-24T06:44:00Z'),
    });
  });

  it.each([
    ['nulls for the counts', { totalRecordsAmount: null, totalPages: null, requestPage: null }],
    ['no counts at all', null],
    ['zeros', { totalRecordsAmount: 0, totalPages: 0, requestPage: 1 }],
  ])('reads an empty list with %s as no hits', async (_name, counts) => {
    const { shop } = shopAnswering([page([], counts)]);
    expect(await shop.listOrders(window)).toEqual({ orderNumbers: [], total: 0, pages: 0, mallTime: now });
  });

  it('reads null as no hits when RMS says that there are none', async () => {
    const { shop } = shopAnswering([
      body({ orderNumberList: null, MessageModelList: [info('SEARCH_ORDER_INFO_102')], PaginationResponseModel: null }),
    ]);
    expect(await shop.listOrders(window)).toMatchObject({ orderNumbers: [], total: 0, pages: 0 });
  });

  it('lets the caller see that a listing has shrunk below the page it asked for', async () => {
    const { shop } = shopAnswering([page([], { totalRecordsAmount: 900, totalPages: 1, requestPage: 1 })]);
    expect(await shop.listOrders({ ...window, page: 2 })).toMatchObject({ orderNumbers: [], pages: 1 });
  });

  it.each([
    ['{}', {}],
    [
      'null for the list, without a word',
      { orderNumberList: null, MessageModelList: [], PaginationResponseModel: null },
    ],
    ['numbers without counts', { orderNumberList: [number(1)], PaginationResponseModel: null }],
    [
      'another page than the one asked for',
      {
        orderNumberList: [number(1)],
        PaginationResponseModel: { totalRecordsAmount: 2_000, totalPages: 2, requestPage: 2 },
      },
    ],
    ['a list of something else', { orderNumberList: [1, 2], PaginationResponseModel: null }],
    ['a list where an object should be', []],
  ])('does not take %s for an empty shop', async (_name, reply) => {
    const { shop } = shopAnswering([body(reply)]);
    await expect(shop.listOrders(window)).rejects.toMatchObject({ code: 'mall.unreadable', retry: 'later' });
  });

  it('gives back counts without numbers as they are, for the caller to compare', async () => {
    const PaginationResponseModel = { totalRecordsAmount: 3, totalPages: 1 };
    const { shop } = shopAnswering([body({ orderNumberList: [], PaginationResponseModel })]);
    expect(await shop.listOrders(window)).toMatchObject({ orderNumbers: [], total: 3, pages: 1 });
  });
});

describe('reading orders', () => {
  it('asks for each number once, and for nothing when nothing is wanted', async () => {
    const { shop, requests } = shopAnswering([orders([orderModelOf(number(1))])]);
    expect(await shop.readOrders([])).toEqual({ orders: [], unreadable: [], absent: [] });
    expect(requests).toEqual([]);
    expect((await shop.readOrders([number(1), number(1)])).orders).toHaveLength(1);
    expect(requests[0]?.body).toContain(`["${number(1)}"]`);
  });

  it('refuses more than RMS takes in one call, before calling', async () => {
    const { shop, requests } = shopAnswering([]);
    const many = Array.from({ length: 101 }, (_, index) => number(index));
    await expect(shop.readOrders(many)).rejects.toMatchObject({ code: 'input.invalid', retry: 'never' });
    expect(requests).toEqual([]);
  });

  it('finds unknown numbers absent, although RMS answers with success', async () => {
    const { shop } = shopAnswering([body({ MessageModelList: [info('GET_ORDER_INFO_102')], OrderModelList: [] })]);
    expect(await shop.readOrders([number(1)])).toEqual({ orders: [], unreadable: [], absent: [number(1)] });
  });

  it('finds an order absent that RMS reports an error about, and keeps its neighbours', async () => {
    const error = { messageType: 'ERROR', messageCode: 'ORDER_EXT_API_GET_ORDER_ERROR_016', orderNumber: number(2) };
    const { shop } = shopAnswering([body({ MessageModelList: [error], OrderModelList: [orderModelOf(number(1))] })]);
    expect(await shop.readOrders([number(1), number(2)])).toMatchObject({
      orders: [{ orderNumber: number(1) }],
      absent: [number(2)],
    });
  });

  it.each([
    ['JSON that breaks off', { body: '{"OrderModelList":[{"orderNumber":' }],
    ['no list', body({ MessageModelList: [] })],
    ['null for the list, without a word', body({ MessageModelList: [], OrderModelList: null })],
    ['an order without a number among several asked for', orders([{ orderProgress: 100 }])],
  ])('throws mall.unreadable on %s, so that the caller asks for fewer', async (_name, answer) => {
    const { shop } = shopAnswering([answer]);
    await expect(shop.readOrders([number(1), number(2)])).rejects.toMatchObject({
      code: 'mall.unreadable',
      retry: 'later',
    });
  });

  it('never crashes, and accounts for every number or throws a typed failure, whatever comes', async () => {
    const asked = [number(1), number(2), number(3)];
    const model = fc.oneof(
      fc.constantFrom(...asked).map((one) => orderModelOf(one)),
      fc.jsonValue(),
    );
    const reply = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ OrderModelList: fc.oneof(fc.array(model), fc.jsonValue()), MessageModelList: fc.jsonValue() })
        .map(JSON.stringify),
    );
    const status = fc.constantFrom(200, 200, 200, 204, 302, 400, 401, 404, 429, 500, 503);
    await fc.assert(
      fc.asyncProperty(reply, status, async (text, answered) => {
        const { shop } = shopAnswering([{ status: answered, body: text }]);
        const outcome = await shop.readOrders(asked).catch((error: unknown) => error);
        if (outcome instanceof TsunagiError) return;
        if (outcome instanceof Error) throw outcome;
        const { orders: read, unreadable, absent } = outcome as Awaited<ReturnType<typeof shop.readOrders>>;
        const sorted = [...read.map((one) => one.orderNumber), ...unreadable.map((one) => one.orderNumber), ...absent];
        expect(sorted.sort()).toEqual(asked);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the version of getOrder', () => {
  const refusal = (text: string): Partial<HttpAnswer> => ({
    status: 400,
    ...body({
      MessageModelList: [{ messageType: 'ERROR', messageCode: 'ORDER_EXT_API_GET_ORDER_ERROR_011', message: text }],
      OrderModelList: [],
    }),
  });
  const versions = (requests: readonly HttpRequest[]): number[] =>
    requests.map((request) => JSON.parse(request.body ?? '{}').version);

  it('steps down when RMS does not know it, and stays there for every shop of the process', async () => {
    const version = { current: 10 };
    const no = refusal('versionの値が不正です。');
    const { shop, requests } = shopAnswering([no, no, orders([orderModelOf(number(1))])], { version });
    expect((await shop.readOrders([number(1)])).orders).toHaveLength(1);
    await shop.readOrders([number(1)]);
    expect(versions(requests)).toEqual([10, 9, 8, 8]);
    const other = shopAnswering([orders([])], { version });
    await other.shop.readOrders([number(1)]);
    expect(versions(other.requests)).toEqual([8]);
  });

  it('gives up below the version that first had SKUs', async () => {
    const { shop, requests } = shopAnswering([refusal('versionの値が不正です。')]);
    await expect(shop.readOrders([number(1)])).rejects.toMatchObject({ code: 'mall.refused', retry: 'never' });
    expect(versions(requests)).toEqual([10, 9, 8, 7]);
  });

  it('stays when RMS refuses something else', async () => {
    const { shop, requests } = shopAnswering([refusal('orderNumberListの書式が不正です。')]);
    await expect(shop.readOrders([number(1)])).rejects.toMatchObject({ code: 'mall.refused' });
    expect(versions(requests)).toEqual([10]);
  });

  it('starts with the one that is set', async () => {
    const { shop, requests } = shopAnswering([orders([])], { settings: { getOrderVersion: 8 } });
    await shop.readOrders([number(1)]);
    expect(versions(requests)).toEqual([8]);
  });
});

describe("the key's expiry", () => {
  it.each(['2026-11-28T23:59:59', '2026-11-28T23:59:59+0900'])(
    'is read in Japanese time from %s',
    async (expiryDate) => {
      const { shop } = shopAnswering([body({ expiryDate })]);
      expect(await shop.keyExpiry()).toEqual({ part: 'licence', at: Date.parse('2026-11-28T14:59:59Z') });
    },
  );

  it.each([{}, { expiryDate: null }, { expiryDate: 'tomorrow' }, { expiryDate: '2026-11-31T23:59:59' }])(
    'is unreadable in %j',
    async (reply) => {
      const { shop } = shopAnswering([body(reply)]);
      await expect(shop.keyExpiry()).rejects.toMatchObject({ code: 'mall.unreadable' });
    },
  );

  it('cannot be asked about a dead key', async () => {
    const { shop } = shopAnswering([{ status: 401, body: '' }]);
    await expect(shop.keyExpiry()).rejects.toMatchObject({ code: 'key.refused' });
  });
});
