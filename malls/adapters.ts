// Every mall, by its name: one line a mall.
export { amazonMall as amazon } from './amazon/index.ts';
export { rmsMall as rms } from './rms/index.ts';
export { yahooMall as yahoo } from './yahoo/index.ts';
