/**
 * Session: the engine that works at a shop: pacing, the pause gate, evidence for health, what a process remembers between runs.
 *
 * It imports ports, model and kernel. The features use it; it knows none of them. Start with `visit-shops.ts` and `run.ts`.
 */

export { batchesFrom, batchesOf } from './batches.ts';
export { noteKeyAfter, noteKeyRefused, noteKeyWorks } from './credentials.ts';
export { eachShop, openWay, type Way } from './each-shop.ts';
export { tallyOfCalls, type WorkerEvidence } from './evidence.ts';
export { freeShops, type Gate, rampLooksAfterMs } from './gate.ts';
export {
  createProcessCache,
  type ImportRun,
  type ImportSession,
  openImportSession,
  type ProcessCache,
} from './import-session.ts';
export { defaultImportSettings, type ImportSettings } from './import-settings.ts';
export { type Attempt, holdsEverything, isFunctionOff, leftOpen, mallWaitMs, retryWaitMs } from './outcome.ts';
export { allPhases, eachRow, type Phases } from './own-failures.ts';
export { createPacer, gapBetweenCallsMs, type Pacer, type RateShare } from './pacer.ts';
export { isThrottled, openSession, type SessionPolicy, type ShopSession } from './session.ts';
export { lookAgainLater, openMallShop, underLease } from './shop-lease.ts';
export { hasStock, tellMoved } from './stock-feature.ts';
export { emptyRound, type RoundReport, type RunContext, shopsOfSchedule, visitShops } from './visit-shops.ts';
