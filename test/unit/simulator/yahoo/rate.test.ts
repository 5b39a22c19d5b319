import { describe, expect, it } from 'vitest';
import { answered, HOUR, openMall, SECOND } from './mall.ts';

const SECRET = 'not-a-secret';

describe('the rate', () => {
  const fast = (throttle: object = {}) => openMall({ settings: { throttle: { enforce: true, ...throttle } } });
  const get = (mall: ReturnType<typeof openMall>) => mall.stock('getStock', { item_code: 'kome-0005' });

  it('is one query a second for each address, with 403 and the words of the gateway for one too many', () => {
    const mall = fast();
    expect(get(mall).status).toBe(200);
    const second = get(mall);
    expect([second.status, second.at('Message'), second.at('Code')]).toEqual([403, 'Your Request was Forbidden', null]);
    expect(second.headers['retry-after']).toBeUndefined();
    expect(mall.stock('setStock', { item_code: 'kome-0005', quantity: '1' }).status).toBe(200);
    mall.pass(SECOND);
    expect(get(mall).status).toBe(200);
  });

  it('blocks an address for some time where the settings say so', () => {
    const mall = fast({ blockMs: 5 * SECOND });
    get(mall);
    expect(get(mall).status).toBe(403);
    mall.pass(5 * SECOND - 1);
    expect(get(mall).status).toBe(403);
    mall.pass(SECOND);
    expect(get(mall).status).toBe(200);
  });

  it('ends for the day at 50,000 requests, and starts over at midnight in Japan', () => {
    const mall = fast({ perDay: 3 });
    const statuses = [1, 2, 3, 4].map(() => {
      mall.pass(SECOND);
      return get(mall).status;
    });
    expect(statuses).toEqual([200, 200, 200, 403]);
    mall.pass(12 * HOUR);
    expect(get(mall).status).toBe(200);
  });

  it('is counted by application or by shop, as the settings say', () => {
    const both = (countedBy: 'application' | 'shop') => {
      const mall = fast({ countedBy });
      for (const sellerId of ['a', 'b']) {
        mall.control.addShop({ sellerId, application: 'vendor', clientSecret: SECRET, refreshToken: sellerId });
      }
      const { clientId = '' } = mall.control.shops().at(-1) ?? {};
      const basic = { authorization: `Basic ${btoa(`${clientId}:${SECRET}`)}` };
      const post = (path: string, headers: Record<string, string>, body: string) =>
        answered(mall.yahoo.handle({ method: 'POST', path, headers, body }));
      return ['a', 'b'].map((sellerId) => {
        const granted = post('/yconnect/v2/token', basic, `grant_type=refresh_token&refresh_token=${sellerId}`);
        const bearer = { authorization: `Bearer ${JSON.parse(granted.body).access_token}` };
        return post('/ShoppingWebService/V1/getStock', bearer, `seller_id=${sellerId}&item_code=kome-0005`).status;
      });
    };
    expect([both('application'), both('shop')]).toEqual([
      [200, 403],
      [200, 200],
    ]);
  });

  it('may say its words on a page for people', () => {
    const mall = fast({ body: 'html' });
    get(mall);
    expect(get(mall).headers['content-type']).toContain('text/html');
  });
});
