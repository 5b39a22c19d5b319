/**
 * Status: accepts requested changes, decides what each needs, calls the mall, and reads back until confirmed or failed. Start with
 * `push-shop.ts` (a shop's due orders) and `decide.ts` (a request's needs).
 */

export { type ForgottenPushes, failuresForOps, forgetPushes, retryPush, withdrawPush } from './by-hand.ts';
export { callDuePushes, tellWaitingPushes } from './call-due-pushes.ts';
export { parcelProblems, trackingNumberProblems } from './check-request.ts';
export { deadlinesOf, defaultDeadlineSettings, isCutOff, warnOfDeadlines } from './deadlines.ts';
export { defaultMorningSettings, reportMornings, shipByOf } from './morning.ts';
export { noPushCounts, type PushCounts, pushShop } from './push-shop.ts';
export { freshLetters, type Redriven, redrive } from './redrive.ts';
export { checkPushes, type PushRequest, type Requested, requestAll, requestPushes, takeIn } from './request.ts';
export { defaultStatusSettings } from './settings.ts';
export type { StatusRunContext } from './status-session.ts';
