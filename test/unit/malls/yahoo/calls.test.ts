import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { textOf } from '../../../../malls/xml.ts';
import { sellerId, type YahooInProcess, yahooInProcess } from './in-process.ts';

const anyOrder = `<Req><Target><OrderId>${sellerId}-1</OrderId><Field>OrderId</Field></Target><SellerId>${sellerId}</SellerId></Req>`;
const listing = `<Req><Search><Condition><OrderTimeFrom>20261124000000</OrderTimeFrom></Condition><Field>OrderId</Field></Search><SellerId>${sellerId}</SellerId></Req>`;
const stock = new URLSearchParams({ seller_id: sellerId, item_code: 'kome-0005' }).toString();
const tokensFetched = ({ paths }: YahooInProcess): number => paths.filter((path) => path.endsWith('/token')).length;

describe('calls to Yahoo!ショッピング', () => {
  it('fetch one token for an hour of calls, also for callers that ask while it is being fetched', async () => {
    const mall = yahooInProcess();
    const call = mall.calls();
    await Promise.all([call('getStock', stock), call('orderList', listing), call('getStock', stock)]);
    mall.clock.at += 50 * minuteMs;
    await call('getStock', stock);
    expect(tokensFetched(mall)).toBe(1);
    mall.clock.at += 10 * minuteMs;
    await call('getStock', stock);
    expect(tokensFetched(mall)).toBe(2);
  });

  it('sign every order call, so that they work long after the twelve hours without a signature', async () => {
    const mall = yahooInProcess({ signature: { whenWrong: 'refused' } });
    mall.clock.at += 27 * 24 * hourMs;
    const { root } = await mall.calls()('orderList', listing);
    expect(textOf(root, 'Status')).toBe('OK');
  });

  it('sign with the second of Yahoo’s clock, although ours is hours off', async () => {
    const mall = yahooInProcess({ signature: { whenWrong: 'refused' } });
    mall.clock.aheadMs = -3 * hourMs;
    await expect(mall.calls()('orderList', listing)).resolves.toMatchObject({ status: 200, mallTime: mall.clock.at });
  });

  it('renew a token that the mall does not take any more, and make the call once again', async () => {
    const mall = yahooInProcess();
    const call = mall.calls();
    await call('getStock', stock);
    mall.yahoo.control.expireAccessTokens(sellerId);
    await expect(call('getStock', stock)).resolves.toMatchObject({ status: 200 });
    expect(tokensFetched(mall)).toBe(2);
  });

  it('take it for the mall’s trouble, and not for the key’s, when it refuses a token it has just given', async () => {
    const mall = yahooInProcess();
    mall.yahoo.control.break({ kind: 'auth-flap', api: 'stock' });
    await expect(mall.calls()('getStock', stock)).rejects.toMatchObject({ code: 'mall.failing', retry: 'later' });
    expect(mall.paths.filter((path) => path.endsWith('getStock'))).toHaveLength(2);
  });

  it('say who must give consent again when the four weeks are over', async () => {
    const mall = yahooInProcess();
    mall.clock.at += 28 * 24 * hourMs;
    const refusal = mall.calls()('getStock', stock);
    await expect(refusal).rejects.toMatchObject({
      code: 'key.refused',
      retry: 'after-pause',
      context: { mallCodes: ['invalid_grant'] },
    });
    await expect(refusal).rejects.toThrow(
      /consent of 2026-11-24 15:45:07 ended after four weeks\. A manager of the shop/,
    );
  });

  it('say that a consent was withdrawn before its time', async () => {
    const mall = yahooInProcess();
    mall.yahoo.control.withdrawConsent(sellerId);
    await expect(mall.calls()('getStock', stock)).rejects.toThrow(/consent was withdrawn, or the password/);
  });

  it('ask again for a token as soon as the next call comes, when the endpoint was in trouble', async () => {
    const mall = yahooInProcess();
    const call = mall.calls();
    mall.yahoo.control.break({ kind: 'server-error-html', api: 'token', times: 1 });
    await expect(call('getStock', stock)).rejects.toMatchObject({ code: 'mall.unreachable', retry: 'later' });
    await expect(call('getStock', stock)).resolves.toMatchObject({ status: 200 });
  });

  it('take too many calls of the endpoint for that, and not for the mall’s trouble', async () => {
    const mall = yahooInProcess();
    mall.yahoo.control.break({ kind: 'throttle', api: 'token' });
    await expect(mall.calls()('getStock', stock)).rejects.toMatchObject({
      code: 'mall.throttled',
      context: { status: 403 },
    });
  });

  const answeringTokens = (status: number, body: string): YahooInProcess =>
    yahooInProcess({}, (transport) => async (request) => {
      if (!request.url.endsWith('/token')) return transport(request);
      return { status, headers: {}, body: Buffer.from(body) };
    });

  it.each([
    [400, 'invalid_request', /stored key is empty or damaged.*yahooAuthUrl/],
    [400, 'invalid_scope', /stored key is empty or damaged.*yahooAuthUrl/],
    [400, 'unsupported_grant_type', /stored key is empty or damaged.*yahooAuthUrl/],
    [400, 'unauthorized_client', /does not know the application/],
    [401, 'invalid_client', /does not know the application/],
  ])('take %i %s of the token endpoint for the key’s trouble, and say which', async (status, error, words) => {
    const refusal = answeringTokens(status, JSON.stringify({ error })).calls()('getStock', stock);
    await expect(refusal).rejects.toMatchObject({
      code: 'key.refused',
      retry: 'after-pause',
      context: { operation: 'token', status, mallCodes: [error] },
    });
    await expect(refusal).rejects.toThrow(words);
  });

  it.each([
    ['server_error', '{"error":"server_error"}'],
    ['a page', '<html>Bad Request</html>'],
    ['no word of OAuth', '{"error":{"message":"だめです"}}'],
  ])('blame no key for a 400 with %s: the endpoint answers, and gives no reason', async (_name, body) => {
    const refusal = answeringTokens(400, body).calls()('getStock', stock);
    await expect(refusal).rejects.toMatchObject({ code: 'mall.failing', retry: 'later', context: { status: 400 } });
    await expect(refusal).rejects.toThrow(/no call of yahoo#kado-no-mise was sent/);
  });

  it('take a renewed consent for the same shop without another token, which may be good still', async () => {
    const mall = yahooInProcess();
    const tokens = mall.tokens();
    await mall.calls(mall.credential, tokens)('getStock', stock);
    await mall.calls({ ...mall.credential, consentedAt: mall.clock.at + hourMs }, tokens)('getStock', stock);
    await mall
      .calls({ ...mall.credential, clientSecret: 'another-one' }, tokens)('getStock', stock)
      .catch(() => {});
    expect(tokensFetched(mall)).toBe(2);
  });

  it('refuse to go on when the mall says that it did not take the signature, though it answered', async () => {
    const mall = yahooInProcess();
    const { publicKeyVersion } = mall.yahoo.control.rotatePublicKey(sellerId);
    const refusal = mall.calls()('orderList', listing);
    await expect(refusal).rejects.toMatchObject({ code: 'key.refused' });
    await expect(refusal).rejects.toThrow('暗号鍵管理');
    expect(publicKeyVersion).toBe(2);
    await expect(mall.calls()('getStock', stock)).resolves.toMatchObject({ status: 200 });
  });

  it('never repeat a secret in a failure', async () => {
    const mall = yahooInProcess();
    mall.yahoo.control.withdrawConsent(sellerId);
    const error = await mall
      .calls()('orderInfo', anyOrder)
      .catch((thrown: Error) => thrown);
    const told = `${(error as Error).message} ${JSON.stringify(error)}`;
    for (const secret of [mall.given.clientSecret, mall.given.refreshToken]) expect(told).not.toContain(secret);
  });
});
