import { feedFunction } from '../../wiring/feed-function.ts';

/** For each message, an event of the bus: appends it to the feed of its merchant. */
export const handler = feedFunction('feed-events');
