import type { Credential } from '../core/ports/shops.ts';
import type { AmazonSimulator } from '../simulator/amazon/index.ts';
import type { ShopifySimulator } from '../simulator/shopify/index.ts';
import type { YahooSimulator } from '../simulator/yahoo/index.ts';

/** The keys of a new shop at Yahoo!ショッピング. */
export function credentialAtYahoo({ control }: YahooSimulator): Credential {
  const { clientId, clientSecret, refreshToken, publicKey, publicKeyVersion } = control.addShop({
    sellerId: 'kado-no-mise',
  });
  return {
    ...{ mall: 'yahoo', clientId, clientSecret, refreshToken, publicKey },
    ...{ consentedAt: control.nowMs(), publicKeyVersion: String(publicKeyVersion), publicKeyIssuedAt: control.nowMs() },
  };
}

/** The keys of a new shop at Amazon. */
export function credentialAtAmazon({ control }: AmazonSimulator): Credential {
  const { clientId, clientSecret, refreshToken } = control.addShop({ sellerId: 'kado-no-mise' });
  return { mall: 'amazon', clientId, clientSecret, refreshToken, secretRotatedAt: control.nowMs() };
}

/** The keys of a new shop at Shopify. */
export function credentialAtShopify({ control }: ShopifySimulator): Credential {
  const { clientId, clientSecret, locationId } = control.addShop({ shop: 'kado-no-mise' });
  return { mall: 'shopify', clientId, clientSecret, locationId };
}
