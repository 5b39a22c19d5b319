import type { NewsKind } from './news.ts';

/** The kinds of news by what they are about: who works on one thing sends no news of another. */
export const newsAbout = {
  orders: ['OrderImported', 'OrderChanged', 'OrderCancelled'],
  incidents: ['IncidentOpened', 'IncidentUpdated', 'IncidentClosed'],
  pushes: ['StatusPushConfirmed', 'StatusPushFailed', 'StatusPushWithdrawn'],
  pushRequests: ['StatusPushRejected'],
  movements: ['StockMovementRejected'],
} as const satisfies Readonly<Record<string, readonly NewsKind[]>>;

/** Who every event of ours says it is from; consumers' rules match it. Whoever requests something of us uses any other. */
export const newsSource = 'tsunagi';
