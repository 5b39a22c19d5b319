import { stockFunction } from '../../wiring/stock-function.ts';

/** For each message: brings a change of stock to its listings, and listings to their mall, or accepts a warehouse's report. */
export const handler = stockFunction('sync-stock');
