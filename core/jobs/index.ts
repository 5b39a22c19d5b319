/**
 * Jobs: one file per Lambda function, composed of the features. The only folder that joins them.
 *
 * `functions/<name>/handler.ts` runs the job of its name. Start with `poll-orders.ts`.
 */

export { type ProbePorts, probeRound } from './health-probe.ts';
export { askForLooks, type ShopLevelHint } from './hinted-looks.ts';
export { sendAll } from './notify-merchants.ts';
export { logPollResult, type PollPorts, pollShard } from './poll-orders.ts';
export { hasPushed, pushShops } from './push-status.ts';
export { hasReconciled, notPolledPercentMax, reconcileShard } from './reconcile.ts';
export { type RemovedBuyer, removeBuyer } from './remove-buyer.ts';
export { hasSynced, type SyncStockContext, workOff } from './sync-stock.ts';
