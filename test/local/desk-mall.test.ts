import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import { meddle, stockMall, stockMalls } from '../../local/desk/stock-mall.ts';
import { signatureOf } from '../../malls/yahoo/calls.ts';
import { orderListBody } from '../../malls/yahoo/requests.ts';
import { type DeskRms, type DeskYahoo, openRms, openYahoo } from './fixture/malls.ts';

const root = mkdtempSync(join(tmpdir(), 'tsunagi-mall-'));
afterAll(() => rmSync(root, { recursive: true }));
const token = 'token-of-the-door';
const newFolder = () => mkdtempSync(join(root, 'case-'));

/** A mall whose clock stands still until the test moves it. */
async function mallIn(folder: string, time: { now: number }, seed: number | null = null): Promise<DeskRms> {
  return openRms({ folder, now: () => time.now, speed: 1, seed, port: 0, token, onExchange: () => {} });
}

/** All that the mall has, as it would tell it. */
const everything = ({ control }: DeskRms) =>
  JSON.stringify([
    control
      .books()
      .shops.map((shop) => ({ ...shop, orders: shop.orders.map((order) => ({ ...order, model: order.model })) })),
    control.shops(),
  ]);

const start = Date.UTC(2026, 10, 24);

async function yahooIn(folder: string, time: { now: number }): Promise<DeskYahoo> {
  return openYahoo({ folder, now: () => time.now, speed: 1, seed: null, port: 0, token, onExchange: () => {} });
}

/** Everything a Yahoo!ショッピング has, but how often it was called, and the 公開鍵: those are of one run. */
const allOfYahoo = ({ control }: DeskYahoo) =>
  JSON.stringify([control.books(), control.shops().map(({ publicKey: _, ...shop }) => shop)]).replace(
    /"calls":\{[^}]*\}/g,
    '',
  );

