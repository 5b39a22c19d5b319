// Every mall, by its name: one line a mall. One that a deployment does not name is left out of its functions (`lib/bundling/`).
import { amazonMall } from './amazon/index.ts';
import { rmsMall } from './rms/index.ts';
import { shopifyMall } from './shopify/index.ts';
import { yahooMall } from './yahoo/index.ts';

declare const WITHOUT_AMAZON: unknown;
declare const WITHOUT_RMS: unknown;
declare const WITHOUT_SHOPIFY: unknown;
declare const WITHOUT_YAHOO: unknown;
export const amazon = typeof WITHOUT_AMAZON === 'undefined' ? amazonMall : undefined;
export const rms = typeof WITHOUT_RMS === 'undefined' ? rmsMall : undefined;
export const shopify = typeof WITHOUT_SHOPIFY === 'undefined' ? shopifyMall : undefined;
export const yahoo = typeof WITHOUT_YAHOO === 'undefined' ? yahooMall : undefined;
