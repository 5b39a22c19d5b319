// Every mall, by its name: one line a mall. A function is bundled without those that its deployment does not name (`lib/bundling/`).
export { amazonMall as amazon } from './amazon/index.ts';
export { rmsMall as rms } from './rms/index.ts';
export { shopifyMall as shopify } from './shopify/index.ts';
export { yahooMall as yahoo } from './yahoo/index.ts';
