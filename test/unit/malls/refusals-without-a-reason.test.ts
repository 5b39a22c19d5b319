import { describe, expect, it } from 'vitest';
import * as amazon from '../../../malls/amazon/faults.ts';
import { createAmazonTokens } from '../../../malls/amazon/tokens.ts';
import { readBody } from '../../../malls/body.ts';
import * as shopify from '../../../malls/shopify/faults.ts';

/*
 * A refusal that says nothing is from a server in front of the mall: it must not pause a shop for its key. RMS and Yahoo have theirs in the
 * tests of their faults.
 */

const answer = (status: number, body: string) => ({ status, headers: {}, body: readBody(Buffer.from(body)) });
const amazonShop = 'amazon#A3KADONOMISE';
const shopifyShop = 'shopify#kado-no-mise';
const clientOf = (status: number, body: string) => ({
  transport: async () => ({ status, headers: {}, body: Buffer.from(body) }),
  now: () => 0,
  timeoutMs: 1_000,
});

describe('a refusal without a reason', () => {
  it.each([
    [400, ''],
    [401, ''],
    [403, '{"status":"blocked"}'],
    [404, ''],
    [404, '{"status":"ok"}'],
  ])('(%i, %j) is no word of Amazon’s on a role, an order or an item, nor of Shopify’s on a shop', (status, body) => {
    const failing = { code: 'mall.failing', retry: 'later' };
    const said = answer(status, body);
    expect(amazon.faultOf({ shop: amazonShop, operation: 'getOrder' }, said)).toMatchObject(failing);
    expect(amazon.isTokenRefused(said)).toBe(false);
    const fault = shopify.faultOf({ shop: shopifyShop, operation: 'orders' }, said);
    expect(fault).toMatchObject(failing);
    expect(shopify.isTokenRefused(said)).toBe(false);
    expect(fault?.context).not.toHaveProperty('concerns');
  });

  it('that is a page is no word of Shopify’s, but for that of a shop which is not there', () => {
    const under = (status: number) =>
      shopify.faultOf({ shop: shopifyShop, operation: 'orders' }, answer(status, '<html><h1>Blocked</h1></html>'));
    expect(under(403)).toMatchObject({ code: 'mall.failing' });
    expect(under(404)).toMatchObject({ code: 'mall.refused', context: { concerns: 'shop' } });
  });

  it.each([
    [400, ''],
    [401, '<html><body>Bad Request</body></html>'],
    [403, '{"status":"blocked"}'],
    [404, ''],
  ])(
    'of Login with Amazon (%i, %j) is neither a refused key nor an endpoint that was not reached',
    async (status, body) => {
      const tokens = createAmazonTokens({ ...clientOf(status, body), authUrl: 'https://auth.example' });
      const credential = { clientId: 'id', clientSecret: 'secret', refreshToken: 'token', secretRotatedAt: 0 };
      await expect(tokens.of(amazonShop, { mall: 'amazon', ...credential })).rejects.toMatchObject({
        code: 'mall.failing',
        context: { status, sent: false },
        message: expect.stringContaining('amazonAuthUrl'),
      });
    },
  );
});
