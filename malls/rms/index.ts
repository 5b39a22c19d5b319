import type { MallAdapter, Site } from '../mall.ts';
import { defaultRmsSettings, openRmsShop } from './client.ts';
import { isRmsCredential, type RmsCredential, rmsSite } from './site.ts';
import { rmsTraits } from './traits.ts';

/** 楽天市場, through RMS. */
export const rmsMall: MallAdapter = {
  traits: rmsTraits,
  site: rmsSite,
  takes: isRmsCredential,
  connect({ baseUrl }: Site<typeof rmsSite>, { transport, now, timeoutMs }) {
    const version = { current: defaultRmsSettings.getOrderVersion };
    const settings = timeoutMs === undefined ? {} : { timeoutMs };
    return {
      open: (shop, credential: RmsCredential, lister) =>
        openRmsShop({ shop, credential, baseUrl, transport, now, settings, version, lister }),
    };
  },
};
