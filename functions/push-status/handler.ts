import { pushFunction } from '../../wiring/push-function.ts';

/** For each message: makes true at the mall what is asked for of a shop's orders, or takes in an event that asks for it. */
export const handler = pushFunction('push-status');
