import { secondMs } from '../../core/kernel/index.ts';
import type { MallAdapter, Site } from '../mall.ts';
import { createCallCount } from './call-count.ts';
import { openYahooShop } from './client.ts';
import { isYahooCredential, type YahooCredential, yahooSite } from './site.ts';
import { createMallTime } from './times.ts';
import { createYahooTokens } from './tokens.ts';
import { yahooTraits } from './traits.ts';

/** Fetching a token is one small call, and the call it is for still has to fit into what is left of a run. */
const tokenTimeoutMs = 10 * secondMs;

/** Yahoo!ショッピング, through ストアクリエイターPro's API. */
export const yahooMall: MallAdapter = {
  traits: yahooTraits,
  site: yahooSite,
  takes: isYahooCredential,
  connect({ baseUrl, authUrl }: Site<typeof yahooSite>, { transport, now, timeoutMs }) {
    const mallTime = createMallTime(now);
    const tokens = createYahooTokens({ authUrl, transport, now, timeoutMs: tokenTimeoutMs, mallTime });
    const callCount = createCallCount(now);
    const settings = timeoutMs === undefined ? {} : { timeoutMs };
    return {
      open: ({ key, code }, credential: YahooCredential, lister) =>
        openYahooShop({
          shop: key,
          sellerId: code,
          credential,
          baseUrl,
          transport,
          tokens,
          mallTime,
          callCount,
          now,
          settings,
          lister,
        }),
    };
  },
};
