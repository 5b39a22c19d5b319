import { secondMs } from '../../core/kernel/index.ts';
import type { MallAdapter, Site } from '../mall.ts';
import { openShopifyShop, type ShopifyMemory } from './client.ts';
import { apiVersion, isShopifyCredential, type ShopifyCredential, shopAddress, shopifySite } from './site.ts';
import { createShopifyTokens } from './tokens.ts';
import { shopifyTraits } from './traits.ts';

/** Fetching a token is one small call, and the call it is for still has to fit into what is left of a run. */
const tokenTimeoutMs = 10 * secondMs;

/** Shopify, through its GraphQL Admin API. */
export const shopifyMall: MallAdapter = {
  traits: shopifyTraits,
  site: shopifySite,
  takes: isShopifyCredential,
  connect({ baseUrl }: Site<typeof shopifySite>, { transport, now, timeoutMs = 30 * secondMs, log }) {
    const tokens = createShopifyTokens({ transport, now, timeoutMs: tokenTimeoutMs });
    const memory: ShopifyMemory = {
      costs: new Map(),
      sizes: new Map(),
      left: new Map(),
      pages: new Map(),
      version: apiVersion,
      aheadMs: 0,
    };
    return {
      answeredVersion: () => memory.version,
      open: ({ key, code }, credential: ShopifyCredential, lister) =>
        openShopifyShop({
          ...{
            shop: key,
            door: { ...credential, url: shopAddress(baseUrl, code) },
            transport,
            tokens,
            now,
            timeoutMs,
            memory,
          },
          noteVersion: (answered) => log?.error('mall.version-ended', { mall: 'shopify', asked: apiVersion, answered }),
          lister,
        }),
    };
  },
};
