import { describe, expect, it } from 'vitest';
import { type HttpRequest, type Transport, TransportFailure } from '../../../../malls/http.ts';
import { openRmsShop } from '../../../../malls/rms/client.ts';
import { operationOf, rmsSwitches } from '../../../../malls/rms/operations.ts';
import { createRms } from '../../../../simulator/rms/index.ts';

const now = Date.parse('2026-11-24T06:00:00Z');
const names = rmsSwitches.functions.map(({ name }) => name);
const simulated: Readonly<Record<string, string>> = {
  'rpay.order.searchOrder': 'searchOrder',
  'rpay.order.getOrder': 'getOrder',
  'license.expiryDate.get': 'license.expiryDate',
  'rpay.order.getSubStatusList': 'getSubStatusList',
  'inventories.bulk.get': 'inventory.bulk.get',
};

function shopOver(transport: Transport, credential = { serviceSecret: 'aaa', licenseKey: 'bbb' }) {
  return openRmsShop({
    shop: { key: 'rms#tsunagi-shop' },
    credential,
    baseUrl: 'https://rms.example',
    transport,
    now: () => now,
  });
}

function mall() {
  const rms = createRms({ now: () => now, seed: 7 });
  const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl: 'tsunagi-shop' });
  const shop = shopOver(
    async ({ method, url, headers, body }) => {
      const { pathname, search } = new URL(url);
      const outcome = rms.handle({ method, path: `${pathname}${search}`, headers: { ...headers }, body: body ?? '' });
      if (outcome.ending !== 'answer') throw new TransportFailure('reset', 'broken');
      return { status: outcome.status, headers: outcome.headers, body: outcome.body };
    },
    { serviceSecret, licenseKey },
  );
  return { rms, shop };
}

/** A shop whose mall answers everything like this, and what it was asked. */
function answering(status: number, body: object) {
  const requests: HttpRequest[] = [];
  const shop = shopOver(async (request) => {
    requests.push(request);
    return { status, headers: {}, body: JSON.stringify(body) };
  });
  return { shop, requests };
}

describe('trying a function of RMS', () => {
  it.each(names)('%s costs one call, changes nothing, and works with its switch on', async (name) => {
    const { rms, shop } = mall();
    const [order = ''] = rms.control.addOrders('tsunagi-shop', { count: 1 });
    const before = JSON.stringify(rms.control.order(order)?.model);
    await shop.tryFunction(name);
    const [books] = rms.control.books().shops;
    expect(books?.calls).toEqual({ [simulated[name] as string]: 1 });
    expect(books?.inventory).toHaveLength(30);
    expect(JSON.stringify(rms.control.order(order)?.model)).toBe(before);
  });

  it.each(names)('%s says that its switch is off, and where it is', async (name) => {
    const { rms, shop } = mall();
    rms.control.switchFunction('tsunagi-shop', simulated[name] as string, false);
    await expect(shop.tryFunction(name)).rejects.toMatchObject({
      code: 'key.function-off',
      message: expect.stringContaining('店舗様向け情報・サービス → WEB APIサービス → 利用機能編集'),
    });
    for (const other of names.filter((each) => each !== name)) await shop.tryFunction(other);
  });

  it('reports when the key ends where the function reports it', async () => {
    const { shop } = mall();
    expect(await shop.tryFunction('license.expiryDate.get')).toEqual({
      keyExpiry: { part: 'licence', at: Date.parse('2027-02-22T23:59:59+09:00') },
    });
    expect(await shop.tryFunction('rpay.order.searchOrder')).toEqual({});
  });

  it.each(names)('%s passes on that the key is refused, and that the mall is away', async (name) => {
    const { rms, shop } = mall();
    rms.control.expireKey('tsunagi-shop');
    await expect(shop.tryFunction(name)).rejects.toMatchObject({ code: 'key.refused' });
    rms.control.break({ kind: 'server-error-html' });
    await expect(shop.tryFunction(name)).rejects.toMatchObject({ retry: 'later' });
  });

  it('takes an objection of the inventory API itself for a switch that is on', async () => {
    const { shop } = answering(400, { errors: [{ code: 'IE0002', message: 'variantId has an invalid value' }] });
    expect(await shop.tryFunction('inventories.bulk.get')).toEqual({});
  });

  it('says of a shop that was not migrated to SKU that no stock can be kept there', async () => {
    const { rms, shop } = mall();
    rms.control.setMigrated('tsunagi-shop', false);
    await expect(shop.tryFunction('inventories.bulk.get')).rejects.toMatchObject({
      code: 'mall.refused',
      message: expect.stringContaining('not migrated to SKU (IE1105)'),
    });
    expect(await shop.tryFunction('rpay.order.searchOrder')).toEqual({});
    rms.control.setMigrated('tsunagi-shop', true);
    expect(await shop.tryFunction('inventories.bulk.get')).toEqual({});
  });

  it('takes no other refusal for a yes', async () => {
    for (const [status, body] of [
      [400, { errors: [{ code: 'GK0001' }] }],
      [404, { Results: { errorCode: 'ES04-04' } }],
    ] as const) {
      await expect(answering(status, body).shop.tryFunction('inventories.bulk.get')).rejects.toMatchObject({
        code: 'mall.refused',
      });
    }
  });

  it('knows no function that is not in its list', async () => {
    expect(() => operationOf('rpay.order.cancelOrder')).toThrow(
      'no function "rpay.order.cancelOrder" that can be tried',
    );
  });
});
