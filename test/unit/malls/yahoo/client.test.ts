import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { createUndiciTransport } from '../../../../malls/undici.ts';
import { createCallCount } from '../../../../malls/yahoo/call-count.ts';
import { openYahooShop } from '../../../../malls/yahoo/client.ts';
import { listedFields, orderFields } from '../../../../malls/yahoo/fields.ts';
import { createMallTime } from '../../../../malls/yahoo/times.ts';
import { createYahooTokens } from '../../../../malls/yahoo/tokens.ts';
import { serve } from '../../../../simulator/index.ts';
import { FIELD_NAMES, LIST_FIELD_NAMES } from '../../../../simulator/yahoo/field-names.ts';
import type { YahooSettingsChange } from '../../../../simulator/yahoo/index.ts';
import { began, credentialOf, sellerId, shopKey, type YahooInProcess, yahooInProcess } from './in-process.ts';

const hourAgo = { from: began - hourMs, to: began, page: 1 };

/** Orders of the last hour, whose buyers can take back only the latest. */
function withOrders(count: number, settings: YahooSettingsChange = {}): YahooInProcess & { placed: string[] } {
  const mall = yahooInProcess(settings);
  const placed = mall.yahoo.control.addOrders(sellerId, {
    count,
    at: { from: began - hourMs, to: began },
    kind: 'random',
  });
  return { ...mall, placed };
}

