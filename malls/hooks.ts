// How posts of malls are read, by the malls' names: one line a mall that posts to an address.
export { shopifyHook as shopify } from './shopify/hook.ts';
