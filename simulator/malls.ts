// Every mall that can be simulated, by its name: one line a mall.
export { simulator as amazon } from './amazon/index.ts';
export { simulator as rms } from './rms/index.ts';
export { simulator as shopify } from './shopify/index.ts';
export { simulator as yahoo } from './yahoo/index.ts';