describe('a shop at Yahoo!ショッピング', () => {
  it('agrees with the simulator on every order listed, and on every line of them', async () => {
    const mall = withOrders(40);
    const shop = mall.shop();
    const page = await shop.listOrders({ ...hourAgo, by: 'placed' });
    const books = mall.yahoo.control.placedBetween(sellerId, hourAgo.from, hourAgo.to + 1);
    const listed = books.filter(({ isHeld }) => !isHeld);
    expect(listed.length).toBeGreaterThan(0);
    expect(page).toMatchObject({ total: listed.length, pages: 1, mallTime: began });
    expect(page.orderNumbers).toEqual(listed.map(({ orderId }) => orderId));
    for (const truth of books) {
      const { orders, unreadable, absent } = await shop.readOrders([truth.orderId]);
      expect({ unreadable, absent }).toEqual({ unreadable: [], absent: [] });
      const [order] = orders;
      expect(order).toMatchObject({ orderNumber: truth.orderId, orderedAt: truth.orderTimeMs });
      expect(order?.listedAt ?? null).toBe(truth.publicationTimeMs);
      expect(page.changedAt?.get(truth.orderId) ?? order?.changedAt).toBe(truth.lastUpdateTimeMs);
      expect(order?.lines).toEqual(
        truth.lines.map(({ lineId, itemCode, subCode, units }) => {
          const item = subCode === '' ? itemCode : `${itemCode}:${subCode}`;
          return { lineId: String(lineId), item, sku: item, quantity: units };
        }),
      );
    }
  });

  it.each([
    ['line breaks around every text', { answers: { padding: 'newlines' as const } }],
    ['items before people', { answers: { items: 'first' as const } }],
    ['no declaration', { answers: { declaration: false } }],
  ])('reads the same orders with %s', async (_name, settings) => {
    const [plain, other] = [withOrders(10), withOrders(10, settings)];
    for (const [index, orderNumber] of plain.placed.entries()) {
      const [one] = (await plain.shop().readOrders([orderNumber])).orders;
      const [two] = (await other.shop().readOrders([other.placed[index] ?? ''])).orders;
      expect(JSON.parse(two?.original ?? '')).toEqual(JSON.parse(one?.original ?? ''));
    }
  });

  it('asks orderInfo for every field that Yahoo names, but for what is left out on purpose', () => {
    const asked = new Set(orderFields.split(','));
    expect([...asked].filter((name) => !FIELD_NAMES.has(name))).toEqual([]);
    expect([...FIELD_NAMES].filter((name) => !asked.has(name))).toEqual([
      'SellerComments',
      'Referer',
      'EntryPoint',
      'IsLineCommerceTabOrder',
      'XshoppingStoreType',
      'CardNumber',
      'CardExpireYear',
      'CardExpireMonth',
      'CardHolderName',
      'CardBirthDay',
    ]);
    expect(listedFields.split(',').filter((name) => !LIST_FIELD_NAMES.has(name))).toEqual([]);
  });

  it('keeps のし, options and the fields of a subscription', async () => {
    const mall = yahooInProcess({ flow: { cancelWindowMs: 0 } });
    const shipsOf = async (kind: 'gift' | 'subscription') => {
      const ships: Record<string, string>[] = [];
      for (const orderNumber of mall.yahoo.control.addOrders(sellerId, { count: 6, kind, at: began - hourMs })) {
        const [order] = (await mall.shop().readOrders([orderNumber])).orders;
        ships.push(JSON.parse(order?.original ?? '').Ship);
      }
      return ships;
    };
    const gifts = await shipsOf('gift');
    expect(gifts.find((ship) => ship.NeedGiftWrapPaper === 'true')).toMatchObject({
      GiftWrapPaperType: expect.stringContaining('蝶結び'),
      GiftWrapName: expect.stringMatching(/\S/),
      Option1Field: 'ご用途',
      Option1Value: '内祝',
    });
    expect((await shipsOf('subscription'))[0]).toMatchObject({
      IsSubscription: 'true',
      SubscriptionId: expect.stringMatching(/^teiki-/),
    });
  });

  it('reads the same orders with times of fourteen digits', async () => {
    const [plain, other] = [withOrders(3), withOrders(3, { answers: { times: 'compact' } })];
    for (const orderNumber of plain.placed) {
      const [one] = (await plain.shop().readOrders([orderNumber])).orders;
      const [two] = (await other.shop().readOrders([orderNumber])).orders;
      expect({ ...two, original: '' }).toEqual({ ...one, original: '' });
    }
  });

  it('lists what is shown in the order in which it was shown, orders in the window of their buyers among them', async () => {
    const mall = yahooInProcess();
    const [held = '', early = '', late = ''] = [
      mall.yahoo.control.addOrders(sellerId, { count: 1, kind: 'fraud-hold', at: began - 2 * hourMs })[0],
      mall.yahoo.control.addOrders(sellerId, { count: 1, kind: 'plain', at: began - 30 * minuteMs })[0],
      mall.yahoo.control.addOrders(sellerId, { count: 1, kind: 'plain', at: began - minuteMs })[0],
    ];
    mall.yahoo.control.releaseOrder(sellerId, held);
    const shop = mall.shop();
    expect((await shop.listOrders(hourAgo)).orderNumbers).toEqual([early, late, held]);
    expect((await shop.listOrders({ ...hourAgo, by: 'placed' })).orderNumbers).toEqual([early, late]);
    expect((await shop.listOrders({ ...hourAgo, by: 'placed', progress: '2' })).orderNumbers).toEqual([early]);
    expect((await shop.listOrders({ ...hourAgo, by: 'placed', progress: '2-readonly' })).orderNumbers).toEqual([late]);
  });

  it('finds nothing where there is nothing, and an empty page behind the last row', async () => {
    expect(await yahooInProcess().shop().listOrders(hourAgo)).toMatchObject({ orderNumbers: [], total: 0, pages: 0 });
    const { shop } = withOrders(3);
    expect(await shop().listOrders({ ...hourAgo, page: 2 })).toMatchObject({ orderNumbers: [], pages: 1 });
  });

  it('lists a page whose moments cannot be read, and loses none of its orders', async () => {
    for (const [name, instead] of [
      ['PublicationTime', '2026-11-24T15:00:00'],
      ['PublicationTime', '明日'],
      ['LastUpdateTime', '0000-00-00 00:00:00'],
      ['LastUpdateTime', '<Odd/>'],
      ['OrderTime', '2026-02-30T00:00:00+09:00'],
    ] as const) {
      const mall = yahooInProcess({}, (transport) => async (request) => {
        const answer = await transport(request);
        const element = new RegExp(`<${name}>[^<]*</${name}>`);
        const body = String(answer.body).replace(element, `<${name}>${instead}</${name}>`);
        return { ...answer, body: Buffer.from(request.url.endsWith('/orderList') ? body : String(answer.body)) };
      });
      const placed = mall.yahoo.control.addOrders(sellerId, { count: 3, at: began - hourMs });
      const page = await mall.shop().listOrders({ ...hourAgo, from: began - 2 * hourMs });
      expect([...page.orderNumbers].sort(), `${name} ${instead}`).toEqual([...placed].sort());
      expect(page.changedAt?.size).toBe(name === 'LastUpdateTime' ? 2 : 3);
    }
  });

  it('distinguishes an order that is not there, and one that cannot be understood, from an error of the call', async () => {
    const { shop, yahoo, placed } = withOrders(2);
    const [first = ''] = placed;
    expect(await shop().readOrders([`${sellerId}-99999999`])).toEqual({
      orders: [],
      unreadable: [],
      absent: [`${sellerId}-99999999`],
    });
    yahoo.control.spoilOrder(first, 'wrong-type');
    expect(await shop().readOrders([first])).toMatchObject({
      orders: [],
      unreadable: [{ orderNumber: first, reason: /^OrderStatus: / }],
    } as object);
    yahoo.control.spoilOrder(first, 'bare-ampersand');
    expect((await shop().readOrders([first])).orders).toMatchObject([{ orderNumber: first }]);
    yahoo.control.spoilOrder(first, 'broken-xml');
    await expect(shop().readOrders([first])).rejects.toMatchObject({ code: 'mall.unreadable' });
    await expect(shop().readOrders(placed)).rejects.toThrow(/expected one: orderInfo reads one order a call/);
    expect(await shop().readOrders([])).toEqual({ orders: [], unreadable: [], absent: [] });
  });

  it('says when its keys end: four weeks after the consent, or a year after the 公開鍵, whichever is first, and the other one', async () => {
    const mall = yahooInProcess();
    const consent = { part: 'consent', at: began + 28 * dayMs };
    const issuedAt = mall.credential.publicKeyIssuedAt;
    const later = { part: 'public-key', at: issuedAt + 365 * dayMs };
    expect(await mall.shop().keyExpiry()).toEqual({ ...consent, later });
    const oldKey = { ...mall.credential, publicKeyIssuedAt: began - 360 * dayMs };
    const publicKey = { part: 'public-key', at: began + 5 * dayMs };
    expect(await mall.shop(oldKey).keyExpiry()).toEqual({ ...publicKey, later: consent });
  });

  it('can be tried function by function', async () => {
    const { shop, yahoo } = yahooInProcess();
    const names = shop().traits.switches.functions.map(({ name }) => name);
    for (const name of names) await shop().tryFunction(name);
    yahoo.control.setOrderApi(sellerId, 'px-04306');
    await expect(shop().tryFunction('orderInfo')).rejects.toMatchObject({ code: 'key.function-off' });
    await expect(shop().tryFunction('getStock')).resolves.toEqual({});
    await expect(shop().tryFunction('rpay.order.getOrder')).rejects.toThrow(/has no function/);
  });

  it('works over real HTTP', async () => {
    const mall = withOrders(5);
    const serving = await serve(mall.yahoo, { port: 0 });
    const transport = createUndiciTransport();
    const now = () => began;
    const mallTime = createMallTime(now);
    const shop = openYahooShop({
      shop: shopKey,
      sellerId,
      credential: credentialOf(mall.given, began),
      baseUrl: serving.url,
      transport,
      tokens: createYahooTokens({ authUrl: serving.url, transport, now, timeoutMs: 10_000, mallTime }),
      mallTime,
      callCount: createCallCount(now),
      now,
    });
    try {
      const { orderNumbers } = await shop.listOrders({ ...hourAgo, by: 'placed' });
      expect(orderNumbers.length).toBeGreaterThan(0);
      for (const orderNumber of orderNumbers) expect((await shop.readOrders([orderNumber])).orders).toHaveLength(1);
      expect(await shop.probe('stock')).toBe(began);
    } finally {
      await transport.close();
      await serving.stop();
    }
  });
});
