import type { Credential } from '../core/ports/shops.ts';
import { type AmazonSettingsChange, type AmazonSimulator, createAmazon } from '../simulator/amazon/index.ts';
import { createShopify, type ShopifySettingsChange, type ShopifySimulator } from '../simulator/shopify/index.ts';
import { createYahoo, type YahooSettingsChange, type YahooSimulator } from '../simulator/yahoo/index.ts';

/** The malls that are there beside 楽天, with their settings. */
export interface SettingsBeside {
  readonly yahoo?: YahooSettingsChange;
  readonly amazon?: AmazonSettingsChange;
  readonly shopify?: ShopifySettingsChange;
}

/** Opens these malls. They do not throttle. */
export function mallsBeside({ yahoo, amazon, shopify }: SettingsBeside, now: () => number) {
  const asked = { now, seed: 7 };
  const calm = { throttle: { enforce: false } };
  return {
    yahoo: yahoo === undefined ? null : createYahoo({ ...asked, settings: { ...calm, ...yahoo } }),
    amazon: amazon === undefined ? null : createAmazon({ ...asked, settings: { ...calm, ...amazon } }),
    shopify: shopify === undefined ? null : createShopify({ ...asked, settings: { ...calm, ...shopify } }),
  };
}

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
