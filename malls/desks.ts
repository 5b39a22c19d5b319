// What people's tools need of every mall, by its name: one line a mall.
export { amazonDesk as amazon } from './amazon/desk.ts';
export { rmsDesk as rms } from './rms/desk.ts';
export { shopifyDesk as shopify } from './shopify/desk.ts';
export { yahooDesk as yahoo } from './yahoo/desk.ts';
