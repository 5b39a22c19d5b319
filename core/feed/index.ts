/**
 * Feed: appends events of the bus to their merchant's feed, in order per order (`follow-order.ts`), and reads it. Start with `append-events.ts`.
 */

export { appendEvents } from './append-events.ts';
export type { Revisions } from './follow-order.ts';
export { readFeed } from './read-feed.ts';
