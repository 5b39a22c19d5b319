import { secondMs } from '../../core/kernel/index.ts';
import type { MallAdapter, Site } from '../mall.ts';
import { type AmazonMemory, openAmazonShop } from './client.ts';
import { createListingPages } from './listing-pages.ts';
import { createQuota, searchQuota } from './quota.ts';
import { type AmazonCredential, amazonSite, isAmazonCredential } from './site.ts';
import { createAmazonTokens } from './tokens.ts';
import { amazonTraits } from './traits.ts';

/** Fetching a token is one small call, and the call it is for still has to fit into what is left of a run. */
const tokenTimeoutMs = 10 * secondMs;

/** Amazon.co.jp, through the Selling Partner API. */
export const amazonMall: MallAdapter = {
  traits: amazonTraits,
  site: amazonSite,
  takes: isAmazonCredential,
  connect({ baseUrl, authUrl }: Site<typeof amazonSite>, { transport, now, timeoutMs, rests }) {
    const tokens = createAmazonTokens({ authUrl, transport, now, timeoutMs: tokenTimeoutMs });
    const quota = createQuota(searchQuota, rests);
    const memory: AmazonMemory = { pages: createListingPages(), quota, listingProbes: new Map(), aheadMs: null };
    const settings = timeoutMs === undefined ? {} : { timeoutMs };
    return {
      listsFrom: (shop) => quota.emptyUntil(shop, now() + (memory.aheadMs ?? 0)),
      open: ({ key, code }, credential: AmazonCredential, lister) =>
        openAmazonShop({
          ...{
            shop: key,
            sellerId: code,
            credential,
            baseUrl,
            authUrl,
            transport,
            tokens,
            now,
            memory,
            settings,
            lister,
          },
        }),
    };
  },
};
