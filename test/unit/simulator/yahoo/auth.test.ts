import { describe, expect, it } from 'vitest';
import { answered, answerOf, around, DAY, HOUR, MINUTE, NOON, openMall, SECOND, SELLER } from './mall.ts';

const SECRET = 'not-a-secret';

/** A shop whose client is known, and a way to ask its token end point. */
function withClient(settings = {}) {
  const mall = openMall({ settings });
  mall.control.addShop({
    sellerId: 'tonari',
    clientId: 'client',
    clientSecret: SECRET,
    refreshToken: 'refresh',
    consented: false,
  });
  const token = (form: Record<string, string>, secret = SECRET) => {
    const outcome = answered(
      mall.yahoo.handle({
        method: 'POST',
        path: '/yconnect/v2/token',
        headers: { authorization: `Basic ${btoa(`client:${secret}`)}` },
        body: new URLSearchParams(form).toString(),
      }),
    );
    return { status: outcome.status, body: JSON.parse(outcome.body) };
  };
  const refresh = () => token({ grant_type: 'refresh_token', refresh_token: 'refresh' });
  return { ...mall, tokenFor: token, refresh };
}

describe('the token end point', () => {
  it('gives an access token of one hour for a refresh token, and no new refresh token with it', () => {
    const { control, refresh } = withClient();
    control.consent('tonari');
    const { status, body } = refresh();
    expect(status).toBe(200);
    expect(body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600 });
  });

  it('redeems a code once and within ten minutes, with the refresh token, which stays the same at the next consent', () => {
    const { control, pass, tokenFor } = withClient();
    const redeem = (code: string) =>
      tokenFor({ grant_type: 'authorization_code', code, redirect_uri: 'https://a.jp/' });
    const first = control.consent('tonari');
    expect(redeem(first)).toMatchObject({ status: 200, body: { refresh_token: 'refresh' } });
    expect(redeem(first)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const late = control.consent('tonari');
    pass(10 * MINUTE);
    expect(redeem(late).body.error).toBe('invalid_grant');
    expect(redeem(control.consent('tonari')).body.refresh_token).toBe('refresh');
  });

  it('refuses the refresh token four weeks after the consent, however often it was used, until a person agrees again', () => {
    const { control, pass, refresh } = withClient();
    control.consent('tonari');
    pass(28 * DAY - 1);
    expect(refresh().status).toBe(200);
    pass(1);
    expect(refresh()).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    control.consent('tonari');
    expect(refresh().status).toBe(200);
  });

  it('refuses it before any consent, and once the consent is withdrawn; then access tokens end, too', () => {
    const { control, refresh, yahoo } = withClient();
    expect(refresh().body.error).toBe('invalid_grant');
    control.consent('tonari');
    const access = refresh().body.access_token;
    const ask = () =>
      answerOf(
        yahoo.handle({
          method: 'POST',
          path: '/ShoppingWebService/V1/getStock',
          headers: { authorization: `Bearer ${access}` },
          body: 'seller_id=tonari&item_code=kome-0005',
        }),
      ).status;
    expect(ask()).toBe(200);
    control.withdrawConsent('tonari');
    expect(ask()).toBe(401);
    expect(refresh().body.error).toBe('invalid_grant');
  });

  it('distinguishes a wrong secret from a wrong token, and names what it does not know', () => {
    const { control, tokenFor } = withClient();
    control.consent('tonari');
    const grant = { grant_type: 'refresh_token', refresh_token: 'refresh' };
    expect(tokenFor(grant, 'wrong')).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(tokenFor({ ...grant, refresh_token: 'other' }).body.error).toBe('invalid_grant');
    expect(tokenFor({ grant_type: 'password' }).body.error).toBe('unsupported_grant_type');
    expect(tokenFor({}).body.error).toBe('invalid_request');
  });

  it('does not take the refresh token of another application', () => {
    const { tokenFor, control } = withClient();
    const others = control.shops().find((shop) => shop.sellerId === SELLER)?.refreshToken ?? '';
    expect(tokenFor({ grant_type: 'refresh_token', refresh_token: others }).body.error).toBe('invalid_grant');
  });
});

describe('an access token', () => {
  it('ends after an hour with 401, in the header and in the words of the body', () => {
    const mall = openMall();
    const old = { authorization: `Bearer ${mall.token()}` };
    expect(mall.ask('getStock', `seller_id=${SELLER}&item_code=kome-0005`, old).status).toBe(200);
    mall.pass(HOUR);
    const { status, headers, text } = mall.ask('getStock', `seller_id=${SELLER}&item_code=kome-0005`, old);
    expect(status).toBe(401);
    const challenge = 'Bearer realm="yahooapis.jp", error="invalid_token", error_description="expired token"';
    expect(headers['www-authenticate']).toBe(challenge);
    expect(text).toContain(`\nPlease provide valid credentials. ${challenge}\n`);
  });

  it('is distinguished from one that was never issued', () => {
    const { headers, status } = openMall().ask('getStock', '', { authorization: 'Bearer at.made-up' });
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toContain('error_description="invalid token"');
  });

  it('opens nothing where the application lacks the scope', () => {
    const mall = openMall();
    mall.control.setScope(SELLER, false);
    const refused = mall.list(around(NOON));
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toContain('error="insufficient_scope"');
    mall.control.setScope(SELLER, true);
    expect(mall.list(around(NOON)).status).toBe(200);
  });

  it('ends with all its like when a test ends them', () => {
    const mall = openMall();
    const old = { authorization: `Bearer ${mall.token()}` };
    mall.control.expireAccessTokens(SELLER);
    expect(mall.ask('getStock', '', old).status).toBe(401);
  });
});

