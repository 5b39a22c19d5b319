import { afterEach, describe, expect, it } from 'vitest';
import { mallGuard } from '../../../../local/wire/mall-guard.ts';
import { type Serving, serve } from '../../../../simulator/index.ts';
import type { YahooFault } from '../../../../simulator/yahoo/index.ts';
import { openMall, SELLER } from './mall.ts';

const servings: Serving[] = [];
afterEach(async () => {
  await Promise.all(servings.splice(0).map((one) => one.stop()));
});

async function served(fault?: YahooFault) {
  const mall = openMall();
  const bearer = { authorization: `Bearer ${mall.token()}` };
  if (fault) mall.control.break(fault);
  const serving = await serve(mall.yahoo, { port: 0, guard: mallGuard('the-token', 'here') });
  servings.push(serving);
  const post = (name: string, body: string, headers: Record<string, string> = bearer) =>
    fetch(`${serving.url}${name.startsWith('/') ? name : `/ShoppingWebService/V1/${name}`}`, {
      method: 'POST',
      headers,
      body,
    });
  return { mall, post, bearer };
}

describe('a served Yahoo!ショッピング', () => {
  it('answers as it does without a socket, in UTF-8', async () => {
    const { mall, post, bearer } = await served();
    const [id = ''] = mall.addSettled(1, { kind: 'gift' });
    const body = `<Req><Target><OrderId>${id}</OrderId><Field>OrderId,GiftWrapType</Field></Target><SellerId>${SELLER}</SellerId></Req>`;
    const response = await post('orderInfo', body, { ...bearer, ...mall.signature() });
    expect([response.status, response.headers.get('x-sws-authorize-status')]).toEqual([200, 'authorized']);
    expect(response.headers.get('content-type')).toBe('application/xml;charset=UTF-8');
    expect(await response.text()).toContain('<GiftWrapType><![CDATA[包装紙（和柄・青海波）]]></GiftWrapType>');
  });

  it('answers 207, and a form with a plus in it', async () => {
    const { post } = await served();
    const response = await post('setStock', `seller_id=${SELLER}&item_code=kome-0005,x&quantity=%2B5,nothing`);
    expect(response.status).toBe(207);
    expect(await response.text()).toContain('<Quantity>105</Quantity>');
  });

  it('refuses before any byte', async () => {
    const { post } = await served({ kind: 'refuse' });
    await expect(post('getStock', '')).rejects.toThrow('fetch failed');
  });

  it('gives its control to a token', async () => {
    const { post } = await served();
    const body = JSON.stringify({ sellerId: SELLER, count: 2 });
    expect((await post('/control/add-orders', body, {})).status).toBe(403);
    const added = await post('/control/add-orders', body, { authorization: 'Bearer the-token' });
    expect(((await added.json()) as { orderIds: string[] }).orderIds).toHaveLength(2);
  });
});
