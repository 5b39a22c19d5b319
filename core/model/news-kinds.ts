import type { NewsKind } from './news.ts';

/** Kinds of news by subject; workers on one subject send no news of another. */
export const newsAbout = {
  orders: ['OrderImported', 'OrderChanged', 'OrderCancelled', 'OrderBuyerRemoved'],
  incidents: ['IncidentOpened', 'IncidentUpdated', 'IncidentClosed'],
  pushes: ['StatusPushConfirmed', 'StatusPushFailed', 'StatusPushWithdrawn'],
  pushRequests: ['StatusPushRejected'],
  movements: ['StockMovementRejected'],
} as const satisfies Readonly<Record<string, readonly NewsKind[]>>;

/** `source` of all our events, matched by consumers' rules. Senders of requests must use another. */
export const newsSource = 'tsunagi';