describe('the signature of an order call', () => {
  const listing = (mall: ReturnType<typeof openMall>, headers?: Record<string, string>) =>
    mall.ask(
      'orderList',
      `<Req><Search><Condition>${around(NOON)}</Condition><Field>OrderId</Field></Search><SellerId>${SELLER}</SellerId></Req>`,
      headers,
    );

  it('is acknowledged in the header of the answer', () => {
    const mall = openMall();
    expect(listing(mall).headers['x-sws-authorize-status']).toBe('authorized');
    expect(mall.stock('getStock', { item_code: 'kome-0005' }).headers['x-sws-authorize-status']).toBeUndefined();
  });

  it('can be left out for twelve hours after the consent, and not longer', () => {
    const mall = openMall();
    mall.pass(12 * HOUR - 1);
    const unsigned = listing(mall, {});
    expect(unsigned.status).toBe(200);
    expect(unsigned.headers['x-sws-authorize-status']).toBeUndefined();
    mall.pass(1);
    const late = listing(mall, {});
    expect([late.status, late.at('Code')]).toEqual([401, 'px-04102']);
    expect(late.at('Message')).toContain('This API session is shorter than another API.');
    expect(listing(mall).status).toBe(200);
    expect(mall.stock('getStock', { item_code: 'kome-0005' }).status).toBe(200);
    mall.control.consent(SELLER);
    expect(listing(mall, {}).status).toBe(200);
  });

  it('once left out, shortens the whole consent where the settings say so', () => {
    const days = (unsignedShortensConsent: boolean) => {
      const mall = openMall({ settings: { auth: { unsignedShortensConsent } } });
      listing(mall, {});
      return ((mall.control.shops()[0]?.consentEndsAtMs ?? 0) - NOON) / DAY;
    };
    expect([days(false), days(true)]).toEqual([28, 0.5]);
  });

  it.each([
    ['of another moment', (mall: ReturnType<typeof openMall>) => mall.signature(NOON - 10 * MINUTE)],
    ['of a moment to come', (mall: ReturnType<typeof openMall>) => mall.signature(NOON + 10 * MINUTE)],
    ['of another version', (mall) => ({ ...mall.signature(), 'x-sws-signature-version': '2' })],
    ['in the name of another shop', (mall) => mall.signature(NOON, 'tonari')],
    ['that is none', (mall) => ({ ...mall.signature(), 'x-sws-signature': 'AAAA' })],
    ['without its version', (mall) => ({ 'x-sws-signature': mall.signature()['x-sws-signature'] ?? '' })],
  ] as [string, (mall: ReturnType<typeof openMall>) => Record<string, string>][])(
    '%s is answered like none, with another word in the header, or refused where the settings say so',
    (_, wrong) => {
      const mall = openMall();
      const answer = listing(mall, wrong(mall));
      expect([answer.status, answer.headers['x-sws-authorize-status']]).toEqual([200, 'unauthorized']);
      mall.control.changeSettings({ signature: { whenWrong: 'refused' } });
      expect(listing(mall, wrong(mall)).at('Code')).toBe('px-04102');
      expect(listing(mall).status).toBe(200);
    },
  );

  it('may be some minutes old, and no older', () => {
    const mall = openMall();
    const status = (seconds: number) =>
      listing(mall, mall.signature(NOON - seconds * SECOND)).headers['x-sws-authorize-status'];
    expect([status(300), status(301)]).toEqual(['authorized', 'unauthorized']);
  });

  it('needs the present public key: a rotated one works as long as it was given, and any for a year at most', () => {
    const mall = openMall();
    const old = mall.signature();
    expect(mall.control.rotatePublicKey(SELLER, { oldWorksForMs: MINUTE }).publicKeyVersion).toBe(2);
    const word = (headers?: Record<string, string>) => listing(mall, headers).headers['x-sws-authorize-status'];
    expect([word(old), word()]).toEqual(['authorized', 'authorized']);
    mall.pass(MINUTE);
    expect([word(old), word()]).toEqual(['unauthorized', 'authorized']);
    mall.pass(365 * DAY);
    mall.control.consent(SELLER);
    expect(word()).toBe('unauthorized');
  });

  it('of one shop opens nothing for another', () => {
    const mall = openMall();
    mall.control.addShop({ sellerId: 'tonari' });
    const body = `<Req><Search><Condition>${around(NOON)}</Condition><Field>OrderId</Field></Search><SellerId>tonari</SellerId></Req>`;
    expect(mall.ask('orderList', body).at('Code')).toBe('od90101');
  });
});

describe('the order API', () => {
  it.each(['px-04303', 'px-04306', 'px-04307', 'px-14303'] as const)(
    'is closed with %s, and the stock API is not',
    (code) => {
      const mall = openMall();
      mall.control.setOrderApi(SELLER, code);
      const { status, at } = mall.list(around(NOON));
      expect([status, at('Code')]).toEqual([403, code]);
      expect(mall.stock('getStock', { item_code: 'kome-0005' }).status).toBe(200);
      mall.control.setOrderApi(SELLER, 'open');
      expect(mall.list(around(NOON)).status).toBe(200);
    },
  );

  it('has no other paths and takes POST only', () => {
    const mall = openMall();
    expect(mall.ask('orderNothing', '')).toMatchObject({ status: 404 });
    const get = mall.yahoo.handle({ method: 'GET', path: '/ShoppingWebService/V1/getStock', headers: {}, body: '' });
    expect(answered(get).status).toBe(400);
  });
});
