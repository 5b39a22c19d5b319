/**
 * Jobs: one file per Lambda function, run by `functions/<name>/handler.ts`. The only folder that joins the features. Start with
 * `poll-orders.ts`.
 */

export { type FeedArrival, feedEvents } from './feed-events.ts';
export { type ProbePorts, probeRound } from './health-probe.ts';
export { askForLooks, type ShopLevelHint } from './hinted-looks.ts';
export { sendAll } from './notify-merchants.ts';
export { logPollResult, type PollPorts, pollShard } from './poll-orders.ts';
export { hasPushed, pushShops } from './push-status.ts';
export { hasReconciled, reconcileShard } from './reconcile.ts';
export { type RemovedBuyer, removeBuyer } from './remove-buyer.ts';
export { notPolledPercentMax } from './shop-figures.ts';
export { hasSynced, type SyncStockContext, workOff } from './sync-stock.ts';
