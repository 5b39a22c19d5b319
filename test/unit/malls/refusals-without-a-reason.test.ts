import { describe, expect, it } from 'vitest';
import * as amazon from '../../../malls/amazon/faults.ts';
import { createAmazonTokens } from '../../../malls/amazon/tokens.ts';
import { readBody } from '../../../malls/body.ts';
import * as shopify from '../../../malls/shopify/faults.ts';
import { createShopifyTokens } from '../../../malls/shopify/tokens.ts';

/*
 * A refusal that says nothing is from a server in front of the mall: it must not pause a shop for its key. RMS and Yahoo have theirs in the
 * tests of their faults.
 */

const empty = { status: 403, headers: {}, body: readBody(Buffer.from('')) };
const amazonShop = 'amazon#A3KADONOMISE';
const shopifyShop = 'shopify#kado-no-mise';
const clientOf = (status: number, body: string) => ({
  transport: async () => ({ status, headers: {}, body: Buffer.from(body) }),
  now: () => 0,
  timeoutMs: 1_000,
});

describe('a refusal without a reason', () => {
  it('is no word of Amazon’s on a role, nor of Shopify’s on a shop', () => {
    const failing = { code: 'mall.failing', retry: 'later' };
    expect(amazon.faultOf({ shop: amazonShop, operation: 'getOrder' }, empty)).toMatchObject(failing);
    const fault = shopify.faultOf({ shop: shopifyShop, operation: 'orders' }, empty);
    expect(fault).toMatchObject(failing);
    expect(fault?.context).not.toHaveProperty('concerns');
  });

  it.each([
    [400, ''],
    [401, '<html><body>Bad Request</body></html>'],
    [403, '{"status":"blocked"}'],
  ])(
    'of Login with Amazon (%i, %j) is neither a refused key nor an endpoint that was not reached',
    async (status, body) => {
      const tokens = createAmazonTokens({ ...clientOf(status, body), authUrl: 'https://auth.example' });
      const credential = { clientId: 'id', clientSecret: 'secret', refreshToken: 'token', secretRotatedAt: 0 };
      await expect(tokens.of(amazonShop, { mall: 'amazon', ...credential })).rejects.toMatchObject({
        code: 'mall.failing',
        context: { status },
        message: expect.stringContaining('amazonAuthUrl'),
      });
    },
  );

  it('of Shopify’s token endpoint is one without a body: where a shop is not there, pages of any kind say so', async () => {
    const door = {
      mall: 'shopify' as const,
      url: 'https://kado-no-mise.example',
      clientId: 'id',
      clientSecret: 'secret',
      locationId: '1',
    };
    const asked = (body: string) => createShopifyTokens(clientOf(400, body)).of(shopifyShop, door);
    await expect(asked('')).rejects.toMatchObject({ code: 'mall.failing', context: { status: 400 } });
    await expect(asked('<html>app_not_installed</html>')).rejects.toMatchObject({ code: 'key.refused' });
  });
});
