import { pushFunction } from '../../wiring/push-function.ts';

/** For each message: applies the requested changes of a shop's orders at the mall, or accepts an event that requests changes. */
export const handler = pushFunction('push-status');
