/**
 * Feed: appends events of the bus to their merchant's feed, in order per order (`follow-order.ts`), and reads it. Start with `append-events.ts`.
 */

export { appendEvents, type FeedContext } from './append-events.ts';
export type { Revisions } from './follow-order.ts';
export { type FeedPage, readFeed } from './read-feed.ts';