/** An access token of Yahoo's first shop. */
async function tokenOf({ url, control }: DeskYahoo): Promise<string> {
  const { clientId, clientSecret, refreshToken } = control.shops()[0] ?? {};
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const answer = await fetch(`${url}/yconnect/v2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken ?? '' }).toString(),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

describe('the mall of a data folder', () => {
  it('a mall of a data folder is after a kill as it was, with every order, edit and key', async () => {
    const [folder, time] = [newFolder(), { now: start }];
    const first = await mallIn(folder, time);
    stockMall(first, { shops: 3, perHour: 60 });
    for (let quarter = 1; quarter <= 8; quarter += 1) {
      time.now = start + quarter * 15 * minuteMs;
      meddle(first);
    }
    const [shop] = first.control.shops();
    first.act('rotate-key', { shopUrl: shop?.shopUrl });
    const before = everything(first);
    // Killed: nothing is saved at the end.
    await first.stop();

    const again = await mallIn(folder, time);
    expect(everything(again)).toBe(before);
    const count = again.control.summary().shops.reduce((sum, { orders }) => sum + orders, 0);
    time.now += hourMs;
    const later = again.control.summary().shops.reduce((sum, { orders }) => sum + orders, 0);
    expect(later - count).toBeGreaterThan(100);
    await again.stop();
  });

  it('a mall of a data folder remembers the changes made through its control API, and not the reads', async () => {
    const [folder, time] = [newFolder(), { now: start }];
    const first = await mallIn(folder, time);
    stockMall(first, { shops: 1, perHour: 0 });
    const shopUrl = first.control.shops()[0]?.shopUrl;
    const ask = (name: string, body: object) =>
      fetch(`${first.url}/control/${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
    expect((await ask('add-orders', { shopUrl, count: 2 })).status).toBe(200);
    expect((await ask('summary', {})).status).toBe(200);
    expect((await ask('add-orders', { shopUrl: 'unknown', count: 2 })).status).toBe(400);
    const before = everything(first);
    await first.stop();
    const again = await mallIn(folder, time);
    expect(everything(again)).toBe(before);
    await again.stop();
  });

  it('a mall of a data folder remembers what calls changed, each once: in good health, without an answer, and carried out late', async () => {
    const [folder, time] = [newFolder(), { now: start }];
    const first = await mallIn(folder, time);
    stockMall(first, { shops: 1, perHour: 0 });
    const [shop] = first.control.shops();
    if (shop === undefined) throw new Error('The mall has a shop.');
    const { shopUrl, serviceSecret, licenseKey } = shop;
    first.act('add-orders', { shopUrl, count: 3, kind: 'plain' });
    const orders = first.control.books().shops.flatMap((one) => one.orders.map(({ orderNumber }) => orderNumber));
    for (const orderNumber of orders) first.act('move-order', { shopUrl, orderNumber, orderProgress: 300 });
    const ship = (orderNumber = '') => {
      const basketId = first.control.order(orderNumber)?.model.PackageModelList[0]?.basketId;
      const row = { shippingDate: '2026-11-24', deliveryCompany: '1001', shippingNumber: '444413758703' };
      return fetch(`${first.url}/es/2.0/order/updateOrderShipping/`, {
        method: 'POST',
        headers: {
          authorization: `ESA ${Buffer.from(`${serviceSecret}:${licenseKey}`).toString('base64')}`,
          'content-type': 'application/json; charset=utf-8',
        },
        body: JSON.stringify({ orderNumber, BasketidModelList: [{ basketId, ShippingModelList: [row] }] }),
        signal: AbortSignal.timeout(500),
      }).then(
        ({ status }) => status,
        () => null,
      );
    };
    expect(await ship(orders[0])).toBe(200);
    first.act('break', { kind: 'timeout-after', times: 1 });
    expect(await ship(orders[1])).toBeNull();
    first.act('break', { kind: 'apply-later', applyAfterMs: minuteMs, times: 1 });
    expect(await ship(orders[2])).toBeNull();
    time.now += 2 * minuteMs;
    first.act('edit-order', { shopUrl, orderNumber: orders[2] });
    const rowsOf = (mall: DeskRms) =>
      orders.map(
        (orderNumber) =>
          mall.control.order(orderNumber)?.model.PackageModelList.flatMap((one) => one.ShippingModelList ?? []).length,
      );
    expect(rowsOf(first)).toEqual([1, 1, 1]);
    // Call counts cover this run only.
    const truth = (mall: DeskRms) => everything(mall).replace(/"calls":\{[^}]*\}/, '');
    const before = truth(first);
    await first.stop();

    expect(readFileSync(join(folder, 'simulator', 'doings.ndjson'), 'utf8')).not.toContain(licenseKey);
    const again = await mallIn(folder, time);
    expect(truth(again) === before).toBe(true);
    expect(rowsOf(again)).toEqual([1, 1, 1]);
    await again.stop();
  });

  it('a mall of a data folder outlives a kill in the middle of a note', async () => {
    const [folder, time] = [newFolder(), { now: start }];
    const first = await mallIn(folder, time);
    stockMall(first, { shops: 1, perHour: 0 });
    await first.stop();
    appendFileSync(join(folder, 'simulator', 'doings.ndjson'), '{"at":1,"name":"add-');
    const again = await mallIn(folder, time);
    again.act('add-orders', { shopUrl: again.control.shops()[0]?.shopUrl, count: 1 });
    const before = everything(again);
    await again.stop();
    const third = await mallIn(folder, time);
    expect(everything(third)).toBe(before);
    await third.stop();
  });

  it('a mall of a data folder opens more shops when more are wanted, and keeps those it has', async () => {
    const [folder, time] = [newFolder(), { now: start }];
    const mall = await mallIn(folder, time);
    stockMalls([mall], { shops: null, perHour: 0 });
    expect(mall.control.shops()).toHaveLength(8);
    stockMall(mall, { shops: 2, perHour: null });
    expect(mall.control.shops()).toHaveLength(8);
    stockMall(mall, { shops: 10, perHour: null });
    expect(mall.control.shops()).toHaveLength(10);
    await mall.stop();
  });

  it('a mall of a data folder gets no more orders an hour in all than eight shops do, unless a rate was asked for', async () => {
    const ratesOf = async (shops: number, perHour: number | null): Promise<readonly unknown[]> => {
      const mall = await mallIn(newFolder(), { now: start });
      const rates: unknown[] = [];
      const act: DeskRms['act'] = (name, body) => {
        if (name === 'arrivals') rates.push((body as { readonly perHour: unknown }).perHour);
        mall.act(name, body);
      };
      stockMalls([{ ...mall, act }], { shops, perHour });
      await mall.stop();
      return [...new Set(rates)];
    };
    expect(await ratesOf(4, null)).toEqual([60]);
    expect(await ratesOf(32, null)).toEqual([15]);
    expect(await ratesOf(32, 60)).toEqual([60]);
  });

  it('a mall of a data folder that was begun with another seed is refused, with what to do', async () => {
    const [folder, time] = [newFolder(), { now: start }];
    await (await mallIn(folder, time, 7)).stop();
    await expect(mallIn(folder, time, 8)).rejects.toThrow(/has the seed 7, not 8\. .*--fresh/);
  });

  it('a mall of a data folder says which port is taken', async () => {
    const time = { now: start };
    const first = await mallIn(newFolder(), time);
    const port = Number(new URL(first.url).port);
    const second = openRms({
      folder: newFolder(),
      now: () => time.now,
      speed: 1,
      seed: null,
      port,
      token,
      onExchange: () => {},
    });
    await expect(second).rejects.toThrow(new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken`));
    await first.stop();
  });

  it('a mall of a data folder stands still once it is frozen', async () => {
    const [folder, time] = [newFolder(), { now: start }];
    const mall = await mallIn(folder, time);
    stockMall(mall, { shops: 2, perHour: 600 });
    time.now += hourMs;
    mall.freeze();
    const before = everything(mall);
    time.now += hourMs;
    expect(everything(mall)).toBe(before);
    await mall.stop();
  });

  it('a frozen mall of Yahoo!ショッピング takes the signature of a caller whose clock goes on', async () => {
    const [folder, time] = [newFolder(), { now: start }];
    const yahoo = await yahooIn(folder, time);
    yahoo.act('add-shop', { sellerId: 'midori-an' });
    const access = await tokenOf(yahoo);
    yahoo.freeze();
    time.now += hourMs;
    const { publicKey = '', publicKeyVersion } = yahoo.control.shops()[0] ?? {};
    const listing = { by: 'placed', from: start - hourMs, to: start, page: 1 } as const;
    const answer = await fetch(`${yahoo.url}/ShoppingWebService/V1/orderList`, {
      method: 'POST',
      body: orderListBody('midori-an', listing),
      headers: {
        authorization: `Bearer ${access}`,
        'x-sws-signature': signatureOf('midori-an', publicKey, time.now),
        'x-sws-signature-version': `${publicKeyVersion}`,
      },
    });
    expect(answer.headers.get('x-sws-authorize-status')).toBe('authorized');
    await yahoo.stop();
  });

  it('a mall of Yahoo!ショッピング is after a kill as it was: orders, stock that calls set, and keys, whatever tokens were given out', async () => {
    const [folder, time] = [newFolder(), { now: start }];
    const [mall, yahoo] = [await mallIn(folder, time), await yahooIn(folder, time)];
    stockMalls([mall, yahoo], { shops: 3, perHour: 60 });
    const [shop] = yahoo.control.shops();
    if (shop === undefined) throw new Error('Yahoo has a shop.');
    const { clientSecret, refreshToken, sellerId } = shop;
    const access = await tokenOf(yahoo);
    const set = (quantity: number) =>
      fetch(`${yahoo.url}/ShoppingWebService/V1/setStock`, {
        method: 'POST',
        headers: { authorization: `Bearer ${access}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          seller_id: sellerId,
          item_code: 'kasa-5521:nv',
          quantity: `${quantity}`,
        }).toString(),
        signal: AbortSignal.timeout(500),
      }).then(
        ({ status }) => status,
        () => null,
      );
    expect(await set(41)).toBe(200);
    time.now += 30 * minuteMs;
    yahoo.act('break', { kind: 'timeout-after', times: 1 });
    expect(await set(17)).toBeNull();
    const rows = yahoo.control.books().shops[0]?.stock ?? [];
    expect(rows.find(({ itemCode, subCode }) => `${itemCode}:${subCode}` === 'kasa-5521:nv')?.quantity).toBe(17);
    time.now += 5 * minuteMs;
    yahoo.act('add-shop', { sellerId: 'opened-later' });
    const before = allOfYahoo(yahoo);
    await yahoo.stop();

    const doings = readFileSync(join(folder, 'simulator-yahoo', 'doings.ndjson'), 'utf8');
    for (const key of [access, refreshToken, clientSecret]) expect(doings).not.toContain(key);
    const again = await yahooIn(folder, time);
    expect(allOfYahoo(again) === before).toBe(true);
    await again.stop();
    await mall.stop();
  });

  it('every third shop is opened at Yahoo!ショッピング, of merchants who have one at 楽天', async () => {
    const [folder, time] = [newFolder(), { now: start }];
    const [mall, yahoo] = [await mallIn(folder, time), await yahooIn(folder, time)];
    stockMalls([mall, yahoo], { shops: null, perHour: 0 });
    const codes = () => [
      mall.control.shops().map(({ shopUrl }) => shopUrl),
      yahoo.control.shops().map(({ sellerId }) => sellerId),
    ];
    const [atRms = [], atYahoo = []] = codes();
    expect([atRms.length, atYahoo.length]).toEqual([6, 2]);
    expect(atRms.slice(0, 2)).toEqual(atYahoo);
    stockMalls([mall, yahoo], { shops: null, perHour: null });
    expect(codes()).toEqual([atRms, atYahoo]);
    stockMalls([mall, yahoo], { shops: 9, perHour: null });
    expect(codes().map((all) => all.length)).toEqual([6, 3]);
    await mall.stop();
    await yahoo.stop();
  });
});
