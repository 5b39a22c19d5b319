import type { Credential } from '../../core/ports/index.ts';
import { hasTexts } from '../key-parts.ts';
import type { SiteSchema } from '../mall.ts';

/** The version of the Admin API that is asked for: `docs/malls/shopify.md#version` says until when it is there. */
export const apiVersion = '2026-10';
export const apiVersionEndsAt = Date.UTC(2027, 9, 1);

/** Each shop has an address of its own: `{shop}` stands for its name. */
export const shopifySite = {
  baseUrl: {
    parameter: 'shopifyBaseUrl',
    variable: 'SHOPIFY_BASE_URL',
    isApi: true,
    standard: 'https://{shop}.myshopify.com',
  },
} as const satisfies SiteSchema;

/** Where a shop is; below an address without `{shop}`, under its name. */
export const shopAddress = (baseUrl: string, shop: string): string =>
  baseUrl.includes('{shop}') ? baseUrl.replaceAll('{shop}', shop) : `${baseUrl}/${shop}`;

/** The key of a shop: an app of its own, installed there, and the location whose stock is linked. */
export type ShopifyCredential = {
  readonly mall: 'shopify';
  readonly clientId: string;
  readonly clientSecret: string;
  /** The number of the location. */
  readonly locationId: string;
};

export const isShopifyCredential = (credential: Credential): credential is ShopifyCredential =>
  credential.mall === 'shopify' && hasTexts(credential, ['clientId', 'clientSecret', 'locationId']);

/** What Shopify calls a thing, by its number. */
export const gid = (kind: 'Fulfillment' | 'InventoryItem' | 'Location', number: string): string =>
  `gid://shopify/${kind}/${number}`;

/** The number of a thing, from what Shopify calls it. */
export const numberIn = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
