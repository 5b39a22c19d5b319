// Every mall, by its name: one line a mall. An optional one is left out of functions that work with others only (`lib/bundling/`).
import { amazonMall } from './amazon/index.ts';
import { shopifyMall } from './shopify/index.ts';

declare const WITHOUT_AMAZON: unknown;
declare const WITHOUT_SHOPIFY: unknown;
export const amazon = typeof WITHOUT_AMAZON === 'undefined' ? amazonMall : undefined;
export { rmsMall as rms } from './rms/index.ts';
export const shopify = typeof WITHOUT_SHOPIFY === 'undefined' ? shopifyMall : undefined;
export { yahooMall as yahoo } from './yahoo/index.ts';
