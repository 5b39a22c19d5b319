import { describe, expect, it } from 'vitest';
import { answered, around, DAY, HOUR, MINUTE, NOON, openMall } from './mall.ts';

describe('the gateway', () => {
  it('takes paths with and without a slash at the end', () => {
    const mall = openMall();
    for (const path of ['/es/2.0/order/searchOrder', '/es/2.0/order/searchOrder/']) {
      expect(answered(mall.call('', around(NOON), { path })).status).toBe(200);
    }
  });

  it('answers 404 to an unknown function, 405 to another method, 415 without the charset', () => {
    const mall = openMall();
    expect(answered(mall.call('searchOrders', {})).status).toBe(404);
    expect(mall.send('GET', '/es/2.0/order/searchOrder/').status).toBe(405);
    const contentType = (value: string) =>
      answered(mall.call('searchOrder', around(NOON), { headers: { 'content-type': value } })).status;
    expect(contentType('application/json')).toBe(415);
    expect(contentType('application/json;charset=utf-8')).toBe(200);
    expect(contentType('application/json; charset=UTF-8')).toBe(200);
  });

  it('answers 400 to a body that is no JSON object', () => {
    expect(answered(openMall().call('searchOrder', 'null')).status).toBe(400);
    expect(answered(openMall().call('searchOrder', '{"dateType":')).status).toBe(400);
  });

  it('answers with the headers of the live API, dated by its own clock', () => {
    const mall = openMall();
    mall.pass(61_000);
    const { headers } = answered(mall.call('searchOrder', around(NOON)));
    expect(headers).toMatchObject({
      server: 'openresty',
      'http.method': 'POST',
      'http.status': '200',
      'content-type': 'application/json;charset=UTF-8',
      connection: 'close',
      timestamp: '2026-02-09T03:01:01',
      date: 'Mon, 09 Feb 2026 03:01:01 GMT',
    });
    expect(headers.requestid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(answered(mall.call('searchOrder', around(NOON))).headers.requestid).not.toBe(headers.requestid);
  });

  it('keeps connections alive where the settings say so', () => {
    const mall = openMall({ settings: { transport: { connection: 'keep-alive' } } });
    expect(answered(mall.call('searchOrder', around(NOON))).headers.connection).toBe('keep-alive');
  });

  it('lets every answer take its time within the latency of the settings', () => {
    const mall = openMall({ settings: { transport: { latencyMinMs: 80, latencyMaxMs: 120 } } });
    const delays = Array.from({ length: 50 }, () => answered(mall.call('searchOrder', around(NOON))).delayMs);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(80);
    expect(Math.max(...delays)).toBeLessThanOrEqual(120);
    expect(new Set(delays).size).toBeGreaterThan(5);
  });

  it('refuses calls above the rate only where the settings enforce it', () => {
    const burst = (mall: ReturnType<typeof openMall>) =>
      [0, 400, 700].map((wait) => {
        mall.pass(wait);
        return answered(mall.call('searchOrder', around(NOON))).status;
      });
    expect(burst(openMall())).toEqual([200, 200, 200]);
    expect(burst(openMall({ settings: { throttle: { enforce: true } } }))).toEqual([200, 503, 200]);
    expect(burst(openMall({ settings: { throttle: { enforce: true, status: 429 } } }))).toEqual([200, 429, 200]);
  });
});

describe('a licence key', () => {
  const expiry = (mall: ReturnType<typeof openMall>) => {
    const key = mall.rms.control.shops()[0]?.licenseKey ?? '';
    return mall.send('GET', `/es/1.0/license-management/license-key/expiry-date?licenseKey=${encodeURIComponent(key)}`);
  };

  it('says when it ends: 23:59:59 JST of day 90, without a zone', () => {
    expect(expiry(openMall())).toMatchObject({ status: 200, body: { expiryDate: '2026-05-10T23:59:59' } });
  });

  it('works to its last second and answers 401 everywhere after it', () => {
    const mall = openMall();
    const end = Date.parse('2026-05-10T23:59:59+09:00');
    mall.pass(end - NOON);
    expect(expiry(mall).status).toBe(200);
    mall.pass(1000);
    expect(expiry(mall).status).toBe(401);
    expect(mall.ask('searchOrder', around(NOON)).status).toBe(401);
    expect(mall.send('GET', '/es/2.0/inventories/bulk-get/range?minQuantity=1').status).toBe(401);
  });

  it.each([
    ['GA0001', { errors: [{ code: 'GA0001', message: 'Un-Authorised' }] }],
    ['ES01-01', { Results: { errorCode: 'ES01-01', message: 'Un-Authorised' } }],
  ] as const)('is refused in the envelope %s', (envelope, body) => {
    const mall = openMall({ settings: { auth: { envelope } } });
    mall.rms.control.expireKey(mall.shopUrl);
    expect(mall.ask('searchOrder', around(NOON))).toEqual({ status: 401, body });
  });

  it('is dead the moment a new one is issued, which may itself need a while', () => {
    const mall = openMall();
    const old = mall.authorization();
    const fresh = mall.rms.control.rotateKey(mall.shopUrl, { activeInMs: 15 * MINUTE });
    const status = (authorization: string) =>
      answered(mall.call('searchOrder', around(NOON), { headers: { authorization } })).status;
    expect(mall.rms.control.shops()[0]?.licenseKey).toBe(fresh);
    expect(status(old)).toBe(401);
    expect(status(mall.authorization())).toBe(401);
    mall.pass(15 * MINUTE);
    expect(status(old)).toBe(401);
    expect(status(mall.authorization())).toBe(200);
  });

  it('is refused for as long as it is set, and the one before may work until then', () => {
    const auth = { newKeyRefusedMs: 20 * MINUTE, oldKeyWorks: 'until-new-works' } as const;
    const mall = openMall({ settings: { auth } });
    const status = (authorization: string) =>
      answered(mall.call('searchOrder', around(NOON), { headers: { authorization } })).status;
    const first = mall.authorization();
    mall.rms.control.rotateKey(mall.shopUrl);
    const second = mall.authorization();
    expect([status(first), status(second)]).toEqual([200, 401]);
    mall.pass(20 * MINUTE);
    expect([status(first), status(second)]).toEqual([401, 200]);
    mall.rms.control.rotateKey(mall.shopUrl);
    mall.rms.control.rotateKey(mall.shopUrl);
    expect([status(first), status(second), status(mall.authorization())]).toEqual([401, 401, 401]);
    mall.rms.control.activateKey(mall.shopUrl);
    expect([status(first), status(second), status(mall.authorization())]).toEqual([401, 401, 200]);
  });

  it('of a developer company leaves the one before it until its own end', () => {
    const auth = { newKeyRefusedMs: 90 * MINUTE, oldKeyWorks: 'until-its-end' } as const;
    const mall = openMall({ settings: { auth } });
    const status = (authorization: string) =>
      answered(mall.call('searchOrder', around(NOON), { headers: { authorization } })).status;
    const first = mall.authorization();
    mall.rms.control.rotateKey(mall.shopUrl);
    const second = mall.authorization();
    expect([status(first), status(second)]).toEqual([200, 401]);
    mall.pass(90 * MINUTE);
    expect([status(first), status(second)]).toEqual([200, 200]);
    mall.rms.control.expireKey(mall.shopUrl);
    expect([status(first), status(second)]).toEqual([401, 401]);
  });

  it('belongs to one shop: another shop sees other orders', () => {
    const mall = openMall();
    mall.add(2);
    const other = mall.rms.control.addShop({ shopUrl: 'tonari', keyExpiresAt: NOON + DAY });
    const authorization = `ESA ${btoa(`${other.serviceSecret}:${other.licenseKey}`)}`;
    const asked = mall.call('searchOrder', around(NOON), { headers: { authorization } });
    expect(JSON.parse(answered(asked).body).orderNumberList).toEqual([]);
    mall.pass(DAY + HOUR);
    expect(answered(mall.call('searchOrder', around(NOON), { headers: { authorization } })).status).toBe(401);
  });

  it.each(['', 'Basic YWFhOmJiYg==', 'ESA YWFhOmJiYg==', 'ESA !!'])('is not %j', (authorization) => {
    expect(answered(openMall().call('searchOrder', around(NOON), { headers: { authorization } })).status).toBe(401);
  });

  it('does not help where an API is switched off for the shop', () => {
    const mall = openMall();
    mall.rms.control.switchApi(mall.shopUrl, 'inventory', false);
    const stock = () => mall.send('GET', '/es/2.0/inventories/bulk-get/range?minQuantity=1');
    expect(stock().body.Results.errorCode).toBe('ES04-01');
    expect(mall.ask('searchOrder', around(NOON)).status).toBe(200);
    mall.rms.control.switchApi(mall.shopUrl, 'inventory', true);
    expect(stock().status).toBe(200);
  });

  it('does not help where a single function is switched off: its neighbours of the same API answer', () => {
    const mall = openMall();
    const switchFunction = (body: object) =>
      answered(
        mall.rms.controlApi({
          method: 'POST',
          path: '/control/switch-function',
          headers: {},
          body: JSON.stringify({ shopUrl: mall.shopUrl, ...body }),
        }),
      );
    const list = () => mall.ask('getSubStatusList', {});
    expect(switchFunction({ operation: 'getSubStatusList', on: false }).status).toBe(200);
    expect(list()).toMatchObject({ status: 401, body: { Results: { errorCode: 'ES04-01' } } });
    expect(mall.ask('searchOrder', around(NOON)).status).toBe(200);
    switchFunction({ operation: 'getSubStatusList', on: true });
    expect(list().status).toBe(200);
    mall.rms.control.switchFunction(mall.shopUrl, 'license.expiryDate', false);
    expect(expiry(mall).body.Results.errorCode).toBe('ES04-01');
    expect(JSON.parse(switchFunction({ operation: 'bulk.get' }).body).error).toMatch(
      /no function "bulk.get".*inventory\.bulk\.get/,
    );
  });
});
